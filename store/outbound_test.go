package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// write stores an agent's message that is accepted at once, in a conversation whose
// state goes on from there.
func (b bundle) write(t *testing.T, state *conversation.State, m conversation.Outbound) string {
	t.Helper()
	m.ConversationID, m.MessageID, m.AgentID = state.ID, uuid.NewString(), state.OwnerID
	if m.AgentID == "" {
		m.AgentID = uuid.NewString()
	}
	accepted, err := b.AppendAgent(t.Context(), m)
	require.NoError(t, err)
	state.Cursor, state.Status, state.OwnerID = accepted.Seq, conversation.Active, m.AgentID
	state.Version = b.commit(t, conversation.Change{State: *state}).Version
	return m.MessageID
}

func TestADispatchSaysAllThatAChannelNeeds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	b.exec(t, `UPDATE inboxes SET channel = 'whatsapp', account = 'a1', config = '{"business_id": "b1"}'`)
	b.exec(t, `INSERT INTO contact_identities (inbox_id, kind, value, contact_id, created_at)
		SELECT inbox_id, 'wa_phone', '4670', contact_id, now() + interval '1 hour' FROM contact_identities`)
	ends := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	state.WindowExpiresAt = ends
	var quoted, external string
	require.NoError(t, b.raw.QueryRow(t.Context(), `SELECT id, external_id FROM messages WHERE direction = 'in'`).Scan(&quoted, &external))
	b.exec(t, `INSERT INTO templates (inbox_id, name, language, status, components)
		SELECT id, 'gate', 'en', 'approved', '{"body": "Gate {{1}} closes at {{2}}."}' FROM inboxes`)

	reply := b.write(t, &state, conversation.Outbound{Text: "on it", ReplyTo: quoted})
	dispatch, _ := b.attempt(t, reply)
	require.Equal(t, external, dispatch.Message.ReplyTo)
	require.Equal(t, "a1", dispatch.Inbox.Account)
	require.Equal(t, map[string]string{"business_id": "b1"}, dispatch.Inbox.Config)
	require.Equal(t, []conversation.Identity{{Kind: "external", Value: "asha"}, {Kind: "wa_phone", Value: "4670"}}, dispatch.Identities)
	require.Equal(t, conversation.Window{ExpiresAt: ends}, dispatch.Window)
	require.Nil(t, dispatch.Template)

	template := &conversation.Template{
		Name: "gate", Language: "en", Body: []conversation.TemplateValue{{Text: "B4"}, {Text: "12:40"}},
	}
	sent := b.write(t, &state, conversation.Outbound{Template: template})
	b.exec(t, `UPDATE conversations SET window_closed_at = $1`, ends.Add(-2*time.Hour))
	b.exec(t, `UPDATE contacts SET blocked_at = now()`)
	dispatch, _ = b.attempt(t, sent)
	require.Equal(t, template, dispatch.Template)
	require.Equal(t, "Gate B4 closes at 12:40.", dispatch.Message.Text)
	require.Equal(t, conversation.Window{ExpiresAt: ends.Add(-2 * time.Hour), Blocked: true}, dispatch.Window)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE kind = 'template'`))
}

// One replies to what the provider knows, in the conversation.
func TestAReplyNeedsAMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	first := b.write(t, &state, conversation.Outbound{Text: "never sent"})
	b.exec(t, `UPDATE inboxes SET channel = 'telegram'`)
	for _, id := range []string{first, uuid.NewString()} {
		_, err := b.AppendAgent(t.Context(), conversation.Outbound{
			ConversationID: state.ID, MessageID: uuid.NewString(), AgentID: state.OwnerID, Text: "hm", ReplyTo: id,
		})
		require.ErrorIs(t, err, conversation.ErrNoReply)
	}
	b.exec(t, `UPDATE inboxes SET channel = 'webhook'`)
	dispatch, _ := b.attempt(t, b.write(t, &state, conversation.Outbound{Text: "apps know our ids", ReplyTo: first}))
	require.Equal(t, first, dispatch.Message.ReplyTo)
}

// A pause holds back the whole inbox, and nothing else.
func TestAPausedInboxSendsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state, id := b.written(t)
	b.attempt(t, id)
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	b.finish(t, conversation.Attempted{
		MessageID: id, State: conversation.MessageQueued, NotBefore: until, PauseUntil: until, Uncounted: true, Reason: "busy",
	})
	require.Equal(t, 0, b.number(t, `SELECT attempts FROM messages WHERE id = $1`, id))
	other := b.write(t, &state, conversation.Outbound{Text: "another"})
	dispatch, delivery := b.attempt(t, other)
	require.Nil(t, dispatch)
	require.Equal(t, conversation.Delivery{State: conversation.MessageQueued, NotBefore: until.Add(100 * time.Millisecond)}, delivery)
	b.is(t, other, conversation.MessageQueued)

	b.exec(t, `UPDATE inboxes SET paused_until = now() - interval '1 second'`)
	b.exec(t, `UPDATE messages SET not_before = now() WHERE id = $1`, other)
	dispatch, _ = b.attempt(t, other)
	require.NotNil(t, dispatch)
}

// What waited for the end of a pause leaves at the inbox's rate, even what had a
// place before; a place beyond the end is kept, and nobody else has it.
func TestAPauseEndsAtTheRate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state, busy := b.written(t)
	b.exec(t, `UPDATE inboxes SET rate_per_second = 2, burst = 1, tokens = 1`)
	b.attempt(t, busy)
	var ids []string
	for range 4 {
		ids = append(ids, b.write(t, &state, conversation.Outbound{Text: "waits"}))
	}
	place := func(id string) time.Time {
		dispatch, delivery := b.attempt(t, id)
		require.Nil(t, dispatch)
		return delivery.NotBefore
	}
	first, second := place(ids[0]), place(ids[1])
	require.True(t, second.After(first))
	until := time.Now().Add(time.Hour).UTC().Truncate(time.Millisecond)
	b.finish(t, conversation.Attempted{
		MessageID: busy, State: conversation.MessageQueued, NotBefore: until, PauseUntil: until, Uncounted: true, Reason: "busy",
	})
	b.exec(t, `UPDATE messages SET not_before = now() WHERE id = $1`, ids[0])
	for i, id := range []string{ids[2], ids[0], ids[3]} {
		require.Equal(t, until.Add(time.Duration(i+1)*500*time.Millisecond), place(id))
	}
	longer := until.Add(time.Second)
	b.finish(t, conversation.Attempted{MessageID: busy, State: conversation.MessageQueued, PauseUntil: longer, Uncounted: true})
	b.exec(t, `UPDATE messages SET not_before = now() WHERE id = $1`, ids[2])
	require.Equal(t, longer.Add(time.Second), place(ids[2]), "the place at 1.5 s is somebody's")
}

// What an attempt taught is kept: the account's trouble and its end, the window's
// end, the person's identities unless they are somebody else's.
func TestAnAttemptIsHeeded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state, id := b.written(t)
	b.attempt(t, id)
	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageQueued, Problem: "authorise it", NeedsReauth: true, Uncounted: true})
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM inboxes WHERE check_problem = 'authorise it' AND needs_reauth AND checked_at IS NOT NULL`))

	b.message(t, state.InboxID, "ben", "hi")
	dispatch, _ := b.attempt(t, id)
	require.Equal(t, "authorise it", dispatch.Inbox.CheckProblem)
	b.finish(t, conversation.Attempted{
		MessageID: id, State: conversation.MessageSent, Recovered: true,
		Learnt: []conversation.Identity{{Kind: "external", Value: "ben"}, {Kind: "wa_phone", Value: "1"}},
	})
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM inboxes WHERE check_problem = '' AND NOT needs_reauth AND last_outbound_at IS NOT NULL`))
	next := b.write(t, &state, conversation.Outbound{Text: "next"})
	dispatch, _ = b.attempt(t, next)
	require.Equal(t, []conversation.Identity{{Kind: "external", Value: "asha"}, {Kind: "wa_phone", Value: "1"}}, dispatch.Identities)

	ends := time.Now().Add(-time.Minute).UTC().Truncate(time.Millisecond)
	b.finish(t, conversation.Attempted{
		MessageID: next, State: conversation.MessageRefused, Reason: "window_closed", Code: 131047, WindowEnd: ends,
	})
	b.is(t, next, conversation.MessageRefused)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE id = $1 AND failure_code = 131047`, next))
	draft, err := b.GetDraft(t.Context(), state.ID, state.OwnerID)
	require.NoError(t, err)
	require.Equal(t, "next", draft.Text)
	dispatch, _ = b.attempt(t, b.write(t, &state, conversation.Outbound{Text: "more"}))
	require.Equal(t, ends, dispatch.Window.ExpiresAt)
	summary, err := b.GetConversation(t.Context(), state.ID)
	require.NoError(t, err)
	require.Equal(t, ends, summary.WindowExpiresAt)
}

// The holder may send again what failed or may not have arrived, or say what
// became of it; nobody else, and nothing else.
func TestFatesAreSettledByHand(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state, id := b.written(t)
	resend := func(user string) error {
		_, err := b.ResendMessage(t.Context(), state.ID, id, user)
		return err
	}
	require.ErrorIs(t, resend(state.OwnerID), conversation.ErrSettled, "it waits to be sent")
	b.attempt(t, id)
	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageUnknown, Reason: "no answer"})
	require.ErrorIs(t, resend(uuid.NewString()), conversation.ErrNotHolder)
	require.ErrorIs(t, b.SettleMessage(t.Context(), state.ID, uuid.NewString(), state.OwnerID, true), conversation.ErrNotFound)

	accepted, err := b.ResendMessage(t.Context(), state.ID, id, state.OwnerID)
	require.NoError(t, err)
	require.True(t, accepted.Ring)
	require.Equal(t, int64(2), accepted.Seq)
	snapshot := b.snapshot(t, state.ID)
	require.Greater(t, snapshot.State.Version, state.Version, "a run reads its outbox again")
	require.Len(t, snapshot.Outbox, 1)
	dispatch, _ := b.attempt(t, id)
	require.Equal(t, 1, dispatch.Attempt)
	require.False(t, dispatch.Repeated)

	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageUnknown})
	require.NoError(t, b.SettleMessage(t.Context(), state.ID, id, state.OwnerID, false))
	b.is(t, id, conversation.MessageFailed)
	require.ErrorIs(t, b.SettleMessage(t.Context(), state.ID, id, state.OwnerID, true), conversation.ErrSettled)
	require.NoError(t, resend(state.OwnerID), "what failed may be sent again")
	b.attempt(t, id)
	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageUnknown})
	require.NoError(t, b.SettleMessage(t.Context(), state.ID, id, state.OwnerID, true))
	b.is(t, id, conversation.MessageSent)
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM events WHERE type = 'message_resent'`))
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM events WHERE type = 'message_settled'`))
}

// A receipt may settle a message before its call returns: the provider's id is kept
// all the same, unless another message has it.
func TestTheProvidersIDIsKeptLate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state, id := b.written(t)
	b.attempt(t, id)
	b.exec(t, `UPDATE messages SET state = 'delivered' WHERE id = $1`, id)
	b.finish(t, conversation.Attempted{MessageID: id, State: conversation.MessageSent, ExternalID: "x1"})
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE id = $1 AND state = 'delivered' AND external_id = 'x1'`, id))

	other := b.write(t, &state, conversation.Outbound{Text: "another"})
	b.attempt(t, other)
	b.finish(t, conversation.Attempted{MessageID: other, State: conversation.MessageSent, ExternalID: "x1"})
	b.is(t, other, conversation.MessageSent)
}

func TestAudience(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	a, err := b.Audience(t.Context(), state.ID)
	require.NoError(t, err)
	require.Equal(t, []conversation.Identity{{Kind: "external", Value: "asha"}}, a.Identities)
	require.NotEmpty(t, a.LatestID)
	require.NotEmpty(t, a.InboxID)
	_, err = b.Audience(t.Context(), uuid.NewString())
	require.ErrorIs(t, err, conversation.ErrNotFound)
}
