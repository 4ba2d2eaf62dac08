package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// DiscardFiles marks files that nobody needs and returns the ids of those, and of
// those marked before: uploads that belong to no message and are older than age,
// and the files of messages that were taken back or erased. Their content may be
// deleted then; ForgetFiles ends it.
func (s *Store) DiscardFiles(ctx context.Context, age time.Duration) ([]string, error) {
	rows, err := s.pool.Query(ctx, discardFiles, pgx.NamedArgs{"age": age, "limit": pruneBatch})
	if err != nil {
		return nil, fmt.Errorf("discard files: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("discard files: %w", err)
	}
	return ids, nil
}

// discardFiles locks before it marks: a file that is given to a message at that
// moment is passed over, or has a new used_at.
const discardFiles = `
WITH idle AS MATERIALIZED (
	SELECT a.id FROM attachments a
	WHERE a.state <> 'discarded' AND coalesce(a.used_at, a.created_at) < clock_timestamp() - @age::interval
	  AND (a.message_id IS NULL OR a.message_id IN (SELECT id FROM messages WHERE deleted_at IS NOT NULL))
	  AND coalesce(a.due_at < clock_timestamp(), true)
	  AND NOT EXISTS (
		SELECT FROM attachment_uses u JOIN messages m ON m.id = u.message_id
		WHERE u.attachment_id = a.id AND m.deleted_at IS NULL)
	  AND NOT EXISTS (
		SELECT FROM campaigns c WHERE c.archived_at IS NULL
		  AND jsonb_path_exists(c.template, '$.**.attachment.id ? (@ == $id)', jsonb_build_object('id', a.id)))
	LIMIT @limit
	FOR UPDATE OF a SKIP LOCKED
), marked AS (
	UPDATE attachments a SET state = 'discarded' FROM idle WHERE a.id = idle.id RETURNING a.id
)
SELECT id::text FROM marked
UNION ALL
(SELECT id::text FROM attachments WHERE state = 'discarded' LIMIT @limit)`

// ForgetFiles deletes the rows of discarded files whose content is gone.
func (s *Store) ForgetFiles(ctx context.Context, ids []string) error {
	if _, err := s.pool.Exec(ctx, forgetFiles, ids); err != nil {
		return fmt.Errorf("forget files: %w", err)
	}
	return nil
}

const forgetFiles = `
WITH gone AS (
	SELECT id FROM attachments WHERE id = ANY($1::uuid[]) AND state = 'discarded'
), unused AS (
	DELETE FROM attachment_uses u USING gone WHERE u.attachment_id = gone.id
)
DELETE FROM attachments a USING gone WHERE a.id = gone.id`

// KnownFiles returns those of the ids that have a row.
func (s *Store) KnownFiles(ctx context.Context, ids []string) ([]string, error) {
	rows, err := s.pool.Query(ctx, knownFiles, ids)
	if err != nil {
		return nil, fmt.Errorf("look up files: %w", err)
	}
	known, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look up files: %w", err)
	}
	return known, nil
}

const knownFiles = `SELECT id::text FROM attachments WHERE id = ANY($1::uuid[])`
