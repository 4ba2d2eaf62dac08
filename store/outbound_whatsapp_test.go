package store_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/exchange"
	"github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

// A message whose call was cut after WhatsApp took it is unknown and not sent again;
// the next status settles it. A status that says that the window is over closes it,
// and what comes after is refused before WhatsApp is called. A limit of the account
// holds back the inbox.
func TestWhatsAppTakesAndSaysNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	fake := graph.New(graph.Options{AppSecret: "s", VerifyToken: "v", Token: "t"})
	t.Cleanup(fake.Close)
	fake.AddNumber(graph.Number{ID: "106", BusinessID: "waba", Display: "15550001"})
	asha := graph.User{Phone: "4670", UserID: "SE.1", Name: "Asha"}
	fake.AddUser(asha)

	inboxID := b.inbox(t).ID
	b.exec(t, `UPDATE inboxes SET channel = 'whatsapp', account = '106',
		config = jsonb_build_object('business_id', 'waba', 'graph_url', $2::text),
		credentials = '{"app_secret": "s", "verify_token": "v", "token": "t"}' WHERE id = $1`, inboxID, fake.URL())
	channel := whatsapp.NewInboxes(whatsapp.InboxOptions{AllowPrivate: true})
	receive := func(r *http.Request) error {
		body, bodyErr := io.ReadAll(r.Body)
		inbox, inboxErr := b.GetInbox(r.Context(), inboxID)
		events, decodeErr := channel.Decode(inbox, r.Header, body)
		_, receiveErr := b.Receive(r.Context(), provider.Webhook{
			InboxID: inboxID, Body: body, Events: events, Inboxes: map[string]string{"106": inboxID},
		})
		return errors.Join(bodyErr, inboxErr, decodeErr, receiveErr)
	}
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := receive(r); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
	t.Cleanup(hook.Close)
	fake.SubscribeUnverified(hook.URL)
	hear := func() {
		_, err := fake.Deliver(t.Context())
		require.NoError(t, err)
	}
	acts := &activities.Conversation{
		Deliveries: b.Store, Log: slog.New(slog.DiscardHandler),
		Sender: channels.NewSender(map[conversation.Channel]channels.Channel{conversation.ChannelWhatsApp: channel}, time.Now),
	}
	deliver := func(id string) conversation.Delivery {
		delivery, err := acts.Deliver(t.Context(), activities.DeliverRequest{MessageID: id})
		require.NoError(t, err)
		return delivery
	}

	fake.Write("106", asha, "hello")
	hear()
	var id string
	require.NoError(t, b.raw.QueryRow(t.Context(), `SELECT id FROM conversations`).Scan(&id))
	state := b.snapshot(t, id).State
	state.Ticket, state.Status, state.Cursor = 1, conversation.New, 1
	state.WindowExpiresAt = time.Now().Add(24 * time.Hour)
	state.Version = b.commit(t, conversation.Change{State: state}).Version

	fake.Then(exchange.TakeAndReset())
	cut := b.write(t, &state, conversation.Outbound{Text: "on it"})
	require.Equal(t, conversation.MessageUnknown, deliver(cut).State)
	require.Equal(t, conversation.MessageUnknown, deliver(cut).State)
	require.Len(t, fake.Sent(), 1)
	hear()
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE id = $1 AND state IN ('sent', 'delivered', 'read')
		AND external_id = $2`, cut, fake.Sent()[0].ID))

	fake.Then(graph.TooMany(60))
	limited := b.write(t, &state, conversation.Outbound{Text: "more"})
	require.Equal(t, conversation.MessageQueued, deliver(limited).State)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM inboxes WHERE paused_until > now() + interval '30 seconds'`))
	b.exec(t, `UPDATE inboxes SET paused_until = NULL`)
	b.exec(t, `UPDATE messages SET not_before = NULL`)
	require.Equal(t, conversation.MessageSent, deliver(limited).State)
	hear()

	// It was not delivered at all.
	b.exec(t, `UPDATE messages SET state = 'sent' WHERE id = $1`, limited)
	fake.FailLater(fake.Sent()[1].ID, graph.Failure{Code: 131047, Message: "Re-engagement message"})
	hear()
	late := b.write(t, &state, conversation.Outbound{Text: "too late"})
	require.Equal(t, conversation.MessageRefused, deliver(late).State)
	require.Len(t, fake.Sent(), 2)
	fake.Write("106", asha, "still here")
	hear()
	state.Cursor = int64(b.number(t, `SELECT last_seq FROM conversations`))
	require.Equal(t, conversation.MessageSent, deliver(b.write(t, &state, conversation.Outbound{Text: "good"})).State)
}
