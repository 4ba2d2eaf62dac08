package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func TestRefusedMessagesReturnInTheirOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	agent := uuid.NewString()
	b.exec(t, `INSERT INTO drafts (conversation_id, user_id, text) VALUES ($1, $2, 'typed since')`, state.ID, agent)
	change := conversation.Change{State: state}
	for _, text := range []string{"first", "second", "third"} {
		m := conversation.Outbound{ConversationID: state.ID, MessageID: uuid.NewString(), AgentID: agent, Text: text}
		a, err := b.AppendAgent(t.Context(), m)
		require.NoError(t, err)
		change.State.Cursor = a.Seq
		change.Refused = append(change.Refused, conversation.Refusal{MessageID: m.MessageID, Reason: conversation.NotOwner})
	}
	b.commit(t, change)
	draft, err := b.GetDraft(t.Context(), state.ID, agent)
	require.NoError(t, err)
	require.Equal(t, "first\nsecond\nthird\ntyped since", draft.Text)
}

// A reply that did not go out answered nobody: the row shows the question, and
// since when it waits, and the run reads the row again.
func TestAnUnsentReplyLeavesItsQuestionWaiting(t *testing.T) {
	t.Parallel()
	rows := map[string]func(t *testing.T, b bundle, s conversation.State, reply string){
		"dropped by a claim": func(t *testing.T, b bundle, s conversation.State, _ string) {
			t.Helper()
			s.OwnerID = uuid.NewString()
			b.commit(t, conversation.Change{State: s, DropAutomatic: true})
		},
		"dropped at the moment of sending": func(t *testing.T, b bundle, s conversation.State, reply string) {
			t.Helper()
			s.OwnerID = uuid.NewString()
			b.commit(t, conversation.Change{State: s})
			b.attempt(t, reply)
		},
		"failed at once": func(t *testing.T, b bundle, _ conversation.State, reply string) {
			t.Helper()
			b.exec(t, `UPDATE inboxes SET state = 'disabled'`)
			b.attempt(t, reply)
		},
		"failed in the end": func(t *testing.T, b bundle, _ conversation.State, reply string) {
			t.Helper()
			b.attempt(t, reply)
			b.finish(t, conversation.Attempted{MessageID: reply, State: conversation.MessageFailed, Reason: "HTTP 400"})
		},
	}
	for name, unsent := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			state, reply := b.replied(t)
			require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE last_text = $1`, answer.Answer))
			unsent(t, b, state, reply)
			require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE last_text = 'hello' AND last_direction = 'in'`))
			require.Equal(t, 1, b.number(t, `
				SELECT count(*) FROM conversations c JOIN messages m ON m.conversation_id = c.id
				WHERE m.seq = 1 AND c.waiting_since = m.created_at`))
			after := b.snapshot(t, state.ID).State
			require.True(t, b.commit(t, conversation.Change{State: state}).Conflict)
			require.True(t, b.commit(t, conversation.Change{State: after}).Written())
		})
	}
}

// Nobody waits whom an agent has answered, whose ticket is over, or who waits
// for something newer.
func TestAnUnsentReplyChangesNothingForWhoIsNotWaiting(t *testing.T) {
	t.Parallel()
	b := setup(t)
	newer := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	rows := map[string]struct {
		change func(*testing.T, *conversation.State)
		want   time.Time
	}{
		"the ticket is over": {change: func(_ *testing.T, s *conversation.State) { s.Status = conversation.Resolved }},
		"a newer question":   {change: func(_ *testing.T, s *conversation.State) { s.WaitingSince = newer }, want: newer},
		"an agent answered": {change: func(t *testing.T, s *conversation.State) {
			t.Helper()
			s.OwnerID, s.Status = uuid.NewString(), conversation.Active
			a, err := b.AppendAgent(t.Context(), conversation.Outbound{
				ConversationID: s.ID, MessageID: uuid.NewString(), AgentID: s.OwnerID, Text: "on it",
			})
			require.NoError(t, err)
			s.Cursor = a.Seq
		}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			state, reply := b.replied(t)
			row.change(t, &state)
			version := b.commit(t, conversation.Change{State: state, DropAutomatic: true}).Version
			b.is(t, reply, conversation.MessageDropped)
			after := b.snapshot(t, state.ID).State
			require.Equal(t, row.want, after.WaitingSince)
			require.Equal(t, version, after.Version)
		})
	}
}

func TestARowWithoutAMessageShowsNone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	m := conversation.Outbound{ConversationID: state.ID, MessageID: uuid.NewString(), AgentID: uuid.NewString(), Text: "too late"}
	a, err := b.AppendAgent(t.Context(), m)
	require.NoError(t, err)
	// As where a service started the conversation and nobody has written yet.
	b.exec(t, `DELETE FROM messages WHERE seq = 1`)
	state.Cursor = a.Seq
	b.commit(t, conversation.Change{State: state, Refused: []conversation.Refusal{{MessageID: m.MessageID, Reason: conversation.NoTicket}}})
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE last_text = '' AND last_direction = ''`))
}
