package api

import (
	"context"

	"github.com/parleyhq/parley/account"
)

// SetUserRoles sets a user's roles and ends their sessions.
func (h userHandlers) SetUserRoles(ctx context.Context, r SetUserRolesRequestObject) (SetUserRolesResponseObject, error) {
	user, err := h.users.SetRoles(ctx, r.ID, rolesOf(r.Body.Roles))
	if err != nil {
		return nil, err
	}
	return SetUserRoles200JSONResponse(userView(user)), nil
}

// SetUserPassword sets one's own password, against the current one, or as an
// admin somebody else's. A stolen session alone changes nothing, and cannot
// guess the current password faster than a login could.
func (h userHandlers) SetUserPassword(ctx context.Context, r SetUserPasswordRequestObject) (SetUserPasswordResponseObject, error) {
	caller, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	if r.ID == caller.ID {
		if err := h.prove(ctx, caller, r.Body.CurrentPassword); err != nil {
			return nil, err
		}
	} else if !account.Allowed(callOf(ctx).principal, account.ManageUsers) {
		return nil, refuse(kindForbidden, "You may set your own password only.")
	}
	hash, err := h.passwords.Hash(ctx, r.Body.Password)
	if err != nil {
		return nil, err
	}
	if err := h.users.SetPassword(ctx, r.ID, hash); err != nil {
		return nil, err
	}
	return SetUserPassword204Response{}, nil
}

func (h userHandlers) prove(ctx context.Context, user account.User, password string) error {
	if password == "" {
		return invalid(FieldError{Field: "current_password", Reason: "is missing"})
	}
	subject := accountSubject(user.Email)
	if err := takeAttempt(ctx, h.users, subject, attemptsPerAccount); err != nil {
		return err
	}
	matches, err := h.passwords.Matches(ctx, user.PasswordHash, password)
	if err != nil {
		return err
	}
	if !matches {
		return invalid(FieldError{Field: "current_password", Reason: "is wrong"})
	}
	return h.users.ForgiveLoginAttempts(ctx, subject)
}

// DisableUser switches an account off.
func (h userHandlers) DisableUser(ctx context.Context, r DisableUserRequestObject) (DisableUserResponseObject, error) {
	user, err := h.users.DisableUser(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return DisableUser200JSONResponse(userView(user)), nil
}

// EnableUser switches an account on again.
func (h userHandlers) EnableUser(ctx context.Context, r EnableUserRequestObject) (EnableUserResponseObject, error) {
	user, err := h.users.EnableUser(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return EnableUser200JSONResponse(userView(user)), nil
}
