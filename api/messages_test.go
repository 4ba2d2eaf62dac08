package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// strictChannel is a channel that takes nothing after its window.
type strictChannel struct{}

func (strictChannel) Decode(conversation.Inbox, http.Header, []byte) ([]provider.Event, error) {
	return nil, nil
}

func (strictChannel) Policy() channels.Policy { return channels.Policy{Window: 24 * time.Hour} }

func TestSendMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, session := b.user(t, "asha", account.Agent)
	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	b.commit(t, id, func(s *conversation.State) { s.Cursor, s.Ticket, s.Status = 1, 1, conversation.New })
	path := "/v1/conversations/" + id + "/messages"
	body := `{"text":"On its way.","attachments":[{"url":"https://files.example.com/map.png"}]}`

	sent := into[api.Sent](t, b.do(t, "POST", path, body, session, key("k-1")).want(t, 202))
	require.Equal(t, conversation.MessageID(id, "user/"+asha.ID, "k-1"), sent.MessageID)
	require.Len(t, b.bell.rings, 1)
	require.Equal(t, conversation.SignalAgentMessage, b.bell.rings[0].signal)
	require.Equal(t, int64(2), b.bell.rings[0].accepted.Seq)
	require.Equal(t, sent.MessageID, b.bell.rings[0].accepted.MessageID)

	m, err := b.store.GetMessage(t.Context(), id, sent.MessageID)
	require.NoError(t, err)
	require.Equal(t, conversation.MessageQueued, m.State)
	require.Equal(t, "On its way.", m.Text)
	require.Equal(t, asha.ID, m.AgentID)
	require.Len(t, m.Attachments, 1)

	// Without a key, each request is a message of its own.
	one := into[api.Sent](t, b.do(t, "POST", path, body, session).want(t, 202))
	two := into[api.Sent](t, b.do(t, "POST", path, body, session).want(t, 202))
	require.NotEqual(t, one, two)

	for body, field := range map[string]string{
		`{}`: "text", `{"text":" "}`: "text", `{"text":"hi","agent_id":"x"}`: "agent_id", `{"text":"hi","attachments":[{}]}`: "attachments[0].url",
		`{"text":"` + strings.Repeat("x", conversation.MaxText+1) + `"}`: "text",
	} {
		require.Equal(t, field, b.do(t, "POST", path, body, session).problem(t, 422, "invalid").Errors[0].Field)
		require.Equal(t, field, b.do(t, "POST", strings.Replace(path, "messages", "notes", 1), body, session).problem(t, 422, "invalid").Errors[0].Field)
	}
	b.do(t, "POST", "/v1/conversations/"+nobody+"/messages", body, session).problem(t, 404, "not-found")
	b.do(t, "POST", "/v1/conversations/"+nobody+"/notes", body, session).problem(t, 404, "not-found")
}

// A crash between storing a message and keeping the response loses the response
// only: the retry finds the message.
func TestSendMessageAfterACrash(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, session := b.user(t, "asha", account.Agent)
	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	path := "/v1/conversations/" + id + "/messages"
	first := into[api.Sent](t, b.do(t, "POST", path, `{"text":"once"}`, session, key("k")).want(t, 202))
	b.exec(t, "DELETE FROM idempotency_keys") // the response was never kept
	require.Equal(t, first, into[api.Sent](t, b.do(t, "POST", path, `{"text":"once"}`, session, key("k")).want(t, 202)))
	b.exec(t, "DELETE FROM idempotency_keys")
	b.do(t, "POST", path, `{"text":"something else"}`, session, key("k")).problem(t, 422, "message-id-taken")
	messages, err := b.store.Messages(t.Context(), id, 0, 10)
	require.NoError(t, err)
	require.Len(t, messages, 2)
}

func TestSendMessageNeedsTheConversation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, session := b.user(t, "asha", account.Agent)
	ben, _ := b.user(t, "ben", account.Agent)
	_, admin := b.user(t, "boss", account.Admin)
	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	path := "/v1/conversations/" + id
	hold := func(owner string, lease time.Duration) {
		b.commit(t, id, func(s *conversation.State) {
			s.Ticket, s.Status, s.OwnerID, s.LeaseUntil = 1, conversation.Active, owner, time.Time{}
			if lease != 0 {
				s.LeaseUntil = time.Now().Add(lease)
			}
		})
	}
	send := func(credentials header) answer {
		return b.do(t, "POST", path+"/messages", `{"text":"hi"}`, credentials)
	}

	hold(ben.ID, 0)
	p := send(session).problem(t, 409, "not-owner")
	require.Equal(t, api.Person{ID: ben.ID, Name: "Ben"}, p.Owner)
	send(admin).problem(t, 409, "not-owner")
	b.do(t, "POST", path+"/notes", `{"text":"hi"}`, session).want(t, 201)
	hold(ben.ID, time.Minute)
	send(session).problem(t, 409, "not-owner")
	hold(ben.ID, -time.Minute)
	send(session).want(t, 202)
	hold(asha.ID, 0)
	send(session).want(t, 202)
	hold("", 0)
	send(session).want(t, 202)
	messages, err := b.store.Messages(t.Context(), id, 0, 10)
	require.NoError(t, err)
	require.Len(t, messages, 5)
}

func TestSendMessageInTheWindow(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		channel api.Channel
		left    time.Duration
		status  int
	}{
		{"open", strictChannel{}, time.Hour, 202},
		{"closed", strictChannel{}, -time.Second, 422},
		{"closed, where that means nothing", nil, -time.Second, 202},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, func(_ *api.Config, s *api.Services) {
				if test.channel != nil {
					s.Channels = map[conversation.Channel]api.Channel{conversation.ChannelWebhook: test.channel}
				}
			})
			_, session := b.user(t, "asha", account.Agent)
			id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
			b.commit(t, id, func(s *conversation.State) {
				s.Ticket, s.Status, s.WindowExpiresAt = 1, conversation.New, time.Now().Add(test.left)
			})
			a := b.do(t, "POST", "/v1/conversations/"+id+"/messages", `{"text":"hi"}`, session)
			if test.status == 422 {
				a.problem(t, 422, "window-closed")
			}
			require.Equal(t, test.status, a.status)
		})
	}
}

// A double click, a retry, two tabs: one message.
func TestSendMessageOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, session := b.user(t, "asha", account.Agent)
	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	answers := make([]answer, 20)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() {
			answers[i] = b.do(t, "POST", "/v1/conversations/"+id+"/messages", `{"text":"hi"}`, session, key("click"))
		})
	}
	wait.Wait()
	ids := map[string]bool{}
	for _, a := range answers {
		switch a.status {
		case http.StatusAccepted:
			ids[into[api.Sent](t, a).MessageID] = true
		default:
			a.problem(t, 409, "request-running")
			require.Equal(t, "1", a.header.Get("Retry-After"))
		}
	}
	require.Len(t, ids, 1)
	messages, err := b.store.Messages(t.Context(), id, 0, 10)
	require.NoError(t, err)
	require.Len(t, messages, 2)
}
