package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// brand is an inbox of a provider and what it posts.
type brand struct {
	bundle
	inbox string
	t     *testing.T
}

// provided creates an inbox on a provider's channel.
func (b bundle) provided(t *testing.T, channel conversation.Channel) brand {
	t.Helper()
	inbox := b.inbox(t).ID
	b.exec(t, `UPDATE inboxes SET channel = $2 WHERE id = $1`, inbox, channel)
	return brand{bundle: b, inbox: inbox, t: t}
}

func whatsApp(t *testing.T) brand {
	t.Helper()
	return setup(t).provided(t, conversation.ChannelWhatsApp)
}

// post has the provider post events about this account, in one webhook.
func (a brand) post(events ...provider.Event) []conversation.Accepted {
	a.t.Helper()
	for i := range events {
		events[i].Account = a.inbox
	}
	accepted, err := a.Receive(a.t.Context(), provider.Webhook{
		InboxID: a.inbox, Body: []byte(`{}`), Events: events, Inboxes: map[string]string{a.inbox: a.inbox},
	})
	require.NoError(a.t, err)
	return accepted
}

// at is an instant of yesterday, by the provider's clock.
func at(seconds int) time.Time { return yesterday.Add(time.Duration(seconds) * time.Second) }

// yesterday began at midnight. It stays the same when the tests run past the next one.
var yesterday = time.Now().UTC().Truncate(24 * time.Hour).Add(-24 * time.Hour)

// enough says that a property that costs many transactions was tried often enough.
func enough(n int) bool { return n > 25 }

func phone(number string) provider.Identity {
	return provider.Identity{Kind: provider.WhatsAppPhone, Value: number}
}

func user(id string) provider.Identity {
	return provider.Identity{Kind: provider.WhatsAppUser, Value: id}
}

func says(id, text string, from ...provider.Identity) provider.Event {
	return provider.Event{Message: &provider.Message{
		ExternalID: id, From: provider.Person{Identities: from, Name: "Asha"}, Kind: provider.KindText, Text: text, SentAt: at(0),
	}}
}

func receipt(id string, state conversation.MessageState) provider.Event {
	r := &provider.Receipt{ExternalID: id, State: state, At: at(1)}
	if state == conversation.MessageFailed {
		r.Failure = &provider.Failure{Code: 131026, Reason: "cannot be delivered"}
	}
	return provider.Event{Receipt: r}
}

// sent puts a message of the brand's into a conversation, as it is after a state.
func (a brand) sent(conversationID, externalID string, state conversation.MessageState) string {
	a.t.Helper()
	var id string
	require.NoError(a.t, a.raw.QueryRow(a.t.Context(), `
INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state, external_id, sent_at)
VALUES (gen_random_uuid(), $1, $2, 'out', 'agent', 'hello', $3, nullif($4, ''),
        CASE WHEN $3 IN ('sent', 'delivered', 'read') THEN clock_timestamp() END)
RETURNING id`, conversationID, a.inbox, string(state), externalID).Scan(&id))
	return id
}

// message reads one message as the history shows it.
func (a brand) message(conversationID, id string) conversation.Message {
	a.t.Helper()
	m, err := a.GetMessage(a.t.Context(), conversationID, id)
	require.NoError(a.t, err)
	return m
}

// history is what was said in a conversation, the latest last.
func (a brand) history(conversationID string) []string {
	a.t.Helper()
	messages, err := a.Messages(a.t.Context(), conversationID, 0, 100)
	require.NoError(a.t, err)
	said := make([]string, len(messages))
	for i, m := range messages {
		said[len(said)-1-i] = m.Text
	}
	return said
}

// living are the conversations that take messages in.
func (b bundle) living(t *testing.T) int {
	t.Helper()
	return b.number(t, `SELECT count(*) FROM conversations WHERE merged_into IS NULL`)
}

func numbered(prefix string, n int) string { return fmt.Sprint(prefix, n) }
