package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/internal/fakes/webhookapp"
)

// cluster is a whole deployment of real processes on durable servers, with a
// fake customer app at its end.
type cluster struct {
	t        *testing.T
	dir      string
	postgres *devstack.PostgresServer
	pgPort   int
	temporal *devstack.TemporalServer
	pool     *pgxpool.Pool
	env      []string
	api      *process
	url      string
	app      *webhookapp.App
	inbox    string
	key      string
	admin    string
}

const (
	adminEmail    = "admin@example.com"
	adminPassword = "correct horse battery"
)

func newCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{t: t, dir: t.TempDir(), pgPort: devstack.FreePort(t)}
	c.startPostgres()
	require.NoError(t, c.postgres.EnsureDatabase(t.Context(), "parley"))
	pool, err := pgxpool.New(t.Context(), c.postgres.DSN("parley"))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	c.pool = pool
	c.startTemporal(0)

	port := devstack.FreePort(t)
	c.url = fmt.Sprintf("http://127.0.0.1:%d", port)
	model, err := filepath.Abs("../../.tools/model")
	require.NoError(t, err)
	c.env = append(withoutParley(os.Environ()),
		"PARLEY_DATABASE_URL="+c.postgres.DSN("parley"),
		fmt.Sprintf("PARLEY_ADDR=127.0.0.1:%d", port),
		"PARLEY_MODEL_DIR="+model,
		"PARLEY_DEBOUNCE=0s",
		// Several clusters share the machine, and a match that is late counts as failed.
		"PARLEY_MATCH_TIMEOUT=8s", // the most there is
		"PARLEY_ALLOW_PRIVATE_WEBHOOKS=true",
		"PARLEY_BOOTSTRAP_ADMIN_EMAIL="+adminEmail,
		"PARLEY_BOOTSTRAP_ADMIN_PASSWORD="+adminPassword,
		"TEMPORAL_ADDRESS="+c.temporal.Addr,
	)
	migrate := startProcess(t, c.env, "migrate")
	<-migrate.exited
	require.Zero(t, migrate.cmd.ProcessState.ExitCode(), migrate.output.tail(4000))
	c.startAPI()
	c.seed()
	return c
}

func (c *cluster) startPostgres() {
	c.t.Helper()
	server, err := devstack.StartPostgres(c.t.Context(), devstack.PostgresOptions{
		Dir: filepath.Join(c.dir, "postgres"), Port: c.pgPort,
	})
	require.NoError(c.t, err)
	c.postgres = server
	c.t.Cleanup(func() { _ = server.Kill() })
}

// startTemporal starts the engine on its file, on the port it had before.
func (c *cluster) startTemporal(port int) {
	c.t.Helper()
	server, err := devstack.StartTemporal(c.t.Context(), devstack.TemporalOptions{
		DBFile: filepath.Join(c.dir, "temporal.db"), Port: port,
	})
	require.NoError(c.t, err)
	c.temporal = server
	c.t.Cleanup(func() { _ = server.Kill() })
}

func (c *cluster) temporalPort() int {
	_, port, err := net.SplitHostPort(c.temporal.Addr)
	require.NoError(c.t, err)
	var n int
	_, err = fmt.Sscan(port, &n)
	require.NoError(c.t, err)
	return n
}

func (c *cluster) startAPI() {
	c.t.Helper()
	c.api = startProcess(c.t, c.env, "api")
	require.Eventually(c.t, func() bool {
		status, _, err := c.try("GET", "/healthz", "", nil)
		return err == nil && status == http.StatusOK
	}, time.Minute, 50*time.Millisecond, "the API answers")
}

func (c *cluster) startWorker() *process { c.t.Helper(); return startProcess(c.t, c.env, "worker") }

// seed makes an inbox that delivers to the fake app, a key, and one FAQ.
func (c *cluster) seed() {
	c.t.Helper()
	var session struct{ Token string }
	c.do("POST", "/v1/session", "", map[string]any{"email": adminEmail, "password": adminPassword}, &session)
	c.admin = session.Token
	var inbox struct {
		ID     string
		Secret string
	}
	// The app needs the secret, and the inbox the app's address.
	c.do("POST", "/v1/inboxes", c.admin, map[string]any{"name": "faults", "channel": "webhook"}, &inbox)
	c.inbox = inbox.ID
	c.app = webhookapp.New(webhookapp.Options{Secrets: []string{inbox.Secret}})
	c.t.Cleanup(c.app.Close)
	c.do("PUT", "/v1/inboxes/"+inbox.ID, c.admin,
		map[string]any{"name": "faults", "config": map[string]any{"delivery_url": c.app.URL()}}, nil)
	var key struct{ Key string }
	c.do("POST", "/v1/api-keys", c.admin, map[string]any{"name": "faults", "scopes": []string{"ingest", "read"}}, &key)
	c.key = key.Key
	c.do("POST", "/v1/faqs", c.admin, map[string]any{
		"type": "general", "question": question, "answer": "It is on its way.", "status": "active",
	}, nil)
}

// question is what the one FAQ answers.
const question = "Where is my order right now?"

// do makes a request that has to succeed.
func (c *cluster) do(method, path, token string, body, out any) {
	c.t.Helper()
	status, answer, err := c.try(method, path, token, body)
	require.NoError(c.t, err)
	require.Less(c.t, status, 300, "%s %s: %s", method, path, answer)
	if out != nil {
		require.NoError(c.t, json.Unmarshal(answer, out))
	}
}

func (c *cluster) try(method, path, token string, body any) (int, []byte, error) {
	var content io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		content = bytes.NewReader(encoded)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, content)
	if err != nil {
		return 0, nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// column returns the rows of a one-column query.
func column[T any](c *cluster, sql string, args ...any) []T {
	c.t.Helper()
	rows, err := c.pool.Query(c.t.Context(), sql, args...)
	require.NoError(c.t, err)
	values, err := pgx.CollectRows(rows, pgx.RowTo[T])
	require.NoError(c.t, err)
	return values
}

func withoutParley(env []string) []string {
	var kept []string
	for _, kv := range env {
		if !strings.HasPrefix(kv, "PARLEY_") && !strings.HasPrefix(kv, "TEMPORAL_") {
			kept = append(kept, kv)
		}
	}
	return kept
}
