package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/provider"
)

// KeptWebhooks returns what was posted to an inbox between two instants, in the
// order in which it came: the next few after an id, 0 for the first.
func (s *Store) KeptWebhooks(ctx context.Context, inboxID string, after int64, since, until time.Time) ([]provider.KeptWebhook, error) {
	rows, err := s.pool.Query(ctx, selectWebhooks, pgx.NamedArgs{
		"inbox": inboxID, "after": after, "since": since, "until": until,
	})
	if err != nil {
		return nil, fmt.Errorf("read webhooks: %w", err)
	}
	kept, err := pgx.CollectRows(rows, pgx.RowToStructByName[provider.KeptWebhook])
	if err != nil {
		return nil, fmt.Errorf("read webhooks: %w", err)
	}
	return kept, nil
}

// selectWebhooks reads few at once: each may be some megabytes long.
const selectWebhooks = `
SELECT id, body, received_at FROM webhooks
WHERE inbox_id = @inbox AND id > @after AND received_at >= @since AND received_at < @until
ORDER BY id LIMIT 10`
