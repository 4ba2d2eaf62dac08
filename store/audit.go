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
	ObjectName string
	Detail     []byte
	Peer       string
	RequestID  string
}

// The names are looked up for the lines of the page only.
const listAudit = `
WITH page AS MATERIALIZED (
	SELECT * FROM audit_log a
	WHERE (@actor::text = '' OR a.actor = @actor)
	  AND (@action::text = '' OR a.action = @action OR split_part(a.action, '.', 1) = @action)
	  AND (@kind::text = '' OR a.object_kind = @kind)
	  AND (@object::text = '' OR a.object_id = @object)
	  AND (@since::timestamptz IS NULL OR a.at >= @since)
	  AND (@until::timestamptz IS NULL OR a.at < @until)
	  AND (@before::bigint = 0 OR a.id < @before)
	ORDER BY a.id DESC LIMIT @limit
)
SELECT a.id, a.at, a.actor, coalesce(u.name, k.name, '') AS actor_name, a.action, a.object_kind, a.object_id,
       coalesce(CASE a.object_kind
           WHEN 'user' THEN (SELECT o.name FROM users o WHERE o.id::text = a.object_id)
           WHEN 'session' THEN (SELECT o.name FROM users o WHERE o.id::text = a.detail->>'user_id')
           WHEN 'invitation' THEN (SELECT o.name FROM invitations o WHERE o.id::text = a.object_id)
           WHEN 'api_key' THEN (SELECT o.name FROM api_keys o WHERE o.id::text = a.object_id)
           WHEN 'inbox' THEN (SELECT o.name FROM inboxes o WHERE o.id::text = a.object_id)
           WHEN 'faq' THEN (SELECT q.text FROM faq_questions q WHERE q.faq_id = nullif(a.object_id, '')::uuid AND q.position = 0)
           WHEN 'quick_reply' THEN (SELECT o.name FROM quick_replies o WHERE o.id = nullif(a.object_id, '')::uuid)
           WHEN 'campaign' THEN (SELECT o.name FROM campaigns o WHERE o.id = nullif(a.object_id, '')::uuid)
       END, '') AS object_name,
       a.detail, a.peer, a.request_id
FROM page a
LEFT JOIN users u ON a.actor = 'user/' || u.id
LEFT JOIN api_keys k ON a.actor = 'key/' || k.id
ORDER BY a.id DESC`

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
