package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// Resealed says what came of sealing secrets anew: how many inboxes were, and the
// ids of those whose secrets do not open with any key.
type Resealed struct {
	Inboxes int
	Locked  []string
}

// ResealInboxes seals the secrets of all inboxes with the current key that are
// sealed with a former one, or with none: after it no other key is needed, but for
// the inboxes that are Locked, which stay as they are. Each inbox is a transaction
// of its own, so it may run beside everything else, and again. It fails with
// conversation.ErrNoSecretKeys.
func (s *Store) ResealInboxes(ctx context.Context) (Resealed, error) {
	var done Resealed
	if s.keys.current == "" {
		return done, fmt.Errorf("seal anew: %w", conversation.ErrNoSecretKeys)
	}
	rows, err := s.pool.Query(ctx, inboxesToReseal, sealedPrefix+s.keys.current+":")
	if err != nil {
		return done, fmt.Errorf("find inboxes to seal anew: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return done, fmt.Errorf("find inboxes to seal anew: %w", err)
	}
	for _, id := range ids {
		_, err := s.changeInbox(ctx, id, updateInboxSecrets, pgx.NamedArgs{}, func(inbox *conversation.Inbox) error {
			if inbox.Locked != "" {
				return locked(*inbox)
			}
			return nil
		})
		switch {
		case errors.Is(err, conversation.ErrInboxLocked):
			done.Locked = append(done.Locked, id)
		case errors.Is(err, conversation.ErrNotFound): // it is gone
		case err != nil:
			return done, fmt.Errorf("seal the secrets of an inbox anew: %w", err)
		default:
			done.Inboxes++
		}
	}
	return done, nil
}

const inboxesToReseal = `
SELECT id::text FROM inboxes
WHERE EXISTS (SELECT FROM unnest(secrets || credentials) s WHERE s <> '' AND NOT starts_with(s, $1)) ORDER BY id`
