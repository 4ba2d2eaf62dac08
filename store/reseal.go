package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
)

// Resealed says what came of sealing secrets anew: how many inboxes and embedders
// were, and which do not open with any key, such as "inbox <id>".
type Resealed struct {
	Count  int
	Locked []string
}

// Reseal seals the secrets of all inboxes and the keys of all embedders with the
// current key that are sealed with a former one, or with none: after it no other key
// is needed, but for what is Locked, which stays as it is. Each is a transaction of
// its own, so it may run beside everything else, and again. It fails with
// conversation.ErrNoSecretKeys.
func (s *Store) Reseal(ctx context.Context) (Resealed, error) {
	var done Resealed
	if s.keys.current == "" {
		return done, fmt.Errorf("seal anew: %w", conversation.ErrNoSecretKeys)
	}
	if err := s.resealInboxes(ctx, &done); err != nil {
		return done, err
	}
	return done, s.resealEmbedders(ctx, &done)
}

func (s *Store) resealInboxes(ctx context.Context, done *Resealed) error {
	ids, err := s.toReseal(ctx, inboxesToReseal)
	if err != nil {
		return fmt.Errorf("find inboxes to seal anew: %w", err)
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
			done.Locked = append(done.Locked, "inbox "+id)
		case errors.Is(err, conversation.ErrNotFound): // it is gone
		case err != nil:
			return fmt.Errorf("seal the secrets of an inbox anew: %w", err)
		default:
			done.Count++
		}
	}
	return nil
}

func (s *Store) resealEmbedders(ctx context.Context, done *Resealed) error {
	ids, err := s.toReseal(ctx, embeddersToReseal)
	if err != nil {
		return fmt.Errorf("find embedders to seal anew: %w", err)
	}
	for _, id := range ids {
		stored, err := oneEmbedder(ctx, s.pool, selectEmbedder, pgx.NamedArgs{"id": id})
		if errors.Is(err, faq.ErrNotFound) { // it is gone
			continue
		}
		if err != nil {
			return fmt.Errorf("seal the key of an embedder anew: %w", err)
		}
		was := stored.APIKey
		if stored.APIKey, err = s.keys.openEmbedder(stored); err != nil {
			done.Locked = append(done.Locked, "embedder "+id)
			continue
		}
		if stored.APIKey, err = s.keys.lockEmbedder(stored); err != nil {
			return fmt.Errorf("seal the key of an embedder anew: %w", err)
		}
		if _, err := s.pool.Exec(ctx, resealEmbedder, id, was, stored.APIKey); err != nil {
			return fmt.Errorf("seal the key of an embedder anew: %w", err)
		}
		done.Count++
	}
	return nil
}

// toReseal returns the ids of what is not sealed with the current key.
func (s *Store) toReseal(ctx context.Context, sql string) ([]string, error) {
	rows, err := s.pool.Query(ctx, sql, sealedPrefix+s.keys.current+":")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

const embeddersToReseal = `SELECT id::text FROM embedders WHERE api_key <> '' AND NOT starts_with(api_key, $1) ORDER BY id`

// resealEmbedder leaves a key alone that somebody has replaced meanwhile.
const resealEmbedder = `UPDATE embedders SET api_key = $3 WHERE id = $1 AND api_key = $2`

const inboxesToReseal = `
SELECT id::text FROM inboxes
WHERE EXISTS (SELECT FROM unnest(secrets || credentials) s WHERE s <> '' AND NOT starts_with(s, $1)) ORDER BY id`
