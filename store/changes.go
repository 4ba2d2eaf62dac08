package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/live"
)

// Snapshot returns what a reader of now would see. It is part of live.Ledger.
func (s *Store) Snapshot(ctx context.Context) (live.Snapshot, error) {
	var text string
	if err := s.pool.QueryRow(ctx, currentSnapshot).Scan(&text); err != nil {
		return live.Snapshot{}, fmt.Errorf("take snapshot: %w", err)
	}
	at, err := live.ParseSnapshot(text)
	if err != nil {
		return live.Snapshot{}, fmt.Errorf("take snapshot: %w", err)
	}
	return at, nil
}

const currentSnapshot = `SELECT ` + placeOfNow

// placeOfNow is which database this is, and what is seen there now. A copy in another
// cluster has another identifier, one beside this another oid, and one that was set
// back to an earlier time another timeline.
const placeOfNow = `(SELECT system_identifier::text FROM pg_control_system())
	|| '.' || (SELECT oid FROM pg_database WHERE datname = current_database())
	|| '.' || (SELECT timeline_id FROM pg_control_checkpoint())
	|| '/' || pg_current_snapshot()`

// Changes returns the conversations and messages that have changed since a
// snapshot, at most limit of each, those of the latest transactions. It implements
// live.Ledger.
func (s *Store) Changes(ctx context.Context, since live.Snapshot, limit int) (live.Changes, error) {
	rows, err := s.pool.Query(ctx, listChanges, pgx.NamedArgs{"since": since.Transactions(), "limit": limit})
	if err != nil {
		return live.Changes{}, fmt.Errorf("list changes: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[changeRow])
	if err != nil {
		return live.Changes{}, fmt.Errorf("list changes: %w", err)
	}
	var changes live.Changes
	// There is at least one row, for the snapshot.
	if changes.At, err = live.ParseSnapshot(found[0].Now); err != nil {
		return live.Changes{}, fmt.Errorf("list changes: %w", err)
	}
	changes.Foreign = changes.At.Before(since)
	for _, r := range found {
		if r.Kind != nil {
			changes.Changes = append(changes.Changes, live.Change{
				Kind: live.Kind(*r.Kind), ID: *r.ID, ConversationID: *r.ConversationID, Version: *r.Version, In: uint64(*r.ChangedIn),
			})
		}
	}
	return changes, nil
}

type changeRow struct {
	Now                      string
	Kind, ID, ConversationID *string
	Version, ChangedIn       *int64
}

// listChanges is one statement, so that what it finds is what its snapshot sees.
const listChanges = `
SELECT look.now, changed.kind, changed.id, changed.conversation_id, changed.version, changed.changed_in::text::bigint AS changed_in
FROM (SELECT ` + placeOfNow + ` AS now) look
LEFT JOIN (
	(SELECT 'conversation' AS kind, c.id, c.id AS conversation_id, c.revision AS version, c.changed_in
	FROM conversations c
	WHERE c.changed_in >= pg_snapshot_xmin(@since::text::pg_snapshot)
	  AND NOT pg_visible_in_snapshot(c.changed_in, @since::text::pg_snapshot)
	ORDER BY c.changed_in DESC LIMIT @limit)
	UNION ALL
	(SELECT 'message', m.id, coalesce(c.merged_into, c.id), 0, m.changed_in
	FROM messages m JOIN conversations c ON c.id = m.conversation_id
	WHERE m.changed_in >= pg_snapshot_xmin(@since::text::pg_snapshot)
	  AND NOT pg_visible_in_snapshot(m.changed_in, @since::text::pg_snapshot)
	ORDER BY m.changed_in DESC LIMIT @limit)
) changed ON true`
