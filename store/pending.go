package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/responder"
)

// Pending returns the work beside the conversations that is not done: imports and
// replays that were asked for longer than age ago and campaigns with messages that
// should have gone out by then, the oldest first, a hundred of each at most; whether the training that serves is older than the FAQ set, and whether
// another embedder is to take over.
func (s *Store) Pending(ctx context.Context, age time.Duration) (responder.Pending, error) {
	rows, err := s.pool.Query(ctx, selectPending, pgx.NamedArgs{"age": age})
	if err != nil {
		return responder.Pending{}, fmt.Errorf("find work that waits: %w", err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[responder.Pending])
	if err != nil {
		return responder.Pending{}, fmt.Errorf("find work that waits: %w", err)
	}
	return found, nil
}

const selectPending = `
SELECT m.embedder_id IS NOT NULL AND m.revision IS DISTINCT FROM
           (SELECT t.revision FROM trainings t WHERE t.id = m.training_id) AS training,
       m.reembed_to IS NOT NULL AS reembed,
       ARRAY(SELECT id::text FROM imports
             WHERE status IN ('staged', 'checking', 'ready', 'applying') AND created_at < now() - @age::interval
             ORDER BY created_at, id LIMIT 100) AS imports,
       ARRAY(SELECT id::text FROM replays
             WHERE status = 'running' AND created_at < now() - @age::interval
             ORDER BY created_at, id LIMIT 100) AS replays,
       ARRAY(SELECT c.id::text FROM campaigns c
             WHERE c.status = 'running' AND (EXISTS (
                 SELECT FROM campaign_messages k
                 WHERE k.campaign_id = c.id AND k.state = 'queued' AND k.due_at < now() - @age::interval)
               OR EXISTS (
                 SELECT FROM campaign_messages k
                 WHERE k.campaign_id = c.id AND k.state = 'sending' AND k.begun_at < now() - @age::interval - interval '1 minute'))
             ORDER BY c.created_at, c.id LIMIT 100) AS campaigns,
       ARRAY(SELECT id::text FROM erasures
             WHERE finished_at IS NULL AND created_at <= now() - @age::interval ORDER BY id LIMIT 100) AS erasures
FROM matching m`
