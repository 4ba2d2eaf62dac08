package store

import (
	"context"
	"fmt"

	"github.com/parleyhq/parley/conversation"
)

// NoteDropped writes into the audit log that signals for a conversation that does not
// exist were dropped; one that does keeps them among its own events. The same reason
// is noted once a minute: a flood of bad signals is no flood of lines, and neither is
// a repetition.
func (s *Store) NoteDropped(ctx context.Context, conversationID string, reasons []conversation.Reason) error {
	if _, err := s.pool.Exec(ctx, noteDropped, conversationID, reasons); err != nil {
		return fmt.Errorf("note dropped signals: %w", err)
	}
	return nil
}

const noteDropped = `
SELECT audit('', 'conversation.signal_dropped', 'conversation', $1, jsonb_build_object('reason', r))
FROM unnest($2::text[]) AS r
WHERE NOT EXISTS (
	SELECT FROM audit_log WHERE object_kind = 'conversation' AND object_id = $1
	  AND action = 'conversation.signal_dropped' AND detail->>'reason' = r AND at > now() - interval '1 minute')`
