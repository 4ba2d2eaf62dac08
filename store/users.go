package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// CreateUser stores a user. It fails with account.ErrEmailTaken.
func (s *Store) CreateUser(ctx context.Context, u account.NewUser) (account.User, error) {
	user, err := s.user(ctx, insertUser, pgx.NamedArgs{
		"email": u.Email, "name": u.Name, "roles": u.Roles, "password_hash": u.PasswordHash,
	})
	if err != nil {
		return account.User{}, fmt.Errorf("create user: %w", err)
	}
	return user, nil
}

const insertUser = `
INSERT INTO users (id, email, name, roles, password_hash)
VALUES (gen_random_uuid(), @email, @name, @roles, @password_hash)
RETURNING id, email, name, roles, password_hash, disabled_at, created_at`

// GetUser returns a user, disabled or not, or account.ErrNotFound.
func (s *Store) GetUser(ctx context.Context, id string) (account.User, error) {
	user, err := s.user(ctx, selectUser, pgx.NamedArgs{"id": id})
	if err != nil {
		return account.User{}, fmt.Errorf("get user: %w", err)
	}
	return user, nil
}

const selectUser = `
SELECT id, email, name, roles, password_hash, disabled_at, created_at FROM users WHERE id = @id`

// UserByEmail returns the user with an e-mail address, letter case aside,
// disabled or not, or account.ErrNotFound.
func (s *Store) UserByEmail(ctx context.Context, email string) (account.User, error) {
	user, err := s.user(ctx, selectUserByEmail, pgx.NamedArgs{"email": email})
	if err != nil {
		return account.User{}, fmt.Errorf("get user by e-mail address: %w", err)
	}
	return user, nil
}

const selectUserByEmail = `
SELECT id, email, name, roles, password_hash, disabled_at, created_at FROM users WHERE lower(email) = lower(@email)`

// ListUsers returns at most limit users in the order of their e-mail addresses,
// beginning after the address afterEmail ("" for the first page).
func (s *Store) ListUsers(ctx context.Context, afterEmail string, limit int) ([]account.User, error) {
	rows, err := s.pool.Query(ctx, listUsers, pgx.NamedArgs{"after": afterEmail, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	users, err := pgx.CollectRows(rows, scanUser)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return users, nil
}

const listUsers = `
SELECT id, email, name, roles, password_hash, disabled_at, created_at FROM users
WHERE lower(email) > lower(@after)
ORDER BY lower(email) LIMIT @limit`

// CountUsers returns how many users there are, disabled ones included: none
// means that nobody has set this deployment up yet.
func (s *Store) CountUsers(ctx context.Context) (int, error) {
	var n int
	if err := s.pool.QueryRow(ctx, countUsers).Scan(&n); err != nil {
		return 0, fmt.Errorf("count users: %w", err)
	}
	return n, nil
}

const countUsers = `SELECT count(*) FROM users`

// UserNames returns the names of users by id; unknown ids are left out.
func (s *Store) UserNames(ctx context.Context, ids ...string) (map[string]string, error) {
	rows, err := s.pool.Query(ctx, selectUserNames, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, fmt.Errorf("look up user names: %w", err)
	}
	names := make(map[string]string, len(ids))
	var id, name string
	if _, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	}); err != nil {
		return nil, fmt.Errorf("look up user names: %w", err)
	}
	return names, nil
}

const selectUserNames = `SELECT id, name FROM users WHERE id = ANY (@ids)`

// UpdateUser changes a user's e-mail address and name. It fails with
// account.ErrNotFound or account.ErrEmailTaken.
func (s *Store) UpdateUser(ctx context.Context, id string, p account.Profile) (account.User, error) {
	user, err := s.user(ctx, updateUser, pgx.NamedArgs{"id": id, "email": p.Email, "name": p.Name})
	if err != nil {
		return account.User{}, fmt.Errorf("update user: %w", err)
	}
	return user, nil
}

const updateUser = `
UPDATE users SET email = @email, name = @name WHERE id = @id
RETURNING id, email, name, roles, password_hash, disabled_at, created_at`

// SetName changes what a user is called. It fails with account.ErrNotFound.
func (s *Store) SetName(ctx context.Context, id, name string) (account.User, error) {
	user, err := s.user(ctx, setUserName, pgx.NamedArgs{"id": id, "name": name})
	if err != nil {
		return account.User{}, fmt.Errorf("set name: %w", err)
	}
	return user, nil
}

const setUserName = `
UPDATE users SET name = @name WHERE id = @id
RETURNING id, email, name, roles, password_hash, disabled_at, created_at`

// user runs a query that returns one user.
func (s *Store) user(ctx context.Context, query string, args pgx.NamedArgs) (account.User, error) {
	return userOf(ctx, s.pool, query, args)
}

func userOf(ctx context.Context, q querier, query string, args pgx.NamedArgs) (account.User, error) {
	rows, err := q.Query(ctx, query, args)
	if err != nil {
		return account.User{}, err
	}
	user, err := pgx.CollectExactlyOneRow(rows, scanUser)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return account.User{}, account.ErrNotFound
	case violates(err, "users_email"):
		return account.User{}, account.ErrEmailTaken
	}
	return user, err
}

type userRow struct {
	ID           string
	Email        string
	Name         string
	Roles        []account.Role
	PasswordHash string
	DisabledAt   *time.Time
	CreatedAt    time.Time
}

func scanUser(row pgx.CollectableRow) (account.User, error) {
	r, err := pgx.RowToStructByName[userRow](row)
	return r.user(), err
}

func (r userRow) user() account.User {
	return account.User{
		ID: r.ID, Email: r.Email, Name: r.Name, Roles: slices.Clip(r.Roles), PasswordHash: r.PasswordHash,
		DisabledAt: instant(r.DisabledAt), CreatedAt: r.CreatedAt.UTC(),
	}
}
