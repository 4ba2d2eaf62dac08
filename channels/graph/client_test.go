package graph_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/channels/outbound"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const token graph.Secret = "canary-token"

// server answers every request with handle; the client may reach it.
func server(t *testing.T, handle http.HandlerFunc) *graph.Client {
	t.Helper()
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return client(t, graph.Options{BaseURL: s.URL})
}

func client(t *testing.T, o graph.Options) *graph.Client {
	t.Helper()
	o.HTTP = outbound.NewClient(true)
	t.Cleanup(o.HTTP.CloseIdleConnections)
	o.Now = func() time.Time { return noon }
	c, err := graph.NewClient(o)
	require.NoError(t, err)
	return c
}

func post(t *testing.T, c *graph.Client) (graph.Object, error) {
	t.Helper()
	return c.Do(t.Context(), graph.Call{
		Method: http.MethodPost, Path: []string{"106", "messages"}, Token: token, AppSecret: appSecret,
		Query: url.Values{"x": {"1"}}, JSON: map[string]string{"type": "text"},
	})
}

func TestCall(t *testing.T) {
	t.Parallel()
	c := server(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, `{"path":%q,"auth":%q,"proof":%q,"x":%q,"type":%q,"body":%q}`, r.URL.Path, r.Header.Get("Authorization"),
			r.URL.Query().Get("appsecret_proof"), r.URL.Query().Get("x"), r.Header.Get("Content-Type"), body)
	})
	answer, err := post(t, c)
	require.NoError(t, err)
	require.Equal(t, "/v23.0/106/messages", answer.Text("path"))
	require.Equal(t, "Bearer canary-token", answer.Text("auth"))
	require.Equal(t, graph.Proof(appSecret, token), answer.Text("proof"))
	require.Equal(t, "1", answer.Text("x"))
	require.Equal(t, "application/json", answer.Text("type"))
	require.JSONEq(t, `{"type":"text"}`, answer.Text("body"))
}

// TestAccountsCannotLeadAstray: an id is one segment of the path.
func TestAccountsCannotLeadAstray(t *testing.T) {
	t.Parallel()
	c := server(t, func(http.ResponseWriter, *http.Request) { t.Error("a call was made") })
	for _, id := range []string{"", "..", ".", "1/messages", "1?x=1", "1#", "%2e%2e", `1\2`} {
		_, err := c.Do(t.Context(), graph.Call{Method: http.MethodGet, Path: []string{id}})
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected, id)
	}
	for _, base := range []string{"graph.facebook.com", "ftp://x/", "https://user@x/", "https://", "::"} {
		_, err := graph.NewClient(graph.Options{BaseURL: base})
		require.Error(t, err, base)
	}
}

func TestOutcome(t *testing.T) {
	t.Parallel()
	own := graph.Table{
		{From: 10, Subcode: 2018278, Words: "the window is closed", WindowClosed: true},
		{From: 131056, Class: graph.Again, Scope: channels.ScopeConversation, Wait: 6 * time.Second, Words: "too fast"},
	}
	table := append(own, graph.Common()...)
	envelope := func(inner string) string { return `{"error":{"message":"said of canary-token",` + inner + `}}` }
	type expect struct {
		again, doubtful, reauth, fault, closed bool
		words                                  string
		wait                                   time.Duration
		scope                                  channels.Scope
	}
	for name, row := range map[string]struct {
		status int
		header map[string]string
		body   string
		want   expect
	}{
		"token":             {400, nil, envelope(`"code":190,"error_subcode":463`), expect{reauth: true}},
		"code 0":            {401, nil, envelope(`"code":0`), expect{reauth: true}},
		"permission":        {403, nil, envelope(`"code":299`), expect{reauth: true}},
		"permission 10":     {403, nil, envelope(`"code":10`), expect{reauth: true}},
		"a subcode of 10":   {400, nil, envelope(`"code":10,"error_subcode":2018278`), expect{words: "the window is closed", closed: true}},
		"app limit":         {400, nil, envelope(`"code":4`), expect{again: true, scope: channels.ScopeInbox, wait: 5 * time.Minute}},
		"own rule":          {400, nil, envelope(`"code":131056`), expect{again: true, scope: channels.ScopeConversation, wait: 6 * time.Second, words: "too fast"}},
		"its own wait":      {400, map[string]string{"Retry-After": "60"}, envelope(`"code":131056`), expect{again: true, scope: channels.ScopeConversation, wait: time.Minute}},
		"wait of the usage": {400, map[string]string{"X-Business-Use-Case-Usage": `{"1":[{"estimated_time_to_regain_access":12}]}`}, envelope(`"code":4`), expect{again: true, scope: channels.ScopeInbox, wait: 12 * time.Minute}},
		"locked":            {400, nil, envelope(`"code":368`), expect{fault: true}},
		"code 2":            {500, nil, envelope(`"code":2`), expect{again: true}},
		"code 1":            {500, nil, envelope(`"code":1`), expect{doubtful: true}},
		"code 1, transient": {500, nil, envelope(`"code":1,"is_transient":true`), expect{again: true}},
		"new code":          {400, nil, envelope(`"code":999999,"error_data":{"details":"in detail"}`), expect{words: "in detail"}},
		"new code, 500":     {500, nil, envelope(`"code":999999`), expect{doubtful: true}},
		"code as string":    {400, nil, envelope(`"code":"190"`), expect{reauth: true}},
		"error with 200":    {200, nil, envelope(`"code":190`), expect{reauth: true}},
		"429":               {429, map[string]string{"Retry-After": "7"}, "slow down", expect{again: true, scope: channels.ScopeInbox, wait: 7 * time.Second}},
		"429 until":         {429, map[string]string{"Retry-After": "Sun, 01 Mar 2026 12:00:09 GMT"}, "", expect{again: true, scope: channels.ScopeInbox, wait: 9 * time.Second}},
		"502":               {502, nil, "<html>", expect{doubtful: true}},
		"408":               {408, nil, "", expect{doubtful: true}},
		"404":               {404, nil, "", expect{words: "the provider answered 404"}},
		"redirect":          {302, map[string]string{"Location": "http://127.0.0.1:1/"}, "", expect{words: "the provider answered 302"}},
		"not JSON":          {200, nil, "OK", expect{doubtful: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := server(t, func(w http.ResponseWriter, _ *http.Request) {
				for key, value := range row.header {
					w.Header().Set(key, value)
				}
				w.WriteHeader(row.status)
				_, _ = io.WriteString(w, row.body)
			})
			_, err := post(t, c)
			err = table.Outcome(err)
			require.Error(t, err)
			require.NotContains(t, err.Error(), "canary")
			var notSent *channels.NotSentError
			var rejected *channels.RejectedError
			var unknown *channels.UnknownError
			switch want := row.want; {
			case want.again:
				require.ErrorAs(t, err, &notSent)
				require.Equal(t, want.wait, notSent.RetryAfter)
				require.Equal(t, want.scope, notSent.Scope)
				require.ErrorContains(t, err, want.words)
			case want.doubtful:
				require.ErrorAs(t, err, &unknown)
			case want.reauth:
				require.ErrorIs(t, err, channels.ErrNeedsReauth)
			default:
				require.ErrorAs(t, err, &rejected)
				require.Equal(t, want.fault, rejected.AccountFault)
				require.Equal(t, want.closed, rejected.WindowClosed)
				require.Contains(t, rejected.Reason, want.words)
			}
		})
	}
}

// TestNoAnswer: before there is a connection nothing was sent, after it nobody
// knows.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	const gone = "http://127.0.0.1:1" // a port that nobody is ever given
	_, err := post(t, client(t, graph.Options{BaseURL: gone}))
	var notSent *channels.NotSentError
	require.ErrorAs(t, err, &notSent)
	require.ErrorContains(t, err, "refused the connection")

	_, err = post(t, client(t, graph.Options{BaseURL: "http://nowhere.invalid"}))
	require.ErrorAs(t, err, &notSent)

	for name, handle := range map[string]http.HandlerFunc{
		"hung up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"cut": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"messages"`)
		},
	} {
		_, err = post(t, server(t, handle))
		var unknown *channels.UnknownError
		require.ErrorAs(t, err, &unknown, name)
		require.NotContains(t, err.Error(), graph.Proof(appSecret, token), "the address stays out of the error")
	}

	reached, release := make(chan struct{}), make(chan struct{})
	c := server(t, func(http.ResponseWriter, *http.Request) { close(reached); <-release })
	t.Cleanup(func() { close(release) })
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-reached; cancel() }()
	_, err = c.Do(ctx, graph.Call{Method: http.MethodPost, Path: []string{"1"}, JSON: 1})
	var unknown *channels.UnknownError
	require.ErrorAs(t, err, &unknown)
	require.ErrorContains(t, err, "in time")
}

func TestPrivateAddressesAreNotReached(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was reached") }))
	t.Cleanup(s.Close)
	c, err := graph.NewClient(graph.Options{BaseURL: s.URL})
	require.NoError(t, err)
	_, err = c.Do(t.Context(), graph.Call{Method: http.MethodGet, Path: []string{"me"}})
	require.ErrorContains(t, err, "not a public one")
}
