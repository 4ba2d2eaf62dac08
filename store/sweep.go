package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/parleyhq/parley/conversation"
)

// Sweep finds up to limit conversations that have waited longer than age for
// their workflow and hands them to ring: those with an unapplied message first,
// then those with an accepted message not delivered or a deadline passed, those
// that have waited longest first. Whom ring returns is left alone for age, then
// for twice the time, and so on up to about four hours, until its workflow
// commits; the others are found again by the next sweep.
//
// One process at a time sweeps: while another does, nothing is found.
func (s *Store) Sweep(
	ctx context.Context, age time.Duration, limit int,
	ring func(ctx context.Context, overdue []conversation.Overdue) (rung []string),
) (found int, err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	var elected bool
	if err := conn.QueryRow(ctx, trySweeperLock).Scan(&elected); err != nil || !elected {
		conn.Release()
		if err != nil {
			return 0, fmt.Errorf("elect sweeper: %w", err)
		}
		return 0, nil
	}
	defer stepDown(ctx, conn)

	overdue, versions, err := overdue(ctx, conn, age, limit)
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	if len(overdue) == 0 {
		return 0, nil
	}
	rung := ring(ctx, overdue)
	if err := backOff(ctx, conn, age, rung, versions); err != nil {
		return len(overdue), fmt.Errorf("sweep: %w", err)
	}
	return len(overdue), nil
}

const trySweeperLock = `SELECT pg_try_advisory_lock(hashtext('parley sweeper'))`

// stepDown gives the lock back before it returns, so that the next page can be
// swept at once. The end of the session does so too, a little later.
func stepDown(ctx context.Context, conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWordTimeout)
	defer cancel()
	if _, err := conn.Exec(ctx, releaseSweeperLock); err != nil {
		_ = conn.Hijack().Close(ctx)
		return
	}
	conn.Release()
}

const releaseSweeperLock = `SELECT pg_advisory_unlock(hashtext('parley sweeper'))`

// overdue also returns the conversations' versions.
func overdue(ctx context.Context, conn *pgxpool.Conn, age time.Duration, limit int) ([]conversation.Overdue, map[string]int64, error) {
	rows, err := conn.Query(ctx, selectOverdue, pgx.NamedArgs{"age": age, "limit": limit})
	if err != nil {
		return nil, nil, fmt.Errorf("find overdue: %w", err)
	}
	versions := make(map[string]int64)
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (conversation.Overdue, error) {
		var o conversation.Overdue
		var version int64
		err := row.Scan(&o.ConversationID, &o.MessageID, &o.Seq, &version)
		versions[o.ConversationID] = version
		return o, err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("find overdue: %w", err)
	}
	return found, versions, nil
}

// selectOverdue looks at the head of each outbox only: what is behind it waits
// for it, and a head that has a time waits for that.
const selectOverdue = `
WITH waiting AS (
	SELECT c.id, 1 AS arm, m.created_at AS since
	FROM conversations c JOIN messages m ON m.conversation_id = c.id AND m.seq = c.applied_seq + 1
	WHERE c.applied_seq < c.last_seq
	UNION ALL
	SELECT id, 2, wake_at FROM conversations WHERE wake_at < now() - @age::interval
	UNION ALL
	SELECT m.conversation_id, 2, coalesce(m.not_before, m.created_at)
	FROM messages m
	WHERE m.direction = 'out' AND m.author <> 'campaign' AND m.state IN ('queued', 'sending')
	  AND NOT EXISTS (
		SELECT FROM messages head
		WHERE head.conversation_id = m.conversation_id AND head.position < m.position
		  AND head.direction = 'out' AND head.author <> 'campaign' AND head.state IN ('queued', 'sending')
	  )
), overdue AS (
	SELECT c.id, c.last_seq, c.version, min(w.arm) AS arm, min(w.since) AS since
	FROM waiting w JOIN conversations c USING (id)
	WHERE w.since < now() - @age::interval AND coalesce(c.sweep_after, '-infinity') < now()
	GROUP BY c.id
	ORDER BY arm, since LIMIT @limit
)
SELECT o.id, m.id, m.seq, o.version
FROM overdue o JOIN messages m ON m.conversation_id = o.id AND m.seq = o.last_seq
ORDER BY o.arm, o.since`

// backOff leaves those alone that were rung for, unless their workflow has
// written since: then they are well, and start anew when they are not.
func backOff(ctx context.Context, conn *pgxpool.Conn, age time.Duration, rung []string, versions map[string]int64) error {
	if len(rung) == 0 {
		return nil
	}
	seen := make([]int64, len(rung))
	for i, id := range rung {
		seen[i] = versions[id]
	}
	// What was rung was rung, also where the process is told to stop.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWordTimeout)
	defer cancel()
	if _, err := conn.Exec(ctx, advanceBackOff, pgx.NamedArgs{"age": age, "ids": rung, "versions": seen}); err != nil {
		return fmt.Errorf("back off: %w", err)
	}
	return nil
}

// lastWordTimeout bounds what is said after the sweep's own context has ended.
const lastWordTimeout = 5 * time.Second

const advanceBackOff = `
WITH rung AS (
	SELECT c.id FROM conversations c
	JOIN unnest(@ids::uuid[], @versions::bigint[]) AS seen (id, version) ON seen.id = c.id AND seen.version = c.version
	ORDER BY c.id FOR UPDATE OF c SKIP LOCKED
)
UPDATE conversations c
SET sweep_attempts = sweep_attempts + 1,
    sweep_after = now() + @age::interval * power(2, least(sweep_attempts, 8)),
    rung_at = clock_timestamp()
FROM rung WHERE c.id = rung.id`
