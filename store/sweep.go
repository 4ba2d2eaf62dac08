package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// Sweep returns up to limit conversations that have waited longer than age for
// their workflow: an unapplied message, an accepted message not delivered, or a
// deadline passed. Each is returned once, then again after twice the time, and
// so on up to about four hours, until its workflow commits.
func (s *Store) Sweep(ctx context.Context, age time.Duration, limit int) ([]conversation.Overdue, error) {
	rows, err := s.pool.Query(ctx, sweepOverdue, pgx.NamedArgs{"age": age, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	overdue, err := pgx.CollectRows(rows, pgx.RowToStructByName[conversation.Overdue])
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	return overdue, nil
}

const sweepOverdue = `
WITH overdue AS (
	SELECT id FROM conversations c
	WHERE applied_seq < last_seq AND coalesce(sweep_after, '-infinity') < now()
	  AND (SELECT m.created_at FROM messages m
	       WHERE m.conversation_id = c.id AND m.seq = c.applied_seq + 1) < now() - @age::interval
	UNION
	SELECT id FROM conversations
	WHERE wake_at < now() - @age::interval AND coalesce(sweep_after, '-infinity') < now()
	UNION
	SELECT m.conversation_id FROM messages m JOIN conversations c ON c.id = m.conversation_id
	WHERE m.direction = 'out' AND m.state IN ('queued', 'sending')
	  AND greatest(m.created_at, m.not_before) < now() - @age::interval
	  AND coalesce(c.sweep_after, '-infinity') < now()
	LIMIT @limit
), locked AS (
	SELECT c.id FROM conversations c JOIN overdue USING (id) ORDER BY c.id FOR UPDATE OF c SKIP LOCKED
), rung AS (
	UPDATE conversations c
	SET sweep_attempts = sweep_attempts + 1,
	    sweep_after = now() + @age::interval * power(2, least(sweep_attempts, 8)),
	    rung_at = clock_timestamp()
	FROM locked WHERE c.id = locked.id
	RETURNING c.id, c.last_seq
)
SELECT rung.id AS conversation_id, m.id AS message_id, m.seq
FROM rung JOIN messages m ON m.conversation_id = rung.id AND m.seq = rung.last_seq`

// Elect takes the sweeper's lock for as long as its connection lives, or
// reports that another process holds it. The returned function gives it back.
func (s *Store) Elect(ctx context.Context) (release func(), elected bool, err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("elect: %w", err)
	}
	if err := conn.QueryRow(ctx, trySweeperLock).Scan(&elected); err != nil || !elected {
		conn.Release()
		if err != nil {
			return nil, false, fmt.Errorf("elect: %w", err)
		}
		return nil, false, nil
	}
	return func() {
		// Closing the session gives the lock back even if the query would fail.
		_ = conn.Hijack().Close(context.WithoutCancel(ctx))
	}, true, nil
}

const trySweeperLock = `SELECT pg_try_advisory_lock(hashtext('parley sweeper'))`
