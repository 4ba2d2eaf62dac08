package api_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	var down error
	b := setup(t, func(_ *api.Config, s *api.Services) {
		s.Checks = append(s.Checks, api.Check{Name: "temporal", Run: func(context.Context) error { return down }})
	})
	require.Equal(t, api.Health{Status: "ok"}, into[api.Health](t, b.do(t, "GET", "/healthz", nil).want(t, 200)))
	ready := into[api.Readiness](t, b.do(t, "GET", "/readyz", nil).want(t, 200))
	require.Equal(t, map[string]api.ReadinessChecks{"postgres": "ok", "temporal": "ok"}, ready.Checks)

	down = errors.New("secret address refused")
	a := b.do(t, "GET", "/readyz", nil).want(t, 503)
	require.Equal(t, api.Readiness{
		Status: "not ready", Checks: map[string]api.ReadinessChecks{"postgres": "ok", "temporal": "failing"},
	}, into[api.Readiness](t, a))
	require.NotContains(t, string(a.body), "secret")
	require.Contains(t, b.log.String(), "secret address refused")
	b.do(t, "GET", "/healthz", nil).want(t, 200)
}

// A check that hangs is a check that fails.
func TestHangingCheck(t *testing.T) {
	t.Parallel()
	b := setup(t, func(_ *api.Config, s *api.Services) {
		s.Checks = []api.Check{{Name: "temporal", Run: func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}}}
	})
	b.do(t, "GET", "/readyz", nil).want(t, 503)
}

func TestSpecificationIsServed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	want, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	a := b.do(t, "GET", "/openapi.yaml", nil).want(t, 200)
	require.Equal(t, string(want), string(a.body))
}

// Who comes with a browser and no path learns what this is.
func TestRoot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	about := into[api.About](t, b.do(t, "GET", "/", nil).want(t, 200))
	require.Equal(t, "Parley", about.Name)
	b.do(t, "GET", about.Specification, nil).want(t, 200)
	b.do(t, "GET", about.Readiness, nil).want(t, 200)
}

// HEAD is GET without the body, with the same credentials.
func TestHead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, session := b.user(t, "asha", account.Agent)
	for _, path := range []string{"/", "/healthz", "/readyz", "/openapi.yaml", "/metrics"} {
		b.do(t, "HEAD", path, nil).want(t, 200)
	}
	b.do(t, "HEAD", "/v1/conversations", nil).want(t, 401)
	b.do(t, "HEAD", "/v1/conversations", nil, session).want(t, 200)
	b.do(t, "HEAD", "/v1/conversations?limit=0", nil, session).want(t, 400)
	b.do(t, "HEAD", "/webhooks/"+nobody, nil).want(t, 404)
	require.Contains(t, b.log.String(), `"method":"HEAD"`)
}

// Routes are counted by their template: ids must not become labels.
func TestRequestMetrics(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, session := b.user(t, "asha", account.Agent)
	b.do(t, "GET", "/v1/conversations/"+nobody, nil, session).want(t, 404)
	b.do(t, "GET", "/v1/conversations/not-an-id", nil, session).want(t, 404)
	b.do(t, "GET", "/no/such/path/1", nil).want(t, 404)
	b.do(t, "BREW", "/no/such/path/2", nil).want(t, 404)
	b.do(t, "PATCH", "/v1/users", nil).want(t, 405)
	metrics := string(b.do(t, "GET", "/metrics", nil).want(t, 200).body)
	require.Contains(t, metrics, `parley_http_request_seconds_count{method="GET",route="/v1/conversations/:id",status="404"} 2`)
	require.Contains(t, metrics, `parley_http_request_seconds_count{method="any",route="none",status="404"} 2`)
	require.NotContains(t, metrics, nobody)
	require.NotContains(t, metrics, "such")
	require.NotContains(t, metrics, "BREW")
}

func TestHeadersOfEveryResponse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, session := b.user(t, "asha", account.Agent)
	for _, path := range []string{"/v1/conversations", "/v1/users", "/v1/nothing", "/healthz", "/"} {
		a := b.do(t, "GET", path, nil, session)
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		} {
			require.Equal(t, value, a.header.Get(name), path)
		}
		require.Equal(t, strings.HasPrefix(path, "/v1/"), a.header.Get("Cache-Control") == "no-store", path)
		require.Empty(t, a.header.Get("Access-Control-Allow-Origin"))
		require.Empty(t, a.header.Get("Server"))
	}
	a := b.do(t, "PATCH", "/v1/users", nil)
	a.problem(t, 405, "method-not-allowed")
	require.Contains(t, a.header.Get("Allow"), "POST")
	require.Empty(t, b.do(t, "HEAD", "/v1/nothing", nil).want(t, 404).body)
}

func TestResponsesAreNamed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.Equal(t, "Abc-123_z", b.do(t, "GET", "/healthz", nil, header{"X-Request-Id", "Abc-123_z"}).header.Get("X-Request-Id"))
	made := map[string]bool{}
	for _, id := range []string{"", strings.Repeat("x", 65), "a b", "a\"b", "<script>", "ä", "a/b"} {
		got := b.do(t, "GET", "/healthz", nil, header{"X-Request-Id", id}).header.Get("X-Request-Id")
		require.Regexp(t, `^[A-Z2-7]{26}$`, got)
		require.False(t, made[got])
		made[got] = true
	}
}

// The log says who asked for what, and nothing of what was said.
func TestAccessLog(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, service := b.inbox(t), b.apiKey(t, account.ScopeIngest, account.ScopeRead)
	b.do(t, "POST", "/v1/inboxes/"+inbox.ID+"/messages", `{"id":"canary-id","from":{"id":"canary-user","name":"Canary Name"},"text":"canary text"}`, service).want(t, 202)
	b.do(t, "GET", "/v1/conversations?q=canary", nil, service).want(t, 200)
	b.do(t, "POST", "/v1/session", api.Login{Email: "canary@example.com", Password: "canary password"}).want(t, 401)
	logged := b.log.String()
	require.NotContains(t, strings.ToLower(logged), "canary")
	require.NotContains(t, logged, strings.TrimPrefix(service.value, "Bearer "))
	require.Contains(t, logged, `"path":"/v1/conversations"`)
	require.Contains(t, logged, `"principal":"key/`)
	require.Contains(t, logged, `"status":202`)
}

// The address of the peer counts, unless a proxy is trusted.
func TestPeer(t *testing.T) {
	t.Parallel()
	forged := []header{{"X-Forwarded-For", "192.0.2.1"}, {"X-Real-IP", "192.0.2.2"}, {"Forwarded", "for=192.0.2.3"}}
	b := setup(t)
	b.do(t, "GET", "/healthz", nil, forged...).want(t, 200)
	require.Contains(t, b.log.String(), `"peer":"127.0.0.1"`)

	_, loopback, err := net.ParseCIDR("127.0.0.0/8")
	require.NoError(t, err)
	b = setup(t, func(c *api.Config, _ *api.Services) { c.TrustedProxies = []*net.IPNet{loopback} })
	b.do(t, "GET", "/healthz", nil, forged...).want(t, 200)
	require.Contains(t, b.log.String(), `"peer":"192.0.2.1"`)
}

// Postgres gone: nobody is told that anything was done.
func TestPostgresGone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, service := b.inbox(t), b.apiKey(t, account.ScopeIngest)
	_, session := b.user(t, "asha", account.Admin)
	id := b.conversation(t, inbox.ID, "user-1", "hello")
	b.workflows.answers(conversation.Result{Granted: true}, nil)
	b.cutOff(t)

	for _, request := range []struct {
		method, path, body string
		credentials        header
	}{
		{"POST", "/v1/inboxes/" + inbox.ID + "/messages", `{"id":"x","from":{"id":"u"},"text":"hi"}`, service},
		{"POST", "/v1/inboxes/" + inbox.ID + "/messages", `{"id":"x","from":{"id":"u"},"text":"hi"}`, service},
		{"POST", "/webhooks/" + inbox.ID, `{}`, header{}},
		{"POST", "/v1/conversations/" + id + "/messages", `{"text":"hi"}`, session},
		{"POST", "/v1/conversations/" + id + "/claim", ``, session},
		{"POST", "/v1/session", `{"email":"asha@example.com","password":"password of asha"}`, header{}},
		{"GET", "/v1/conversations", ``, session},
	} {
		a := b.do(t, request.method, request.path, request.body, request.credentials)
		a.problem(t, 503, "unavailable")
		require.NotEmpty(t, a.header.Get("Retry-After"))
	}
	require.Empty(t, b.bell.rings)
	require.Empty(t, b.workflows.updates)
	b.do(t, "GET", "/readyz", nil).want(t, 503)
	b.do(t, "GET", "/healthz", nil).want(t, 200)
}

// cutOff ends every connection to the database and allows no new one.
func (b *bundle) cutOff(t *testing.T) {
	t.Helper()
	config, err := pgx.ParseConfig(b.dsn)
	require.NoError(t, err)
	name := config.Database
	config.Database = "postgres"
	connection, err := pgx.ConnectConfig(t.Context(), config)
	require.NoError(t, err)
	_, err = connection.Exec(t.Context(), "ALTER DATABASE "+name+" ALLOW_CONNECTIONS false")
	require.NoError(t, err)
	_, err = connection.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
	require.NoError(t, err)
	require.NoError(t, connection.Close(t.Context()))
}

// When the server stops, requests in flight are finished, and then the doorbell
// is drained.
func TestGracefulStop(t *testing.T) {
	t.Parallel()
	inside, proceed := make(chan struct{}), make(chan struct{})
	var services api.Services
	var config api.Config
	b := setup(t, func(c *api.Config, s *api.Services) {
		s.Checks = []api.Check{{Name: "slow", Run: func(context.Context) error {
			close(inside)
			<-proceed
			return nil
		}}}
		config, services = *c, *s
	})
	server, err := api.New(config, services)
	require.NoError(t, err)
	var lc net.ListenConfig
	listener, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()

	answered := make(chan int, 1)
	go func() {
		response, err := http.Get("http://" + listener.Addr().String() + "/readyz")
		if err != nil {
			answered <- 0
			return
		}
		_ = response.Body.Close()
		answered <- response.StatusCode
	}()
	<-inside
	stop()
	require.Eventually(t, func() bool {
		_, err := net.DialTimeout("tcp", listener.Addr().String(), time.Second)
		return err != nil
	}, time.Minute, 5*time.Millisecond, "no new connections")
	require.Zero(t, b.bell.drained())
	close(proceed)
	require.Equal(t, http.StatusOK, <-answered)
	require.NoError(t, <-served)
	require.Equal(t, 1, b.bell.drained())
}

// Half a request is not waited for, and not answered as if it were whole.
func TestHalfRequests(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service := b.apiKey(t, account.ScopeIngest)
	inbox := b.inbox(t)
	address := strings.TrimPrefix(b.url, "http://")
	connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	_, err = io.WriteString(connection, "POST /v1/inboxes/"+inbox.ID+"/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"+
		"Authorization: "+service.value+"\r\nContent-Length: 1000\r\n\r\n"+`{"id":"x",`)
	require.NoError(t, err)
	require.NoError(t, connection.(*net.TCPConn).CloseWrite())
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusBadRequest, response.StatusCode)
	require.NoError(t, response.Body.Close())
	require.NoError(t, connection.Close())
}

// A chunked body has no length to look at beforehand.
func TestEndlessBody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service := b.apiKey(t, account.ScopeIngest)
	endless := io.MultiReader(strings.NewReader(`{"id":"`), bytes.NewReader(bytes.Repeat([]byte("x"), 2<<20)))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/v1/inboxes/"+nobody+"/messages", endless)
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", service.value)
	b.send(t, request).problem(t, 413, "too-large")
	b.do(t, "POST", "/v1/session", `{"email":"`+strings.Repeat("x", 17<<10)+`"}`).problem(t, 413, "too-large")
	zipped := b.do(t, "POST", "/v1/inboxes/"+nobody+"/messages", `{}`, service, header{"Content-Encoding", "gzip"})
	zipped.problem(t, 415, "unsupported-media-type")
}
