package store_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/exchange"
	"github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

// facebook is a page, Parley's inbox for it, and what stands between them.
type facebook struct {
	brand
	api      *graph.Server
	page     *graph.Page
	inbox    conversation.Inbox
	channel  *messenger.Inboxes
	accepted chan conversation.Accepted
}

func newFacebook(t *testing.T, habits graph.Habits) *facebook {
	t.Helper()
	f := &facebook{brand: setup(t).provided(t, conversation.ChannelMessenger), accepted: make(chan conversation.Accepted, 16)}
	f.api = graph.New(graph.Options{AppSecret: "secret", VerifyToken: "verify", Token: "token", Habits: habits})
	t.Cleanup(f.api.Close)
	f.page = f.api.AddPage(graph.PageOptions{ID: "9", AppID: "111"})
	f.channel = messenger.NewInboxes(messenger.InboxOptions{AllowPrivate: true})
	f.inbox = conversation.Inbox{
		ID: f.brand.inbox, Channel: conversation.ChannelMessenger, Account: "9",
		Config:      map[string]string{"app_id": "111", "graph_url": f.api.URL()},
		Credentials: map[string]string{"app_secret": "secret", "verify_token": "verify", "token": "token"},
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = f.take(r, body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
	t.Cleanup(front.Close)
	f.api.SubscribeUnverified(front.URL)
	return f
}

func (f *facebook) take(r *http.Request, body []byte) error {
	events, err := f.channel.Decode(f.inbox, r.Header, body)
	if err != nil {
		return err
	}
	accepted, err := f.Receive(r.Context(), provider.Webhook{
		InboxID: f.inbox.ID, Body: body, Events: events, Inboxes: map[string]string{"9": f.inbox.ID},
	})
	for _, a := range accepted {
		f.accepted <- a
	}
	return err
}

// deliver has the page report what happened.
func (f *facebook) deliver() {
	f.t.Helper()
	_, err := f.api.Deliver(f.t.Context())
	require.NoError(f.t, err)
}

// reply sends an agent's message through the channel, as the workflow does.
func (f *facebook) reply(to conversation.Accepted, text string) (messageID string) {
	f.t.Helper()
	m := conversation.Outbound{ConversationID: to.ConversationID, MessageID: uuid.NewString(), AgentID: uuid.NewString(), Text: text}
	_, err := f.AppendAgent(f.t.Context(), m)
	require.NoError(f.t, err)
	state := f.snapshot(f.t, to.ConversationID).State
	state.Cursor, state.Status, state.Ticket, state.OwnerID = 2, conversation.Active, 1, m.AgentID
	state.WindowExpiresAt = time.Now().Add(24 * time.Hour)
	f.commit(f.t, conversation.Change{State: state})
	d, _ := f.attempt(f.t, m.MessageID)
	require.NotNil(f.t, d)
	d.Inbox = f.inbox
	sender := channels.NewSender(map[conversation.Channel]channels.Channel{conversation.ChannelMessenger: f.channel}, time.Now)
	f.finish(f.t, sender.Send(f.t.Context(), *d))
	return m.MessageID
}

// TestMessengerThread: somebody writes, an agent answers, it is delivered and
// read; then what people do with messages that are there.
func TestMessengerThread(t *testing.T) {
	t.Parallel()
	f := newFacebook(t, graph.Habits{Duplicate: true})
	asked := f.page.Write("1412", "Where is my order?")
	f.deliver()
	first, again := <-f.accepted, <-f.accepted
	require.True(t, again.Duplicate)
	at := first.ConversationID
	require.NotEqual(t, conversation.ID(f.inbox.ID, "1412"), at, "nobody computes it from the person's id")

	id := f.reply(first, "On its way.")
	require.Equal(t, conversation.MessageSent, f.message(at, id).State)
	f.deliver()
	require.Equal(t, conversation.MessageDelivered, f.message(at, id).State)
	f.page.Read("1412")
	f.deliver()
	require.Equal(t, conversation.MessageRead, f.message(at, id).State)
	require.Equal(t, []string{"Where is my order?", "On its way."}, f.history(at), "our echo is no message of its own")

	f.page.ByHand("1412", "It has just left.")
	f.page.Edit("1412", asked, "Where are my orders?", 1)
	f.page.React("1412", f.page.Sent()[0].ID, "👍")
	f.deliver()
	require.Equal(t, []string{"Where are my orders?", "On its way.", "It has just left."}, f.history(at))
	reactions := f.message(at, id).Reactions
	require.Len(t, reactions, 1)
	require.Equal(t, "👍", reactions[0].Emoji)
	f.page.Unsend("1412", asked)
	f.deliver()
	require.False(t, f.message(at, first.MessageID).DeletedAt.IsZero())
	require.Empty(t, f.message(at, first.MessageID).Text)
}

// TestEchoSettlesWhatNobodyKnew: the message was taken and the connection broke.
func TestEchoSettlesWhatNobodyKnew(t *testing.T) {
	t.Parallel()
	f := newFacebook(t, graph.Habits{})
	f.page.Write("1412", "Where is my order?")
	f.deliver()
	first := <-f.accepted
	f.api.Then(exchange.TakeAndReset())
	id := f.reply(first, "On its way.")
	f.is(t, id, conversation.MessageUnknown)
	f.deliver()
	m := f.message(first.ConversationID, id)
	require.Equal(t, conversation.MessageDelivered, m.State)
	require.Equal(t, f.page.Sent()[0].ID, m.ExternalID)
	require.Len(t, f.page.Sent(), 1)
}

// TestEchoBeforeTheAnswer: the webhook is here before the send returns.
func TestEchoBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	f := newFacebook(t, graph.Habits{Early: true, Shuffle: true, Duplicate: true})
	f.page.Write("1412", "Where is my order?")
	f.deliver()
	first := <-f.accepted
	id := f.reply(first, "On its way.")
	require.Equal(t, conversation.MessageDelivered, f.message(first.ConversationID, id).State)
	require.Equal(t, []string{"Where is my order?", "On its way."}, f.history(first.ConversationID))
}
