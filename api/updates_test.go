package api_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

func TestUpdates(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, agent := b.user(t, "asha", account.Agent)
	_, admin := b.user(t, "boss", account.Admin)
	ben, _ := b.user(t, "ben", account.Agent)
	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	path := "/v1/conversations/" + id

	b.workflows.answers(conversation.Result{Granted: true, OwnerID: asha.ID, Status: conversation.New}, nil)
	for _, call := range []struct {
		method, path, body, name string
		request                  conversation.UpdateRequest
	}{
		{"POST", "/claim", "", conversation.UpdateClaim, conversation.UpdateRequest{}},
		{"POST", "/claim", "{}", conversation.UpdateClaim, conversation.UpdateRequest{}},
		{"POST", "/release", "", conversation.UpdateRelease, conversation.UpdateRequest{}},
		{"POST", "/transfer", `{"user_id":"` + ben.ID + `"}`, conversation.UpdateTransfer, conversation.UpdateRequest{ToID: ben.ID}},
		{"POST", "/close", `{"status":"resolved"}`, conversation.UpdateClose, conversation.UpdateRequest{Status: conversation.Resolved}},
		{"PUT", "/status", `{"status":"pending"}`, conversation.UpdateSetStatus, conversation.UpdateRequest{Status: conversation.Pending}},
	} {
		for _, credentials := range []header{agent, admin} {
			granted := into[api.Granted](t, b.do(t, call.method, path+call.path, call.body, credentials).want(t, 200))
			require.True(t, granted.Granted)
			require.Equal(t, api.Person{ID: asha.ID, Name: "Asha"}, *granted.Owner)
			require.Equal(t, api.TicketStatusNew, *granted.Status)

			sent := b.workflows.updates[len(b.workflows.updates)-1]
			require.Equal(t, id, sent.conversationID)
			require.Equal(t, call.name, sent.name)
			require.Equal(t, credentials == admin, sent.request.Admin)
			require.True(t, conversation.IsUUID(sent.request.UserID))
			sent.request.UserID, sent.request.Admin = "", false
			require.Equal(t, call.request, sent.request)
		}
	}

	b.workflows.answers(conversation.Result{Granted: true, Status: conversation.None}, nil)
	granted := into[api.Granted](t, b.do(t, "POST", path+"/release", nil, agent).want(t, 200))
	require.Nil(t, granted.Owner)
	require.Nil(t, granted.Status)
}

func TestRefusedUpdates(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, _ := b.user(t, "asha", account.Agent)
	_, ben := b.user(t, "ben", account.Agent)
	claim := "/v1/conversations/" + b.conversation(t, b.inbox(t).ID, "user-1", "hello") + "/claim"

	b.workflows.answers(conversation.Result{OwnerID: asha.ID, Status: conversation.Active, Reason: conversation.NotOwner}, nil)
	p := b.do(t, "POST", claim, nil, ben).problem(t, 409, "not-owner")
	require.Equal(t, api.Person{ID: asha.ID, Name: "Asha"}, p.Owner)
	require.Contains(t, p.Detail, "Asha")

	for reason, want := range map[conversation.Reason]struct {
		status int
		kind   string
	}{
		conversation.NoTicket:            {409, "no-ticket"},
		conversation.BadStatus:           {422, "invalid"},
		conversation.WindowClosed:        {422, "window-closed"},
		conversation.UnknownConversation: {404, "not-found"},
		"new in a later release":         {500, "internal"},
	} {
		b.workflows.answers(conversation.Result{Reason: reason}, nil)
		p := b.do(t, "POST", claim, nil, ben).problem(t, want.status, want.kind)
		require.Zero(t, p.Owner)
	}

	b.workflows.answers(conversation.Result{}, fmt.Errorf("%w: secret of the engine", api.ErrUnanswered))
	a := b.do(t, "POST", claim, nil, ben)
	p = a.problem(t, 503, "unavailable")
	require.Equal(t, "2", a.header.Get("Retry-After"))
	require.Contains(t, p.Detail, "Idempotency-Key")
	require.NotContains(t, string(a.body), "secret")

	b.workflows.answers(conversation.Result{}, errors.New("secret of the engine"))
	a = b.do(t, "POST", claim, nil, ben)
	a.problem(t, 500, "internal")
	require.NotContains(t, string(a.body), "secret")
	require.Contains(t, b.log.String(), "secret of the engine")
}

// No workflow is bothered, let alone started, for what cannot be.
func TestUpdatesThatNeverStart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, session := b.user(t, "asha", account.Agent)
	gone, _ := b.user(t, "gone", account.Agent)
	_, err := b.store.DisableUser(t.Context(), gone.ID)
	require.NoError(t, err)
	writer, _ := b.user(t, "writer", account.Creator)
	path := "/v1/conversations/" + b.conversation(t, b.inbox(t).ID, "user-1", "hello")

	b.do(t, "POST", "/v1/conversations/"+nobody+"/claim", nil, session).problem(t, 404, "not-found")
	for _, id := range []string{nobody, gone.ID, writer.ID, "asha", ""} {
		p := b.do(t, "POST", path+"/transfer", map[string]string{"user_id": id}, session).problem(t, 422, "invalid")
		require.Equal(t, "user_id", p.Errors[0].Field)
	}
	for _, status := range []string{`"none"`, `""`, `null`, `"NEW"`, `1`} {
		p := b.do(t, "PUT", path+"/status", `{"status":`+status+`}`, session).problem(t, 422, "invalid")
		require.Equal(t, "status", p.Errors[0].Field)
	}
	b.do(t, "POST", path+"/claim", `{"user_id":"`+asha.ID+`"}`, session).problem(t, 422, "invalid")
	b.do(t, "POST", path+"/close", nil, session).problem(t, 415, "unsupported-media-type")
	require.Empty(t, b.workflows.updates)
}

// The request id is the key's, the caller's and the purpose's: a retry is told
// the same, nobody else is.
func TestRequestIDs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, asha := b.user(t, "asha", account.Agent)
	_, ben := b.user(t, "ben", account.Agent)
	inbox := b.inbox(t)
	one := "/v1/conversations/" + b.conversation(t, inbox.ID, "user-1", "hello")
	two := "/v1/conversations/" + b.conversation(t, inbox.ID, "user-2", "hello")
	b.workflows.answers(conversation.Result{Reason: conversation.NoTicket}, nil)

	ask := func(path string, headers ...header) string {
		b.do(t, "POST", path, nil, headers...).want(t, 409)
		return b.workflows.updates[len(b.workflows.updates)-1].requestID
	}
	first := ask(one+"/claim", asha, key("k"))
	require.True(t, conversation.IsUUID(first), "a key may hold anything and does not go to Temporal")
	require.Equal(t, first, ask(one+"/claim", asha, key("k")))
	others := []string{
		first, ask(one+"/claim", ben, key("k")), ask(one+"/release", asha, key("k")), ask(two+"/claim", asha, key("k")),
		ask(one+"/claim", asha, key("k2")), ask(one+"/claim", asha), ask(one+"/claim", asha),
	}
	seen := map[string]bool{}
	for _, id := range others {
		require.False(t, seen[id])
		seen[id] = true
	}
}
