package api_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

const refundFAQ = `{"type":"general","question":"How long does a refund take?","answer":"Five working days."}`

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	_, other := b.user(t, "other", account.Admin)

	first := b.do(t, "POST", "/v1/faqs", refundFAQ, admin, key("k")).want(t, 201)
	require.Empty(t, first.header.Get("Idempotency-Replayed"))
	again := b.do(t, "POST", "/v1/faqs", refundFAQ, admin, key("k")).want(t, 201)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, string(first.body), string(again.body))
	require.Equal(t, first.header.Get("Content-Type"), again.header.Get("Content-Type"))

	// Another body, another path: another request.
	b.do(t, "POST", "/v1/faqs", strings.Replace(refundFAQ, "Five", "Six", 1), admin, key("k")).problem(t, 422, "idempotency-key-reused")
	b.do(t, "POST", "/v1/inboxes", `{"name":"Shop","channel":"webhook"}`, admin, key("k")).problem(t, 422, "idempotency-key-reused")
	// Another caller's keys are their own.
	mine := b.do(t, "POST", "/v1/faqs", refundFAQ, other, key("k")).want(t, 201)
	require.NotEqual(t, into[api.FAQ](t, first).ID, into[api.FAQ](t, mine).ID)
	// No key, no memory.
	b.do(t, "POST", "/v1/faqs", refundFAQ, admin).want(t, 201)
	faqs := into[api.FAQList](t, b.do(t, "GET", "/v1/faqs", nil, admin).want(t, 200))
	require.Len(t, faqs.Items, 3)
}

func TestBadIdempotencyKeys(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for _, headers := range [][]header{
		{key(strings.Repeat("x", 256))}, {key("ä")}, {key("a\tb")}, {key("k"), key("k")},
	} {
		p := b.do(t, "POST", "/v1/faqs", refundFAQ, append(headers, admin)...).problem(t, 400, "malformed")
		require.Equal(t, "Idempotency-Key", p.Errors[0].Field)
	}
	b.do(t, "POST", "/v1/faqs", refundFAQ, admin, key(strings.Repeat("x", 255))).want(t, 201)
	b.do(t, "POST", "/v1/faqs", refundFAQ, admin, key(`a key with spaces, "quotes" & ~`)).want(t, 201)
}

// What failed or was refused has changed nothing: the key is free.
func TestFailuresAreNotKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	b.embedder.fails(errors.New("no model"))
	b.do(t, "POST", "/v1/faqs", refundFAQ, admin, key("k")).problem(t, 503, "unavailable")
	b.do(t, "POST", "/v1/faqs", strings.Replace(refundFAQ, "general", "filler", 1), admin, key("k")).problem(t, 503, "unavailable")
	b.embedder.fails(nil)
	b.do(t, "POST", "/v1/faqs", refundFAQ, admin, key("k")).want(t, 201)

	b.do(t, "POST", "/v1/users", `{"email":"boss@example.com","name":"B","password":"12345678","roles":["agent"]}`, admin, key("u")).want(t, 409)
	b.do(t, "POST", "/v1/users", `{"email":"new@example.com","name":"B","password":"12345678","roles":["agent"]}`, admin, key("u")).want(t, 201)

	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	b.workflows.answers(conversation.Result{Reason: conversation.NotOwner}, nil)
	b.do(t, "POST", "/v1/conversations/"+id+"/claim", nil, admin, key("c")).want(t, 409)
	b.workflows.answers(conversation.Result{Granted: true}, nil)
	b.do(t, "POST", "/v1/conversations/"+id+"/claim", nil, admin, key("c")).want(t, 200)
	b.workflows.answers(conversation.Result{}, errors.New("not asked again"))
	b.do(t, "POST", "/v1/conversations/"+id+"/claim", nil, admin, key("c")).want(t, 200)
}

// A panic frees the key too, and the client gets a clean answer.
func TestPanicsFreeTheKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	id := b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	b.workflows.answer = func(string, conversation.UpdateRequest) (conversation.Result, error) { panic("secret of the handler") }
	a := b.do(t, "POST", "/v1/conversations/"+id+"/claim", nil, admin, key("k"), header{"X-Request-Id", "the-request"})
	a.problem(t, 500, "internal")
	require.NotContains(t, string(a.body), "secret")
	require.NotContains(t, string(a.body), ".go")
	require.Contains(t, b.log.String(), "panic: secret of the handler")
	require.Contains(t, b.log.String(), "idempotency_test.go", "the stack is in the log")
	b.workflows.answers(conversation.Result{Granted: true}, nil)
	b.do(t, "POST", "/v1/conversations/"+id+"/claim", nil, admin, key("k")).want(t, 200)
}

// Secrets are shown once and kept nowhere, nor is a hash of a password.
func TestSecretsAreNotKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for name, request := range map[string]struct{ path, body, secret string }{
		"inbox":   {"/v1/inboxes", `{"name":"Shop","channel":"webhook"}`, "secret"},
		"API key": {"/v1/api-keys", `{"name":"Shop","scopes":["read"]}`, "key"},
	} {
		first := b.do(t, "POST", request.path, request.body, admin, key(name)).want(t, 201)
		again := b.do(t, "POST", request.path, request.body, admin, key(name)).want(t, 201)
		shown, kept := into[map[string]json.RawMessage](t, first), into[map[string]json.RawMessage](t, again)
		require.Contains(t, shown, request.secret)
		require.NotContains(t, kept, request.secret)
		delete(shown, request.secret)
		require.Equal(t, shown, kept)
	}
	user := `{"email":"a@b.example","name":"A","password":"12345678","roles":["agent"]}`
	b.do(t, "POST", "/v1/users", user, admin, key("u")).want(t, 201)
	a := b.do(t, "POST", "/v1/users", strings.Replace(user, "12345678", "another password", 1), admin, key("u")).want(t, 201)
	require.Equal(t, "true", a.header.Get("Idempotency-Replayed"))
}

// The same key twenty times at once, each with a body of its own: one body
// wins, nobody else's is used.
func TestIdempotencyKeyRace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	answers := make([]answer, 20)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() {
			body := strings.Replace(refundFAQ, "Five", strings.Repeat("I", i+1), 1)
			answers[i] = b.do(t, "POST", "/v1/faqs", body, admin, key("k"))
		})
	}
	wait.Wait()
	created := 0
	for _, a := range answers {
		if a.status == 201 {
			created++
			continue
		}
		a.problem(t, 422, "idempotency-key-reused")
	}
	require.Equal(t, 1, created)
	require.Len(t, into[api.FAQList](t, b.do(t, "GET", "/v1/faqs", nil, admin).want(t, 200)).Items, 1)
}
