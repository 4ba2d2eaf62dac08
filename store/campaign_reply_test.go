package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// history is a conversation's messages, oldest first, as author and text.
func (b bundle) history(t *testing.T, conversationID string) (said []string, campaigns []string) {
	t.Helper()
	messages, err := b.Messages(t.Context(), conversationID, 0, 50)
	require.NoError(t, err)
	for i := len(messages) - 1; i >= 0; i-- {
		said = append(said, string(messages[i].Author)+": "+messages[i].Text)
		campaigns = append(campaigns, messages[i].CampaignID)
	}
	return said, campaigns
}

// What a campaign sent stands before the reply with which the conversation
// begins, and the reply is the campaign's.
func TestAReplyBeginsTheConversation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	c := b.campaign(t, inbox.ID)
	b.recipients(t, c.ID, true, people[0], people[1])
	b.send(t, c.ID)
	b.send(t, c.ID)
	require.Zero(t, b.number(t, `SELECT count(*) FROM conversations`))

	id := b.message(t, inbox.ID, "asha", "Which terminal?")
	said, campaigns := b.history(t, id)
	require.Equal(t, []string{"campaign: Gate B42.", "contact: Which terminal?"}, said)
	require.Equal(t, []string{c.ID, c.ID}, campaigns)
	require.Equal(t, 1, b.counts(t, c.ID).Replied)
	b.message(t, inbox.ID, "asha", "Hello?")
	require.Equal(t, 1, b.counts(t, c.ID).Replied, "people are counted, not messages")
	handed, err := b.CampaignMessages(t.Context(), c.ID, campaign.MessageFilter{Limit: 10})
	require.NoError(t, err)
	require.NotZero(t, handed[0].RepliedAt)
	require.Zero(t, handed[1].RepliedAt)
	b.exec(t, `INSERT INTO tickets (conversation_id, number, status, campaign_id, opened_at, changed_at) VALUES ($1, 1, 'new', $2, now(), now())`, id, c.ID)
	require.Zero(t, b.counts(t, c.ID).Resolved)
	b.exec(t, `UPDATE tickets SET status = 'resolved' WHERE conversation_id = $1`, id)
	require.Equal(t, 1, b.counts(t, c.ID).Resolved)
	snapshot := b.snapshot(t, id)
	require.Empty(t, snapshot.Outbox)
	require.Equal(t, c.ID, snapshot.Entries[0].CampaignID, "the workflow learns of it")
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE conversation_id IS NULL`), "the other one's waits for their reply")
}

// A conversation that begins while the call is under way gets the message when it
// ends.
func TestAReplyOvertakesTheSend(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	c := b.campaign(t, inbox.ID)
	b.recipients(t, c.ID, true, people[0])
	dispatch, _ := b.next(t, c.ID)
	b.exec(t, `INSERT INTO conversations (id, inbox_id, contact_id) SELECT $1, $2, contact_id FROM campaign_messages`,
		conversation.ID(inbox.ID, "asha"), inbox.ID)
	require.Empty(t, b.snapshot(t, conversation.ID(inbox.ID, "asha")).Outbox)
	b.sent(t, dispatch.Message.ID, conversation.MessageSent)
	said, _ := b.history(t, conversation.ID(inbox.ID, "asha"))
	require.Equal(t, []string{"campaign: Gate B42."}, said)
}

func TestWhichMessagesReplyToACampaign(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, row := range map[string]struct {
		// before happens between the campaign's message and the reply.
		before string
		reply  conversation.Inbound
		want   bool
		named  string
	}{
		"the latest that went out":     {want: true},
		"sent 71 hours ago":            {before: `UPDATE messages SET sent_at = now() - interval '71 hours' WHERE id = $1`, want: true},
		"sent 73 hours ago":            {before: `UPDATE messages SET sent_at = now() - interval '73 hours' WHERE id = $1`},
		"it failed":                    {before: `UPDATE messages SET state = 'failed' WHERE id = $1`},
		"it was read":                  {before: `UPDATE messages SET state = 'read' WHERE id = $1`, want: true},
		"an agent wrote since":         {before: agentWrote("agent", "sent", false)},
		"an agent's note since":        {before: agentWrote("agent", "note", true), want: true},
		"an agent failed to write":     {before: agentWrote("agent", "refused", false), want: true},
		"an automatic reply since":     {before: agentWrote("auto", "sent", false)},
		"quoted after an agent's":      {before: agentWrote("agent", "sent", false), reply: conversation.Inbound{ReplyTo: "ext"}, want: true},
		"something else quoted, later": {before: agentWrote("agent", "sent", false), reply: conversation.Inbound{ReplyTo: "other"}},
		"by value":                     {reply: conversation.Inbound{CampaignID: "spring"}, named: "spring"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inbox := b.inbox(t)
			c := b.campaign(t, inbox.ID)
			id := b.message(t, inbox.ID, "asha", "hello")
			b.recipients(t, c.ID, true, people[0])
			sent := b.send(t, c.ID)
			if row.before != "" {
				b.exec(t, row.before, sent.Message.ID)
			}
			m := row.reply
			m.InboxID, m.From, m.ExternalID, m.Text = inbox.ID, conversation.Sender{ID: "asha"}, "reply", "yes"
			if m.ReplyTo == "ext" {
				m.ReplyTo = "ext-" + sent.Message.ID
			}
			b.ingest(t, m)
			want := row.named
			if row.want {
				want = c.ID
			}
			_, campaigns := b.history(t, id)
			require.Equal(t, want, campaigns[len(campaigns)-1])
		})
	}
}

// agentWrote puts another outbound message behind a campaign's.
func agentWrote(author, state string, private bool) string {
	return `INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state, private)
		SELECT gen_random_uuid(), conversation_id, inbox_id, 'out', '` + author + `', 'x', '` + state + `', ` +
		map[bool]string{true: "true", false: "false"}[private] + ` FROM messages WHERE id = $1`
}

// Several messages of one person that arrive together are all replies.
func TestABurstRepliesToACampaign(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	c := b.campaign(t, inbox.ID)
	b.recipients(t, c.ID, true, people[0])
	b.send(t, c.ID)
	b.message(t, inbox.ID, "asha", "first")
	atOnce(12, func(int) {
		_, _ = b.Ingest(t.Context(), []conversation.Inbound{inbound(inbox.ID, "asha", uuid.NewString(), "more")})
	})
	require.Equal(t, 13, b.number(t, `SELECT count(*) FROM messages WHERE author = 'contact' AND campaign_id = $1`, c.ID))
}

// The campaign brings its labels to the ticket, beside those that are there.
func TestLabelsOfACampaignGoOntoTheTicket(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	c := b.campaign(t, inbox.ID)
	id := b.message(t, inbox.ID, "asha", "hello")
	commit := func(change func(*conversation.State)) conversation.State {
		state := b.snapshot(t, id).State
		change(&state)
		committed, err := b.Commit(t.Context(), conversation.Change{State: state, Records: []conversation.Record{{
			Type: conversation.StatusChanged, Ticket: state.Ticket, At: at(1), To: state.Status,
		}}})
		require.NoError(t, err)
		require.False(t, committed.Conflict)
		return state
	}
	labels := func() [2][]string {
		tickets, err := b.Tickets(t.Context(), id)
		require.NoError(t, err)
		shown, err := b.GetConversation(t.Context(), id)
		require.NoError(t, err)
		return [2][]string{tickets[0].Labels, shown.Labels}
	}
	both := func(l ...string) [2][]string { return [2][]string{append([]string{}, l...), append([]string{}, l...)} }

	commit(func(s *conversation.State) { s.Status, s.Ticket = conversation.New, 1 })
	require.NoError(t, b.SetLabels(t.Context(), id, []string{"vip"}))
	commit(func(s *conversation.State) { s.CampaignID = c.ID })
	require.Equal(t, both("vip", "flights"), labels())
	require.NoError(t, b.SetLabels(t.Context(), id, []string{"refund"}))
	commit(func(s *conversation.State) { s.Status = conversation.Pending })
	require.Equal(t, both("refund"), labels(), "what people took away stays away")
	commit(func(s *conversation.State) { s.Ticket, s.Status = 2, conversation.New })
	require.Equal(t, both("flights", "vip"), labels(), "the next ticket of the same campaign")
	commit(func(s *conversation.State) { s.Ticket, s.CampaignID = 3, "spring" })
	require.Equal(t, both(), labels(), "a campaign of a service has no labels here")
}

// A message that shows in a conversation is none of its workflow's business.
func TestACampaignsMessageIsNotTheWorkflows(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	c := b.campaign(t, inbox.ID)
	id := b.message(t, inbox.ID, "asha", "hello")
	b.recipients(t, c.ID, true, people[0])
	dispatch, _ := b.next(t, c.ID)
	require.Equal(t, id, dispatch.Message.ConversationID)
	require.Empty(t, b.snapshot(t, id).Outbox)
	b.sent(t, dispatch.Message.ID, conversation.MessageFailed)
	shown, err := b.GetConversation(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "hello", shown.LastText)
	require.Equal(t, campaign.Counts{Total: 1, Failed: 1}, b.counts(t, c.ID))
}

// A text goes out within the person's window only, on channels that have one:
// the end that is known is handed on with the message.
func TestACampaignKnowsTheWindow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	c := b.campaign(t, inbox.ID)
	b.message(t, inbox.ID, "asha", "hello")
	b.exec(t, `UPDATE conversations SET window_expires_at = '2030-01-02T00:00:00Z'`)
	b.recipients(t, c.ID, false, people[0], people[0], people[1])
	first, _ := b.next(t, c.ID)
	require.Equal(t, "2030-01-02T00:00:00Z", first.Window.ExpiresAt.Format(time.RFC3339))
	b.exec(t, `UPDATE conversations SET window_closed_at = '2026-01-02T00:00:00Z'`)
	second, _ := b.next(t, c.ID)
	require.Equal(t, "2026-01-02T00:00:00Z", second.Window.ExpiresAt.Format(time.RFC3339), "the provider said so")
	stranger, _ := b.next(t, c.ID)
	require.Zero(t, stranger.Window)
}
