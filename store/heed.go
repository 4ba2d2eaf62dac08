package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// heed keeps what an attempt taught about the inbox and the person. Its statements
// lock no message, in transactions of their own: others lock conversations and
// inboxes first. Whatever a crash loses of it the next attempt teaches again.
func (s *Store) heed(ctx context.Context, a conversation.Attempted) error {
	steps := []struct {
		needed    bool
		statement string
		args      []any
	}{
		{!a.PauseUntil.IsZero(), pauseInbox, []any{a.MessageID, a.PauseUntil, unboundPace}},
		{a.Problem != "" || a.Recovered, noteProblem, []any{a.MessageID, a.Problem, a.NeedsReauth}},
		{a.State == conversation.MessageSent, noteOutbound, []any{a.MessageID}},
		{len(a.Parts) > 0, keepParts, []any{a.MessageID, a.Parts}},
		{!a.WindowEnd.IsZero(), closeWindow, []any{a.MessageID, a.WindowEnd}},
	}
	for _, step := range steps {
		if !step.needed {
			continue
		}
		if _, err := s.pool.Exec(ctx, step.statement, step.args...); err != nil {
			return fmt.Errorf("heed the provider: %w", err)
		}
	}
	for _, id := range a.Learnt {
		args := pgx.NamedArgs{"id": a.MessageID, "kind": id.Kind, "value": id.Value}
		if _, err := s.pool.Exec(ctx, learnIdentity, args); err != nil {
			return fmt.Errorf("keep what was learnt of a person: %w", err)
		}
	}
	return nil
}

// pauseInbox also moves the bucket to the end of the pause, and empties it: places
// that were given beyond it stay, and what waits gets the places after them.
const pauseInbox = `
UPDATE inboxes SET paused_until = $2, refilled_at = $2,
       tokens = least(0, tokens + coalesce(nullif(rate_per_second, 0), $3) * greatest(0, extract(epoch FROM $2 - refilled_at)))
WHERE id = (SELECT inbox_id FROM messages WHERE id = $1) AND coalesce(paused_until, '-infinity') < $2`

// noteOutbound writes once a minute: every message of the inbox would wait for
// its row.
const noteOutbound = `
UPDATE inboxes SET last_outbound_at = clock_timestamp()
WHERE id = (SELECT inbox_id FROM messages WHERE id = $1)
  AND coalesce(last_outbound_at, '-infinity') < clock_timestamp() - interval '1 minute'`

const noteProblem = `
UPDATE inboxes SET check_problem = $2, needs_reauth = $3, checked_at = now()
WHERE id = (SELECT inbox_id FROM messages WHERE id = $1) AND (check_problem <> $2 OR needs_reauth <> $3)`

// closeWindow believes the provider, unless the person has written since; their
// next message opens the window again.
const closeWindow = `
UPDATE conversations c SET window_closed_at = least(c.window_closed_at, $2)
FROM messages m
WHERE m.id = $1 AND c.id = m.conversation_id
  AND NOT EXISTS (
	SELECT FROM messages later
	WHERE later.conversation_id = c.id AND later.direction = 'in' AND later.position > m.position)`

// learnIdentity leaves an identity that belongs to somebody else alone: one answer
// to a send is no reason to merge two people.
const learnIdentity = `
INSERT INTO contact_identities (inbox_id, kind, value, contact_id, created_at)
SELECT m.inbox_id, @kind, @value, s.contact_id, clock_timestamp()
FROM messages m
JOIN conversations c ON c.id = m.conversation_id
JOIN conversations s ON s.id = coalesce(c.merged_into, c.id)
WHERE m.id = @id
ON CONFLICT (inbox_id, kind, value) DO NOTHING`
