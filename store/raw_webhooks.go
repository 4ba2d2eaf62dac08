package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// rawWebhook is a webhook as it came.
type rawWebhook struct {
	inboxID string
	body    []byte
	events  int
}

func (w rawWebhook) insert(ctx context.Context, tx pgx.Tx, unhandled []string) error {
	_, err := tx.Exec(ctx, insertWebhook, pgx.NamedArgs{
		"inbox": w.inboxID, "body": w.body, "events": w.events, "unhandled": nonNil(unhandled),
	})
	if err != nil {
		return fmt.Errorf("keep webhook: %w", err)
	}
	return nil
}

const insertWebhook = `
INSERT INTO webhooks (inbox_id, body, events, unhandled) VALUES (@inbox, @body, @events, @unhandled)`

// PruneWebhooks deletes webhooks that were received longer than age ago, and
// returns how many. What was in them stays.
func (s *Store) PruneWebhooks(ctx context.Context, age time.Duration) (int64, error) {
	return s.prune(ctx, "webhooks", pruneWebhooks, pgx.NamedArgs{"age": age, "limit": pruneBatch})
}

const pruneWebhooks = `
DELETE FROM webhooks WHERE id IN (
	SELECT id FROM webhooks WHERE received_at < clock_timestamp() - @age::interval ORDER BY received_at LIMIT @limit
)`
