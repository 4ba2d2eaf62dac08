package store_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/exchange"
	fake "github.com/parleyhq/parley/internal/fakes/telegram"
	"github.com/parleyhq/parley/provider"
)

// bot is a bot on Telegram, Parley's inbox for it, and what stands between them.
type bot struct {
	brand
	api      *fake.Server
	inbox    conversation.Inbox
	channel  *telegram.Inboxes
	accepted chan conversation.Accepted
	// broken makes the inbox store nothing.
	broken bool
}

var sojan = fake.User{ID: 23, FirstName: "Sojan", Username: "sojan", Language: "en"}

func newBot(t *testing.T) *bot {
	t.Helper()
	b := &bot{brand: setup(t).provided(t, conversation.ChannelTelegram), accepted: make(chan conversation.Accepted, 16)}
	b.api = fake.New(fake.Options{Token: "7:key", Username: "desk_bot", Name: "Desk"})
	t.Cleanup(b.api.Close)
	b.channel = telegram.NewInboxes(telegram.InboxOptions{AllowPrivate: true})
	b.inbox = conversation.Inbox{
		ID: b.brand.inbox, Channel: conversation.ChannelTelegram, Account: "7", Config: map[string]string{"api_url": b.api.URL()},
		Credentials: map[string]string{"token": "7:key", "secret": "secret"},
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = b.take(r, body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
	t.Cleanup(front.Close)
	b.api.Subscribe(front.URL, "secret")
	return b
}

func (b *bot) take(r *http.Request, body []byte) error {
	events, err := b.channel.Decode(b.inbox, r.Header, body)
	if err != nil {
		return err
	}
	if b.broken {
		return errors.New("nothing is stored")
	}
	accepted, err := b.Receive(r.Context(), provider.Webhook{
		InboxID: b.inbox.ID, Body: body, Events: events, Inboxes: map[string]string{"7": b.inbox.ID},
	})
	for _, a := range accepted {
		b.accepted <- a
	}
	return err
}

// deliver has Telegram report what happened.
func (b *bot) deliver() {
	b.t.Helper()
	_, err := b.api.Deliver(b.t.Context())
	require.NoError(b.t, err)
}

// reply sends an agent's message through the channel, as the workflow does.
func (b *bot) reply(to conversation.Accepted, text string) (messageID string) {
	b.t.Helper()
	m := conversation.Outbound{ConversationID: to.ConversationID, MessageID: uuid.NewString(), AgentID: uuid.NewString(), Text: text}
	_, err := b.AppendAgent(b.t.Context(), m)
	require.NoError(b.t, err)
	state := b.snapshot(b.t, to.ConversationID).State
	state.Cursor, state.Status, state.Ticket, state.OwnerID = to.Seq+1, conversation.Active, 1, m.AgentID
	b.commit(b.t, conversation.Change{State: state})
	d, _ := b.attempt(b.t, m.MessageID)
	require.NotNil(b.t, d)
	d.Inbox = b.inbox
	sender := channels.NewSender(map[conversation.Channel]channels.Channel{conversation.ChannelTelegram: b.channel}, time.Now)
	b.finish(b.t, sender.Send(b.t.Context(), *d))
	return m.MessageID
}

func (b *bot) blocked(conversationID string) bool {
	b.t.Helper()
	return b.number(b.t, `
SELECT count(*) FROM contacts k JOIN conversations c ON c.contact_id = k.id
WHERE c.id = $1 AND k.blocked_at IS NOT NULL`, conversationID) == 1
}

// TestTelegramThread: somebody writes, an agent answers; then what people do with
// messages that are there.
func TestTelegramThread(t *testing.T) {
	t.Parallel()
	b := newBot(t)
	asked := b.api.Write(sojan, "Where is my order?")
	b.deliver()
	first := <-b.accepted
	at := first.ConversationID
	require.Equal(t, conversation.ID(b.inbox.ID, "23"), at)

	id := b.reply(first, "On its way.")
	answer := b.message(at, id)
	require.Equal(t, conversation.MessageSent, answer.State)
	require.Equal(t, "23:2", answer.ExternalID)
	require.Equal(t, "23", b.api.Sent()[0].Fields["chat_id"])

	b.api.Edit(sojan, asked, map[string]any{"text": "Where are my orders?"})
	b.api.React(sojan, 2, "👍")
	b.deliver()
	require.Equal(t, []string{"Where are my orders?", "On its way."}, b.history(at))
	reactions := b.message(at, id).Reactions
	require.Len(t, reactions, 1)
	require.Equal(t, "👍", reactions[0].Emoji)
	b.api.React(sojan, 2, "")
	b.deliver()
	require.Empty(t, b.message(at, id).Reactions)

	b.api.Press(sojan, 2, "Thanks", "t")
	b.deliver()
	pressed := b.message(at, (<-b.accepted).MessageID)
	require.Equal(t, conversation.KindButton, pressed.Kind)
	require.Equal(t, "Thanks", pressed.Text)
	require.Equal(t, "23:2", pressed.ReplyTo)

	b.api.Block(sojan, true)
	b.deliver()
	require.True(t, b.blocked(at))
	b.api.Block(sojan, false)
	b.deliver()
	require.False(t, b.blocked(at))
	require.Empty(t, b.api.Executed())
}

// TestTelegramComesAgain: what was refused or taken twice is there once, in the
// order in which it was written, and ids that begin anew are new.
func TestTelegramComesAgain(t *testing.T) {
	t.Parallel()
	b := newBot(t)
	b.broken = true
	for _, text := range []string{"one", "two"} {
		b.api.Write(sojan, text)
	}
	_, err := b.api.Deliver(t.Context())
	require.Error(t, err)
	b.broken = false
	b.api.JumpUpdateID(5)
	b.api.Write(sojan, "three")
	b.deliver()
	first := <-b.accepted
	require.Equal(t, []string{"one", "two", "three"}, b.history(first.ConversationID))

	again := []byte(`{"update_id":900000001,"message":{"message_id":1,"date":1772366400,"text":"one","chat":{"id":23,"type":"private"}}}`)
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	request.Header.Set(telegram.SecretHeader, "secret")
	require.NoError(t, b.take(request, again))
	require.Equal(t, []string{"one", "two", "three"}, b.history(first.ConversationID))
	require.Equal(t, 1, b.living(t))
}

// TestTelegramWithoutAWord: the message was taken and the connection broke. There
// is nothing that could settle it, and it is not sent again.
func TestTelegramWithoutAWord(t *testing.T) {
	t.Parallel()
	b := newBot(t)
	b.api.Write(sojan, "Where is my order?")
	b.deliver()
	first := <-b.accepted
	b.api.Then(exchange.TakeAndReset())
	id := b.reply(first, "On its way.")
	b.is(t, id, conversation.MessageUnknown)
	require.Len(t, b.api.Sent(), 1)
}
