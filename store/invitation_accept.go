package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// InvitationByToken returns the open invitation that a token belongs to, or
// account.ErrNotFound for one that is unknown, expired, used or revoked.
func (s *Store) InvitationByToken(ctx context.Context, token string) (account.Invitation, error) {
	invitation, err := invitationOf(ctx, s.pool, findInvitation, pgx.NamedArgs{"token": digest(token)})
	if err != nil {
		return account.Invitation{}, fmt.Errorf("find invitation: %w", err)
	}
	return invitation, nil
}

const findInvitation = `SELECT ` + invitationColumns + ` FROM invitations ` + openInvitation

const openInvitation = `
WHERE token_hash = @token AND revoked_at IS NULL AND accepted_at IS NULL AND expires_at > now()`

// AcceptInvitation makes the invited person a user and logs them in. Of several
// at once one succeeds. It fails with account.ErrNotFound for a token that is
// worth nothing (any more), and with account.ErrEmailTaken if the person has
// become a user in another way.
func (s *Store) AcceptInvitation(ctx context.Context, token, passwordHash string) (account.User, account.Session, error) {
	var user account.User
	var session account.Session
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// The lock makes others wait, and find it accepted.
		invitation, err := invitationOf(ctx, tx, findInvitation+` FOR UPDATE`, pgx.NamedArgs{"token": digest(token)})
		if err != nil {
			return err
		}
		if user, err = acceptInvitation(ctx, tx, invitation, passwordHash); err != nil {
			return err
		}
		session, err = createSession(ctx, tx, user.ID, account.ByInvitation)
		return err
	})
	if err != nil {
		return account.User{}, account.Session{}, fmt.Errorf("accept invitation: %w", err)
	}
	return user, session, nil
}

// acceptInvitation makes the user of an invitation that tx has locked.
func acceptInvitation(ctx context.Context, tx pgx.Tx, i account.Invitation, passwordHash string) (account.User, error) {
	user, err := userOf(ctx, tx, insertUser, pgx.NamedArgs{
		"email": i.Email, "name": i.Name, "roles": i.Roles, "password_hash": passwordHash,
	})
	if err != nil {
		return account.User{}, err
	}
	tag, err := tx.Exec(ctx, noteAccepted, pgx.NamedArgs{"id": i.ID, "user": user.ID})
	if err == nil && tag.RowsAffected() != 1 {
		err = errors.New("the invitation is gone")
	}
	return user, err
}

const noteAccepted = `UPDATE invitations SET accepted_at = now(), user_id = @user WHERE id = @id`
