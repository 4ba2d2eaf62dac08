package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// ringMerged adds to the results the conversations to which a merge moved what
// their workflow has to see: what nobody has read or answered, and what is on its
// way out. A message that came with the merge rings for its own.
func (r *reception) ringMerged(ctx context.Context) error {
	quiet := slices.DeleteFunc(slices.Clone(r.grown), func(id string) bool {
		return slices.ContainsFunc(r.accepted, func(a conversation.Accepted) bool { return a.Ring && a.ConversationID == id })
	})
	if len(quiet) == 0 {
		return nil
	}
	rows, err := r.tx.Query(ctx, ringMerged, quiet)
	if err != nil {
		return fmt.Errorf("find what a merge moved: %w", err)
	}
	moved, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (conversation.Accepted, error) {
		// The message was counted when it came.
		a := conversation.Accepted{Ring: true, Duplicate: true}
		var box mailbox
		err := row.Scan(&a.ConversationID, &a.InboxID, &box.status, &a.MessageID, &a.Seq)
		a.Sleeping = box.sleeping()
		return a, err
	})
	if err != nil {
		return fmt.Errorf("find what a merge moved: %w", err)
	}
	r.accepted = append(r.accepted, moved...)
	return nil
}

// ringMerged names the latest message of each mailbox, which the signal is about.
const ringMerged = `
UPDATE conversations c SET rung_at = clock_timestamp()
FROM messages m
WHERE c.id = ANY ($1::uuid[]) AND m.conversation_id = c.id AND m.seq = c.last_seq
  AND (c.applied_seq < c.last_seq OR EXISTS (
	SELECT FROM messages o
	WHERE o.conversation_id = c.id AND o.direction = 'out' AND o.author <> 'campaign' AND o.state IN ('queued', 'sending')))
RETURNING c.id, c.inbox_id, c.status, m.id, m.seq`
