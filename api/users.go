package api

import (
	"context"
	"time"

	"github.com/parleyhq/parley/account"
)

// Users is what managing users needs of the store. Reads and changes fail with
// account.ErrNotFound, account.ErrEmailTaken or account.ErrLastAdmin.
type Users interface {
	ListUsers(ctx context.Context, afterEmail string, limit int) ([]account.User, error)
	CreateUser(ctx context.Context, u account.NewUser) (account.User, error)
	// LastLogins are when users logged in last, by id; who never did is left out.
	LastLogins(ctx context.Context, ids []string) (map[string]time.Time, error)
	GetUser(ctx context.Context, id string) (account.User, error)
	UpdateUser(ctx context.Context, id string, p account.Profile) (account.User, error)
	// SetName changes what somebody is called.
	SetName(ctx context.Context, id, name string) (account.User, error)
	SetRoles(ctx context.Context, id string, roles []account.Role) (account.User, error)
	SetPassword(ctx context.Context, id, passwordHash string) error
	DisableUser(ctx context.Context, id string) (account.User, error)
	EnableUser(ctx context.Context, id string) (account.User, error)
	LoginAttempts
}

type userHandlers struct {
	users     Users
	passwords Passwords
}

// ListUsers lists users by e-mail address.
func (h userHandlers) ListUsers(ctx context.Context, r ListUsersRequestObject) (ListUsersResponseObject, error) {
	const listName = "users"
	after, err := decodeCursor[string](listName, r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	if after == nil {
		after = new(string)
	}
	limit := orDefault(r.Params.Limit, defaultLimit)
	users, err := h.users.ListUsers(ctx, *after, limit+1)
	if err != nil {
		return nil, err
	}
	users, next, err := page(users, limit, listName, func(u account.User) any { return u.Email })
	if err != nil {
		return nil, err
	}
	logins, err := h.users.LastLogins(ctx, each(users, func(u account.User) string { return u.ID }))
	if err != nil {
		return nil, err
	}
	items := each(users, func(u account.User) ListedUser {
		v := userView(u)
		return ListedUser{
			ID: v.ID, Name: v.Name, Email: v.Email, Roles: v.Roles, DisabledAt: v.DisabledAt, CreatedAt: v.CreatedAt,
			LastLoginAt: instant(logins[u.ID]),
		}
	})
	return ListUsers200JSONResponse{Items: items, NextCursor: next}, nil
}

// CreateUser creates a user.
func (h userHandlers) CreateUser(ctx context.Context, r CreateUserRequestObject) (CreateUserResponseObject, error) {
	var f fields
	profile := account.Profile{Email: f.email("email", r.Body.Email), Name: f.name("name", r.Body.Name)}
	if err := f.err(); err != nil {
		return nil, err
	}
	hash, err := h.passwords.Hash(ctx, r.Body.Password)
	if err != nil {
		return nil, err
	}
	user, err := h.users.CreateUser(ctx, account.NewUser{Profile: profile, Roles: rolesOf(r.Body.Roles), PasswordHash: hash})
	if err != nil {
		return nil, err
	}
	return CreateUser201JSONResponse(userView(user)), nil
}

// GetUser reads a user.
func (h userHandlers) GetUser(ctx context.Context, r GetUserRequestObject) (GetUserResponseObject, error) {
	user, err := h.users.GetUser(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetUser200JSONResponse(userView(user)), nil
}

// UpdateUser changes name and e-mail address.
func (h userHandlers) UpdateUser(ctx context.Context, r UpdateUserRequestObject) (UpdateUserResponseObject, error) {
	var f fields
	profile := account.Profile{Email: f.email("email", r.Body.Email), Name: f.name("name", r.Body.Name)}
	if err := f.err(); err != nil {
		return nil, err
	}
	user, err := h.users.UpdateUser(ctx, r.ID, profile)
	if err != nil {
		return nil, err
	}
	return UpdateUser200JSONResponse(userView(user)), nil
}

// SetProfile changes what the caller is called. The e-mail address is what they log
// in with: an admin changes it.
func (h userHandlers) SetProfile(ctx context.Context, r SetProfileRequestObject) (SetProfileResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	var f fields
	name := f.name("name", r.Body.Name)
	if err := f.err(); err != nil {
		return nil, err
	}
	if user, err = h.users.SetName(ctx, user.ID, name); err != nil {
		return nil, err
	}
	return SetProfile200JSONResponse(currentUserView(user)), nil
}

// ListAgents lists who a conversation can be transferred to. Teams are small
// enough for one page.
func (h userHandlers) ListAgents(ctx context.Context, _ ListAgentsRequestObject) (ListAgentsResponseObject, error) {
	const batch = 200
	agents := []Person{}
	for after := ""; ; {
		users, err := h.users.ListUsers(ctx, after, batch)
		if err != nil {
			return nil, err
		}
		for _, user := range users {
			after = user.Email
			if mayTakeConversations(user) {
				agents = append(agents, Person{ID: user.ID, Name: user.Name})
			}
		}
		if len(users) < batch {
			return ListAgents200JSONResponse{Items: agents}, nil
		}
	}
}

func mayTakeConversations(user account.User) bool {
	return user.DisabledAt.IsZero() && account.Allowed(account.Principal{User: &user}, account.HandleConversations)
}

func rolesOf(roles RoleSet) []account.Role {
	return each(roles, func(r Role) account.Role { return account.Role(r) })
}
