package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// CreateInvitation invites somebody and returns the token of the link, for the
// only time. It fails with account.ErrEmailTaken if they are a user, and with
// account.ErrInvited if they have an open invitation. One that has expired makes
// room.
func (s *Store) CreateInvitation(ctx context.Context, n account.NewInvitation) (account.Invitation, string, error) {
	token := newSecret("")
	args := pgx.NamedArgs{
		"email": n.Email, "name": n.Name, "roles": n.Roles, "by": n.InvitedBy,
		"token": digest(token), "life": account.InvitationLife,
	}
	var invitation account.Invitation
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var taken bool
		if err := tx.QueryRow(ctx, emailTaken, args).Scan(&taken); err != nil {
			return err
		}
		if taken {
			return account.ErrEmailTaken
		}
		if _, err := tx.Exec(ctx, revokeExpiredInvitation, args); err != nil {
			return err
		}
		var err error
		invitation, err = invitationOf(ctx, tx, insertInvitation, args)
		return err
	})
	if err != nil {
		return account.Invitation{}, "", fmt.Errorf("create invitation: %w", err)
	}
	return invitation, token, nil
}

const invitationColumns = `id, email, name, roles, invited_by, created_at, expires_at, revoked_at, accepted_at, user_id`

const emailTaken = `SELECT EXISTS (SELECT FROM users WHERE lower(email) = lower(@email))`

const revokeExpiredInvitation = `
UPDATE invitations SET revoked_at = now()
WHERE lower(email) = lower(@email) AND revoked_at IS NULL AND accepted_at IS NULL AND expires_at <= now()`

const insertInvitation = `
INSERT INTO invitations (id, email, name, roles, token_hash, invited_by, expires_at)
VALUES (gen_random_uuid(), @email, @name, @roles, @token, @by, now() + @life::interval)
RETURNING ` + invitationColumns

// ListInvitations returns at most limit invitations, latest first, beginning
// after the one with the given id ("" for the first page).
func (s *Store) ListInvitations(ctx context.Context, after string, limit int) ([]account.Invitation, error) {
	rows, err := s.pool.Query(ctx, listInvitations, pgx.NamedArgs{"after": nullID(after), "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanInvitation)
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	return list, nil
}

const listInvitations = `
SELECT ` + invitationColumns + ` FROM invitations
WHERE @after::uuid IS NULL OR (created_at, id) < (SELECT created_at, id FROM invitations WHERE id = @after)
ORDER BY created_at DESC, id DESC LIMIT @limit`

// ResendInvitation makes a new link, which lasts as long as a new invitation's;
// the one before is worth nothing any more. It fails with account.ErrNotFound
// and, once it was accepted or revoked, with account.ErrInvitationOver.
func (s *Store) ResendInvitation(ctx context.Context, id string) (account.Invitation, string, error) {
	token := newSecret("")
	invitation, err := s.changeInvitation(ctx, resendInvitation, pgx.NamedArgs{
		"id": id, "token": digest(token), "life": account.InvitationLife,
	})
	if err != nil {
		return account.Invitation{}, "", fmt.Errorf("resend invitation: %w", err)
	}
	return invitation, token, nil
}

const resendInvitation = `
UPDATE invitations SET token_hash = @token, expires_at = now() + @life::interval
WHERE id = @id AND revoked_at IS NULL AND accepted_at IS NULL
RETURNING ` + invitationColumns

// RevokeInvitation makes the link worth nothing; doing it again changes nothing.
// It fails like ResendInvitation.
func (s *Store) RevokeInvitation(ctx context.Context, id string) (account.Invitation, error) {
	invitation, err := s.changeInvitation(ctx, revokeInvitation, pgx.NamedArgs{"id": id})
	if err != nil {
		return account.Invitation{}, fmt.Errorf("revoke invitation: %w", err)
	}
	return invitation, nil
}

const revokeInvitation = `
UPDATE invitations SET revoked_at = coalesce(revoked_at, now()) WHERE id = @id AND accepted_at IS NULL
RETURNING ` + invitationColumns

// changeInvitation runs a statement on an invitation that may be over.
func (s *Store) changeInvitation(ctx context.Context, statement string, args pgx.NamedArgs) (account.Invitation, error) {
	invitation, err := invitationOf(ctx, s.pool, statement, args)
	if !errors.Is(err, account.ErrNotFound) {
		return invitation, err
	}
	var exists bool
	if err := s.pool.QueryRow(ctx, invitationExists, args).Scan(&exists); err != nil {
		return account.Invitation{}, err
	}
	if exists {
		return account.Invitation{}, account.ErrInvitationOver
	}
	return account.Invitation{}, account.ErrNotFound
}

const invitationExists = `SELECT EXISTS (SELECT FROM invitations WHERE id = @id)`

// invitationOf runs a query that returns one invitation.
func invitationOf(ctx context.Context, q querier, query string, args pgx.NamedArgs) (account.Invitation, error) {
	rows, err := q.Query(ctx, query, args)
	if err != nil {
		return account.Invitation{}, err
	}
	invitation, err := pgx.CollectExactlyOneRow(rows, scanInvitation)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return account.Invitation{}, account.ErrNotFound
	case violates(err, "invitations_open"):
		return account.Invitation{}, account.ErrInvited
	}
	return invitation, err
}

type invitationRow struct {
	ID         string
	Email      string
	Name       string
	Roles      []account.Role
	InvitedBy  string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	RevokedAt  *time.Time
	AcceptedAt *time.Time
	UserID     *string
}

func scanInvitation(row pgx.CollectableRow) (account.Invitation, error) {
	r, err := pgx.RowToStructByName[invitationRow](row)
	return account.Invitation{
		ID: r.ID, Email: r.Email, Name: r.Name, Roles: r.Roles, InvitedBy: r.InvitedBy,
		CreatedAt: r.CreatedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(),
		RevokedAt: instant(r.RevokedAt), AcceptedAt: instant(r.AcceptedAt), UserID: text(r.UserID),
	}, err
}
