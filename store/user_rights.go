package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// SetRoles replaces a user's roles and ends their sessions. It fails with
// account.ErrNotFound, and with account.ErrLastAdmin if no other enabled user
// would be an admin.
func (s *Store) SetRoles(ctx context.Context, id string, roles []account.Role) (account.User, error) {
	keepsAdmin := slices.Contains(roles, account.Admin)
	user, err := s.changeRights(ctx, id, keepsAdmin, setRoles, pgx.NamedArgs{"id": id, "roles": nonNil(roles)})
	if err != nil {
		return account.User{}, fmt.Errorf("set roles: %w", err)
	}
	return user, nil
}

const setRoles = `
UPDATE users SET roles = @roles WHERE id = @id
RETURNING id, email, name, roles, password_hash, disabled_at, created_at`

// SetPassword replaces a user's password hash and ends all their sessions. It
// fails with account.ErrNotFound.
func (s *Store) SetPassword(ctx context.Context, id, passwordHash string) error {
	args := pgx.NamedArgs{"id": id, "password_hash": passwordHash}
	if _, err := s.changeRights(ctx, id, true, setPassword, args); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	return nil
}

const setPassword = `
UPDATE users SET password_hash = @password_hash WHERE id = @id
RETURNING id, email, name, roles, password_hash, disabled_at, created_at`

// DisableUser switches an account off and ends its sessions; doing it again
// changes nothing. It fails with account.ErrNotFound and account.ErrLastAdmin.
func (s *Store) DisableUser(ctx context.Context, id string) (account.User, error) {
	user, err := s.changeRights(ctx, id, false, disableUser, pgx.NamedArgs{"id": id})
	if err != nil {
		return account.User{}, fmt.Errorf("disable user: %w", err)
	}
	return user, nil
}

const disableUser = `
UPDATE users SET disabled_at = coalesce(disabled_at, now()) WHERE id = @id
RETURNING id, email, name, roles, password_hash, disabled_at, created_at`

// EnableUser switches an account on again. It fails with account.ErrNotFound.
func (s *Store) EnableUser(ctx context.Context, id string) (account.User, error) {
	user, err := s.user(ctx, enableUser, pgx.NamedArgs{"id": id})
	if err != nil {
		return account.User{}, fmt.Errorf("enable user: %w", err)
	}
	return user, nil
}

const enableUser = `
UPDATE users SET disabled_at = NULL WHERE id = @id
RETURNING id, email, name, roles, password_hash, disabled_at, created_at`

// changeRights runs a statement on a user and ends their sessions, in one
// transaction. Unless staysAdmin, another enabled admin must remain.
func (s *Store) changeRights(ctx context.Context, id string, staysAdmin bool, statement string, args pgx.NamedArgs) (account.User, error) {
	var user account.User
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if !staysAdmin {
			if err := keepAnAdmin(ctx, tx, id); err != nil {
				return err
			}
		}
		rows, err := tx.Query(ctx, statement, args)
		if err != nil {
			return err
		}
		user, err = pgx.CollectExactlyOneRow(rows, scanUser)
		if errors.Is(err, pgx.ErrNoRows) {
			return account.ErrNotFound
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, deleteSessionsOfUser, pgx.NamedArgs{"user": id})
		return err
	})
	return user, err
}

// keepAnAdmin locks every enabled admin, always in the same order, so that two
// admins who demote each other take turns and the second is refused.
func keepAnAdmin(ctx context.Context, tx pgx.Tx, leaving string) error {
	rows, err := tx.Query(ctx, lockAdmins)
	if err != nil {
		return err
	}
	admins, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	if len(admins) == 1 && admins[0] == leaving {
		return account.ErrLastAdmin
	}
	return nil
}

const lockAdmins = `
SELECT id FROM users WHERE 'admin' = ANY (roles) AND disabled_at IS NULL ORDER BY id FOR UPDATE`
