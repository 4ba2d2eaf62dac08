package store

import (
	"context"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// UpdateInbox replaces an inbox's settings but for its account. Of the
// credentials those that are given replace the stored ones; an empty one removes.
// With a credential given, what was last known to be wrong with the account is
// forgotten: it has to be tried again. It fails with conversation.ErrNotFound,
// conversation.ErrNoSecretKeys, and with conversation.ErrInboxLocked if the
// stored secrets do not open and no others are given in their place.
func (s *Store) UpdateInbox(ctx context.Context, id string, in conversation.InboxSettings) (conversation.Inbox, error) {
	args := settingsArgs(in)
	args["anew"] = len(in.Credentials) > 0
	inbox, err := s.changeInbox(ctx, id, updateInbox, args, func(inbox *conversation.Inbox) error {
		if inbox.Locked != "" && len(in.Credentials) == 0 {
			return locked(*inbox)
		}
		if len(inbox.Secrets) == 0 {
			inbox.Secrets = []string{newWebhookSecret()}
		}
		credentials := maps.Clone(inbox.Credentials)
		if credentials == nil {
			credentials = map[string]string{}
		}
		maps.Copy(credentials, in.Credentials)
		maps.DeleteFunc(credentials, func(_, value string) bool { return value == "" })
		inbox.Credentials = credentials
		if len(in.Credentials) > 0 {
			inbox.CheckProblem = ""
		}
		return nil
	})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("update inbox: %w", err)
	}
	return inbox, nil
}

const updateInbox = `
UPDATE inboxes SET name = @name, delivery_url = @delivery_url, rate_per_second = @rate, burst = @burst, config = @config,
       tokens = least(tokens, @burst), credentials = @credentials, secrets = @secrets, check_problem = @problem, needs_reauth = needs_reauth AND NOT @anew,
       checked_at = CASE WHEN @anew THEN NULL ELSE checked_at END
WHERE id = @id RETURNING ` + inboxColumns

// RotateInboxSecret puts a new signing secret before the newest one and drops
// older ones, so that the other side has time to change over. It fails with
// conversation.ErrNotFound and conversation.ErrInboxLocked.
func (s *Store) RotateInboxSecret(ctx context.Context, id string) (conversation.Inbox, error) {
	inbox, err := s.changeInbox(ctx, id, updateInboxSecrets, pgx.NamedArgs{}, func(inbox *conversation.Inbox) error {
		if inbox.Locked != "" {
			return locked(*inbox)
		}
		inbox.Secrets = []string{newWebhookSecret(), inbox.Secrets[0]}
		return nil
	})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("rotate inbox secret: %w", err)
	}
	return inbox, nil
}

// DropOldInboxSecret ends a rotation: only the newest secret stays. It fails
// with conversation.ErrNotFound and conversation.ErrInboxLocked.
func (s *Store) DropOldInboxSecret(ctx context.Context, id string) (conversation.Inbox, error) {
	inbox, err := s.changeInbox(ctx, id, updateInboxSecrets, pgx.NamedArgs{}, func(inbox *conversation.Inbox) error {
		if inbox.Locked != "" {
			return locked(*inbox)
		}
		inbox.Secrets = inbox.Secrets[:1]
		return nil
	})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("drop old inbox secret: %w", err)
	}
	return inbox, nil
}

const updateInboxSecrets = `
UPDATE inboxes SET secrets = @secrets, credentials = @credentials WHERE id = @id RETURNING ` + inboxColumns

// changeInbox changes an inbox under its lock and seals its secrets anew, so that
// those from before there were keys, and those of a former key, are sealed with
// the current one.
func (s *Store) changeInbox(
	ctx context.Context, id, update string, args pgx.NamedArgs, change func(*conversation.Inbox) error,
) (conversation.Inbox, error) {
	var changed conversation.Inbox
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		inbox, err := s.inbox(ctx, tx, lockInbox, pgx.NamedArgs{"id": id})
		if err != nil {
			return err
		}
		if err := change(&inbox); err != nil {
			return err
		}
		stored, err := s.keys.lock(inbox)
		if err != nil {
			return err
		}
		args["id"], args["secrets"], args["credentials"], args["problem"] = id, stored.Secrets, stored.Credentials, inbox.CheckProblem
		changed, err = s.inbox(ctx, tx, update, args)
		return err
	})
	return changed, err
}

const lockInbox = selectInbox + ` FOR UPDATE`

func locked(inbox conversation.Inbox) error {
	return fmt.Errorf("%w: %s", conversation.ErrInboxLocked, inbox.Locked)
}
