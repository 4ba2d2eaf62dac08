package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// LoginIdentity logs somebody in for whom an identity provider vouches. Who they
// are is issuer and subject, nothing else: an e-mail address that a user here
// has too makes nobody that user. Somebody new becomes a user by the roles that
// the provider's groups give, else by an open invitation to their verified
// address. Roles that come from groups replace those there were, and a change
// ends the user's other sessions.
//
// It fails with account.ErrNotKnown, account.ErrDisabled, account.ErrEmailTaken
// and account.ErrLastAdmin.
func (s *Store) LoginIdentity(ctx context.Context, i account.Identity) (account.User, account.Session, error) {
	var user account.User
	var session account.Session
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		args := pgx.NamedArgs{"issuer": i.Issuer, "subject": i.Subject}
		// Two first logins of one person take turns.
		if _, err := tx.Exec(ctx, lockIdentity, args); err != nil {
			return err
		}
		var err error
		user, err = userOf(ctx, tx, findIdentity, args)
		if errors.Is(err, account.ErrNotFound) {
			user, err = meetIdentity(ctx, tx, i)
		} else if err == nil {
			user, err = followRoles(ctx, tx, user, i.Roles)
		}
		if err != nil {
			return err
		}
		session, err = createSession(ctx, tx, user.ID, account.ByOIDC)
		if errors.Is(err, account.ErrNotFound) {
			return account.ErrDisabled
		}
		return err
	})
	if err != nil {
		return account.User{}, account.Session{}, fmt.Errorf("log in by identity: %w", err)
	}
	return user, session, nil
}

const lockIdentity = `SELECT pg_advisory_xact_lock(hashtextextended('identity/' || @issuer || '/' || @subject, 0))`

const findIdentity = `
SELECT u.id, u.email, u.name, u.roles, u.password_hash, u.disabled_at, u.created_at
FROM user_identities i JOIN users u ON u.id = i.user_id
WHERE i.issuer = @issuer AND i.subject = @subject FOR UPDATE OF u`

// meetIdentity makes a user of somebody who is new.
func meetIdentity(ctx context.Context, tx pgx.Tx, i account.Identity) (account.User, error) {
	if i.Email == "" || (i.Roles != nil && len(i.Roles) == 0) {
		return account.User{}, account.ErrNotKnown
	}
	invitation, err := invitationOf(ctx, tx, findInvitationTo, pgx.NamedArgs{"email": i.Email})
	invited := err == nil
	switch {
	case err != nil && !errors.Is(err, account.ErrNotFound):
		return account.User{}, err
	case !invited && len(i.Roles) == 0:
		return account.User{}, account.ErrNotKnown
	case i.Roles != nil:
		invitation.Roles = i.Roles
	}
	var user account.User
	if invited {
		user, err = acceptInvitation(ctx, tx, invitation, "")
	} else {
		user, err = userOf(ctx, tx, insertUser, pgx.NamedArgs{
			"email": i.Email, "name": i.Name, "roles": i.Roles, "password_hash": "",
		})
	}
	if err != nil {
		return account.User{}, err
	}
	_, err = tx.Exec(ctx, insertIdentity, pgx.NamedArgs{"issuer": i.Issuer, "subject": i.Subject, "user": user.ID})
	return user, err
}

const findInvitationTo = `
SELECT ` + invitationColumns + ` FROM invitations
WHERE lower(email) = lower(@email) AND revoked_at IS NULL AND accepted_at IS NULL AND expires_at > now() FOR UPDATE`

const insertIdentity = `INSERT INTO user_identities (issuer, subject, user_id) VALUES (@issuer, @subject, @user)`

// followRoles gives a user the roles that their groups give.
func followRoles(ctx context.Context, tx pgx.Tx, user account.User, roles []account.Role) (account.User, error) {
	switch {
	case !user.DisabledAt.IsZero():
		return account.User{}, account.ErrDisabled
	case roles == nil || sameRoles(user.Roles, roles):
		return user, nil
	case len(roles) == 0:
		return account.User{}, account.ErrNotKnown
	}
	if !slices.Contains(roles, account.Admin) {
		if err := keepAnAdmin(ctx, tx, user.ID); err != nil {
			return account.User{}, err
		}
	}
	user, err := userOf(ctx, tx, setRoles, pgx.NamedArgs{"id": user.ID, "roles": roles})
	if err != nil {
		return account.User{}, err
	}
	_, err = tx.Exec(ctx, deleteSessionsOfUser, pgx.NamedArgs{"user": user.ID})
	return user, err
}

func sameRoles(a, b []account.Role) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
