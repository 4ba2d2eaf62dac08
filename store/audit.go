package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// ListAudit returns at most limit lines of the audit log, latest first, beginning
// before the line with the id before (0 for the first page).
func (s *Store) ListAudit(ctx context.Context, f account.AuditFilter, before int64, limit int) ([]account.AuditEntry, error) {
	// Planned for what is asked, as each filter has an index of its own.
	rows, err := s.pool.Query(ctx, listAudit, pgx.QueryExecModeExec, pgx.NamedArgs{
		"actor": f.Actor, "action": f.Action, "kind": f.ObjectKind, "object": f.ObjectID,
		"since": null(f.Since), "until": null(f.Until), "before": before, "limit": limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list audit log: %w", err)
	}
	entries, err := pgx.CollectRows(rows, pgx.RowToStructByName[auditRow])
	if err != nil {
		return nil, fmt.Errorf("list audit log: %w", err)
	}
	list := make([]account.AuditEntry, len(entries))
	for i, e := range entries {
		list[i] = account.AuditEntry(e)
		list[i].At = e.At.UTC()
	}
	return list, nil
}

type auditRow struct {
	ID         int64
	At         time.Time
	Actor      string
	ActorName  string
	Action     string
	ObjectKind string
	ObjectID   string
	Detail     []byte
	Peer       string
	RequestID  string
}

const listAudit = `
SELECT a.id, a.at, a.actor, coalesce(u.name, k.name, '') AS actor_name, a.action, a.object_kind, a.object_id,
       a.detail, a.peer, a.request_id
FROM audit_log a
LEFT JOIN users u ON a.actor = 'user/' || u.id
LEFT JOIN api_keys k ON a.actor = 'key/' || k.id
WHERE (@actor::text = '' OR a.actor = @actor)
  AND (@action::text = '' OR a.action = @action OR split_part(a.action, '.', 1) = @action)
  AND (@kind::text = '' OR a.object_kind = @kind)
  AND (@object::text = '' OR a.object_id = @object)
  AND (@since::timestamptz IS NULL OR a.at >= @since)
  AND (@until::timestamptz IS NULL OR a.at < @until)
  AND (@before::bigint = 0 OR a.id < @before)
ORDER BY a.id DESC LIMIT @limit`

// NoteLoginFailure puts a login that failed into the audit log. userID is whose
// it would have been, "" if there is no such user: what was typed is not kept.
func (s *Store) NoteLoginFailure(ctx context.Context, userID string, method account.Method) error {
	if _, err := s.pool.Exec(ctx, insertLoginRefused, pgx.NamedArgs{"user": userID, "method": method}); err != nil {
		return fmt.Errorf("note failed login: %w", err)
	}
	return nil
}

const insertLoginRefused = `
SELECT audit('nobody', 'login.failed', 'user', @user::text, jsonb_build_object('method', @method::text))`
