package api_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/graph"
)

// TestMessenger: a page is set up and asked about, somebody writes there, an agent
// answers, and the history says what became of it.
func TestMessenger(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	meta := graph.New(graph.Options{
		AppSecret: appSecret, VerifyToken: "verify", Token: graphKey, Habits: graph.Habits{Duplicate: true, Shuffle: true},
	})
	t.Cleanup(meta.Close)
	page := meta.AddPage(graph.PageOptions{ID: "9", AppID: "77", Name: "Shop"})
	admin := b.admin(t)
	inbox := b.providerInbox(t, admin, "messenger", "9", meta.URL())
	require.True(t, into[api.InboxCheck](t, b.do(t, "POST", "/v1/inboxes/"+inbox.ID+"/check", nil, admin).want(t, 200)).Ok)
	require.NoError(t, meta.Subscribe(t.Context(), b.url+"/webhooks/"+inbox.ID), "the handshake")
	report := func() {
		t.Helper()
		_, err := meta.Deliver(t.Context())
		require.NoError(t, err)
	}

	asked := page.Write("1412", "Where is my order?")
	report()
	id := value[string](t, b, `SELECT id::text FROM conversations WHERE inbox_id = $1`, inbox.ID)
	path := "/v1/conversations/" + id + "/messages"
	agent, session := b.user(t, "ann", account.Agent)
	b.commit(t, id, func(s *conversation.State) {
		s.Cursor, s.Status, s.Ticket, s.WindowExpiresAt = 1, conversation.New, 1, time.Now().Add(24*time.Hour)
	})
	reply := into[struct {
		MessageID string `json:"message_id"`
	}](t, b.do(t, "POST", path, `{"text":"On its way."}`, session, key("reply")).want(t, 202))
	b.commit(t, id, func(s *conversation.State) { s.Cursor, s.Status, s.OwnerID = 2, conversation.Active, agent.ID })

	dispatch, _, err := b.store.BeginDelivery(t.Context(), reply.MessageID)
	require.NoError(t, err)
	require.NotNil(t, dispatch)
	sender := channels.NewSender(map[conversation.Channel]channels.Channel{
		conversation.ChannelMessenger: messenger.NewInboxes(messenger.InboxOptions{AllowPrivate: true}),
	}, time.Now)
	require.NoError(t, b.store.FinishDelivery(t.Context(), sender.Send(t.Context(), *dispatch)))

	history := func() (messages []api.Message) {
		t.Helper()
		var list struct {
			Items []api.Message `json:"items"`
		}
		require.NoError(t, json.Unmarshal(b.do(t, "GET", path, nil, session).want(t, 200).body, &list))
		return list.Items
	}
	answer := func() api.Message {
		t.Helper()
		for _, m := range history() {
			if m.ID == reply.MessageID {
				return m
			}
		}
		t.Fatal("the reply is not in the history")
		return api.Message{}
	}
	require.EqualValues(t, "sent", answer().State)
	report()
	require.EqualValues(t, "delivered", answer().State)
	page.Read("1412")
	report()
	require.EqualValues(t, "read", answer().State)
	require.NotNil(t, answer().ReadAt)
	require.Len(t, history(), 2, "each once, and the echo is no message of its own")

	page.ByHand("1412", "It has just left.")
	page.React("1412", page.Sent()[0].ID, "👍")
	page.Edit("1412", asked, "Where are my orders?", 1)
	report()
	require.Len(t, history(), 3)
	require.Len(t, answer().Reactions, 1)
	require.NotContains(t, string(b.do(t, "GET", "/v1/inboxes", nil, admin).want(t, 200).body), "CANARY")
}
