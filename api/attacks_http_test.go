package api_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/store"
)

// wire writes bytes to the server and returns the statuses of all it answers until
// it closes the connection, or stays silent.
func (b *bundle) wire(t *testing.T, request string) (statuses []int, closed bool) {
	t.Helper()
	connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(b.url, "http://"))
	require.NoError(t, err)
	defer func() { require.NoError(t, connection.Close()) }()
	require.NoError(t, connection.SetDeadline(time.Now().Add(time.Minute)))
	// The server may have closed before it has read all.
	_, _ = io.WriteString(connection, request)
	reader := bufio.NewReader(connection)
	for {
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			return statuses, true
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		statuses = append(statuses, response.StatusCode)
		if response.Close {
			return statuses, true
		}
		if len(statuses) == 2 {
			return statuses, false
		}
	}
}

// What two servers could read differently is refused, and nothing that follows on
// the connection is read.
func TestSmuggledRequests(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const next = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
	const post = "POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	for name, request := range map[string]string{
		"two lengths":           post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" + next,
		"a list of lengths":     post + "Content-Length: 2, 3\r\n\r\n{}" + next,
		"length with a sign":    post + "Content-Length: +2\r\n\r\n{}" + next,
		"negative length":       post + "Content-Length: -2\r\n\r\n{}" + next,
		"hexadecimal length":    post + "Content-Length: 0x2\r\n\r\n{}" + next,
		"huge length":           post + "Content-Length: 99999999999999999999\r\n\r\n{}" + next,
		"unknown encoding":      post + "Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + next,
		"two encodings":         post + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + next,
		"encoding twice":        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + next,
		"space before colon":    post + "Content-Length : 2\r\n\r\n{}" + next,
		"space in a name":       post + "Content Length: 2\r\n\r\n{}" + next,
		"folded before headers": "POST /v1/session HTTP/1.1\r\n Host: x\r\n\r\n" + next,
		"NUL in a header":       post + "X-A: a\x00b\r\n\r\n" + next,
		"bare CR in a header":   post + "X-A: a\rX-B: b\r\n\r\n" + next,
		"no host":               "GET /healthz HTTP/1.1\r\n\r\n" + next,
		"two hosts":             "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + next,
		"host with a path":      "GET /healthz HTTP/1.1\r\nHost: x/y\r\n\r\n" + next,
		"bad chunk size":        post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" + next,
		"signed chunk size":     post + "Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n" + next,
		"no version":            "GET /healthz\r\n\r\n" + next,
		"unknown version":       "GET /healthz HTTP/3.7\r\nHost: x\r\n\r\n" + next,
		"method with a space":   "GE T /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + next,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			statuses, closed := b.wire(t, request)
			require.True(t, closed)
			require.Len(t, statuses, 1, "nothing after it is answered")
			require.Contains(t, []int{400, 501, 505}, statuses[0])
		})
	}
	// With both a length and chunks, the chunks count (RFC 9112, section 6.3): what
	// the length would hide is a request of its own, and none.
	statuses, _ := b.wire(t, post+"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG\r\n\r\n")
	require.NotContains(t, statuses, 200)
}

// Headers have a limit, and say nothing that ends up elsewhere.
func TestOddHeaders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	server := func(request string) int {
		t.Helper()
		statuses, _ := b.wire(t, request)
		require.NotEmpty(t, statuses)
		return statuses[0]
	}
	require.Equal(t, 431, server("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: "+strings.Repeat("a", 2<<20)+"\r\n\r\n"))
	require.Equal(t, 431, server("GET /healthz HTTP/1.1\r\nHost: x\r\n"+strings.Repeat("X-A: "+strings.Repeat("a", 2000)+"\r\n", 1000)+"\r\n"))

	// Links are made of the address that the operator gave, never of the request's.
	_, admin := b.user(t, "boss", account.Admin)
	for _, h := range []header{{"X-Forwarded-Host", "evil.example"}, {"Forwarded", "host=evil.example"}, {"X-Original-Host", "evil.example"}} {
		a := b.do(t, "POST", "/v1/invitations", api.NewInvitation{
			Email: "user" + strings.ToLower(h.name) + "@example.com", Name: "A", Roles: []api.Role{"agent"},
		}, admin, h).want(t, 201)
		require.NotContains(t, string(a.body), "evil")
	}
}

// Whatever a path is dressed as, nobody gets behind a door that is closed for them.
func TestPathTricks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, agent := b.user(t, "asha", account.Agent)
	b.do(t, "GET", "/v1/users", nil, agent).want(t, 403)
	for _, path := range []string{
		"//v1/users", "/v1//users", "/v1/./users", "/v1/x/../users", "/v1/session/../users", "/v1/%2e/users", "/v1/session/%2e%2e/users",
		"/v1%2fusers", "/v1/users%2f", "/v1/users/", "/v1/users;x=1", "/v1/users%00", "/v1/users%20", "/V1/users", "/v1/USERS", "/v1/users%3f",
		"/v1/session/..%2fusers", "/codec/../v1/users", `/v1\users`, "/v1/users/.", "/v1/users.json", "/v1/agents/../users",
	} {
		for _, credentials := range []header{{}, agent} {
			request := "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
			if credentials.name != "" {
				request += credentials.name + ": " + credentials.value + "\r\n"
			}
			statuses, _ := b.wire(t, request+"\r\n")
			require.Len(t, statuses, 1, path)
			require.Contains(t, []int{400, 401, 403, 404, 405}, statuses[0], path)
		}
	}
	a := b.do(t, "POST", "/v1/users?_method=GET", `{}`, agent, header{"X-HTTP-Method-Override", "GET"}, header{"X-HTTP-Method", "GET"})
	a.problem(t, 403, "forbidden")
}

// No page of another origin reads an answer.
func TestNoOriginIsLetIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for _, origin := range []string{"https://evil.example", "null", "http://127.0.0.1:8080.evil.example", "http://127.0.0.1:8080", "file://", ""} {
		for _, method := range []string{http.MethodGet, http.MethodOptions} {
			request, err := http.NewRequestWithContext(t.Context(), method, b.url+"/v1/users", nil)
			require.NoError(t, err)
			request.Header.Set(admin.name, admin.value)
			request.Header.Set("Origin", origin)
			request.Header.Set("Access-Control-Request-Method", http.MethodPost)
			response, err := http.DefaultTransport.RoundTrip(request)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			for name := range response.Header {
				require.False(t, strings.HasPrefix(name, "Access-Control-"), "%s %s: %s", method, origin, name)
			}
		}
	}
}

// Every route that changes something refuses what another site makes a browser do.
func TestEveryChangeFromOtherSites(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	cookie := header{"Cookie", "parley_session=" + strings.TrimPrefix(admin.value, "Bearer ")}
	changes := 0
	for path, item := range contract(t).Paths.Map() {
		if !strings.HasPrefix(path, "/v1/") {
			continue
		}
		url := strings.NewReplacer("{id}", nobody, "{message_id}", nobody).Replace(path)
		for method := range item.Operations() {
			if method == http.MethodGet {
				continue
			}
			changes++
			for _, foreign := range []header{
				{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
			} {
				b.do(t, method, url, "{}", cookie, foreign).problem(t, 403, "cross-origin")
			}
		}
	}
	require.Greater(t, changes, 80)
}

// Reading changes nothing, and whoever may not read conversations finds not a word
// of one, wherever they look: the database takes no write, and the words are
// looked for in everything that is answered.
func TestEveryGetIsARead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	for _, guest := range []string{"canaryguest1", "canaryguest2"} {
		b.conversation(t, inbox.ID, guest, "canarytext of a customer")
	}
	readers := map[account.Role]header{}
	for _, role := range account.Assignable() {
		_, readers[role] = b.user(t, string(role), role)
	}
	separator := "?"
	if strings.Contains(b.dsn, "?") {
		separator = "&"
	}
	frozen, err := store.Open(t.Context(), b.dsn+separator+"default_transaction_read_only=on", store.Options{MaxConns: 4, IDKey: []byte("a key of tests")})
	require.NoError(t, err)
	t.Cleanup(frozen.Close)
	reading := setup(t, func(_ *api.Config, s *api.Services) { s.Store = readOnly{frozen, b.store} })
	reads := 0
	for path, item := range contract(t).Paths.Map() {
		if item.Get == nil || !strings.HasPrefix(path, "/v1/") || item.Get.OperationID == "streamEvents" {
			continue
		}
		for role, credentials := range readers {
			a := reading.do(t, "GET", strings.ReplaceAll(path, "{id}", nobody), nil, credentials)
			require.Less(t, a.status, 500, "%s: %s", path, reading.log.String())
			if role != account.Admin && role != account.Agent {
				require.NotContains(t, strings.ToLower(string(a.body)), "canary", "%s %s", role, path)
			}
			reads++
		}
	}
	require.Greater(t, reads, 100)
}

// readOnly is a store that writes nothing but when a session was used last.
type readOnly struct {
	*store.Store
	sessions *store.Store
}

func (r readOnly) SessionUser(ctx context.Context, token string) (account.User, error) {
	return r.sessions.SessionUser(ctx, token)
}
