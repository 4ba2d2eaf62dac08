package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels/webhook"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/files"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/store"
)

func TestMain(m *testing.M) { devstack.Main(m) }

// bundle is a server on a database of its own, with fakes for what is not
// Postgres.
type bundle struct {
	url       string
	dsn       string
	store     *store.Store
	workflows *workflowsFake
	bell      *bellFake
	jobs      *jobsFake
	embedder  *embedderFake
	matcher   *matcher.Matcher
	log       *lockedBuffer
	contract  routers.Router
	// folder is where files lie; none is larger than maxFile.
	folder string
}

const maxFile = 1 << 20

// option changes the server before it starts.
type option func(*api.Config, *api.Services)

func setup(t *testing.T, options ...option) *bundle {
	t.Helper()
	dsn := devstack.Database(t)
	s, err := store.Open(t.Context(), dsn, store.Options{
		MaxConns: 8, IDKey: []byte("a key of tests"), SealKeys: []store.SealKey{{ID: "test", Key: [32]byte{7}}},
		StatementTimeout: time.Minute, // a busy machine is no failure
	})
	require.NoError(t, err)
	t.Cleanup(s.Close)

	b := &bundle{
		dsn: dsn, store: s, workflows: &workflowsFake{}, bell: &bellFake{}, jobs: &jobsFake{},
		embedder: &embedderFake{}, log: &lockedBuffer{}, contract: routes(t),
	}
	m, err := matcher.New(matcher.Options{Source: s, Trainings: s, Embedders: b.embedder})
	require.NoError(t, err)
	b.matcher = m
	_, err = s.EnsureEmbedder(t.Context(), b.embedder.row())
	require.NoError(t, err)
	registry := prometheus.NewRegistry()
	metrics, err := api.NewMetrics(registry)
	require.NoError(t, err)
	public, err := url.Parse("http://127.0.0.1:8080")
	require.NoError(t, err)
	config := api.Config{PublicURL: public}
	services := api.Services{
		Store: s, Passwords: plainPasswords{}, Workflows: b.workflows, Bell: b.bell, Matcher: m,
		Chain: matcher.NewChain(m), Jobs: b.jobs, Embedders: b.embedder,
		Patience:    &api.Patience{Start: time.Second, Finish: 5 * time.Second},
		Channels:    map[conversation.Channel]api.Channel{conversation.ChannelWebhook: webhook.New(webhook.Options{})},
		Unavailable: store.Unavailable, Metrics: metrics, Gatherer: registry,
		Files:  b.library(t),
		Checks: []api.Check{{Name: "postgres", Run: s.Ping}},
		Log:    slog.New(slog.NewJSONHandler(b.log, nil)),
	}
	for _, o := range options {
		o(&config, &services)
	}
	server, err := api.New(config, services)
	require.NoError(t, err)
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	b.url = listening.URL
	return b
}

// library stores files in a folder of the test's own.
func (b *bundle) library(t *testing.T) *files.Library {
	t.Helper()
	b.folder = filepath.Join(t.TempDir(), "files")
	bucket, err := files.OpenFolder(b.folder)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, bucket.Close()) })
	return files.NewLibrary(bucket, b.store, maxFile)
}

// answer is a response, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// into decodes the body.
func into[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal(a.body, &v), "%d %s", a.status, a.body)
	return v
}

// want checks the status, and returns the answer for more.
func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	require.Equal(t, status, a.status, "%s", a.body)
	return a
}

// problem checks the status and the kind of a problem.
func (a answer) problem(t *testing.T, status int, kind string) api.Problem {
	t.Helper()
	require.Equal(t, status, a.status, "%s", a.body)
	require.Equal(t, "application/problem+json", a.header.Get("Content-Type"))
	p := into[api.Problem](t, a)
	require.Equal(t, "urn:parley:problem:"+kind, p.Type)
	require.Equal(t, status, p.Status)
	require.Equal(t, a.header.Get("X-Request-Id"), p.Instance)
	require.NotEmpty(t, p.Detail)
	return p
}

// header is one header of a request.
type header struct{ name, value string }

func bearer(token string) header { return header{"Authorization", "Bearer " + token} }
func key(k string) header        { return header{"Idempotency-Key", k} }

// do makes a request. A body that is no string is sent as JSON; a string is
// sent as it is, as JSON too.
func (b *bundle) do(t *testing.T, method, path string, body any, headers ...header) answer {
	t.Helper()
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	default:
		raw, err := json.Marshal(body)
		require.NoError(t, err)
		reader = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, b.url+path, reader)
	require.NoError(t, err)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		request.Header.Del(h.name)
	}
	for _, h := range headers {
		if h.value != "" {
			request.Header.Add(h.name, h.value)
		}
	}
	return b.send(t, request)
}

func (b *bundle) send(t *testing.T, request *http.Request) answer {
	t.Helper()
	response, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	a := answer{status: response.StatusCode, header: response.Header, body: body}
	b.hold(t, request, a)
	return a
}

// hold checks a response against openapi.yaml.
func (b *bundle) hold(t *testing.T, request *http.Request, a answer) {
	t.Helper()
	if request.Method == http.MethodHead {
		require.Empty(t, a.body)
		return
	}
	request = request.Clone(t.Context())
	request.URL.Scheme, request.URL.Host, request.Host = "", "", ""
	route, parameters, err := b.contract.FindRoute(request)
	if err != nil {
		require.Contains(t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, a.status, "%s %s", request.Method, request.URL)
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: parameters, Route: route},
		Status:                 a.status, Header: a.header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	}
	input.SetBodyBytes(a.body)
	require.NoError(t, openapi3filter.ValidateResponse(t.Context(), input), "%s %s: %d %s", request.Method, request.URL, a.status, a.body)
}

// user creates a user with roles and returns them and a session token.
func (b *bundle) user(t *testing.T, name string, roles ...account.Role) (account.User, header) {
	t.Helper()
	hash, err := plainPasswords{}.Hash(t.Context(), "password of "+name)
	require.NoError(t, err)
	user, err := b.store.CreateUser(t.Context(), account.NewUser{
		Profile: account.Profile{Email: name + "@example.com", Name: strings.ToUpper(name[:1]) + name[1:]},
		Roles:   roles, PasswordHash: hash,
	})
	require.NoError(t, err)
	session, err := b.store.CreateSession(t.Context(), user.ID)
	require.NoError(t, err)
	return user, bearer(session.Token)
}

// apiKey creates an API key.
func (b *bundle) apiKey(t *testing.T, scopes ...account.Scope) header {
	t.Helper()
	_, secret, err := b.store.CreateAPIKey(t.Context(), "service", scopes)
	require.NoError(t, err)
	return bearer(secret)
}

// inbox creates an inbox.
func (b *bundle) inbox(t *testing.T) conversation.Inbox {
	t.Helper()
	inbox, err := b.store.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "Shop"})
	require.NoError(t, err)
	return inbox
}

// conversation ingests a message of a new end user and returns the
// conversation's id.
func (b *bundle) conversation(t *testing.T, inboxID, from, text string) string {
	t.Helper()
	accepted, err := b.store.Ingest(t.Context(), []conversation.Inbound{{
		InboxID: inboxID, From: conversation.Sender{ID: from, Name: "Name of " + from},
		ExternalID: from + "/" + text, Text: text,
	}})
	require.NoError(t, err)
	return accepted[0].ConversationID
}

// commit writes a conversation's state as its workflow would.
func (b *bundle) commit(t *testing.T, id string, change func(*conversation.State)) {
	t.Helper()
	snapshot, err := b.store.ReadMailbox(t.Context(), id, nil)
	require.NoError(t, err)
	change(&snapshot.State)
	committed, err := b.store.Commit(t.Context(), conversation.Change{State: snapshot.State})
	require.NoError(t, err)
	require.False(t, committed.Conflict)
}

// exec runs a statement past the store.
func (b *bundle) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), b.dsn)
	require.NoError(t, err)
	_, err = connection.Exec(t.Context(), statement, args...)
	require.NoError(t, err)
	require.NoError(t, connection.Close(t.Context()))
}

const nobody = "00000000-0000-4000-8000-000000000000"

// lockedBuffer collects the log.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.String()
}

// plainPasswords spares the tests argon2id's tenth of a second.
type plainPasswords struct{}

func (plainPasswords) Hash(_ context.Context, password string) (string, error) {
	if err := account.CheckPassword(password); err != nil {
		return "", err
	}
	return "plain:" + password, nil
}

func (plainPasswords) Matches(_ context.Context, hash, password string) (bool, error) {
	return hash == "plain:"+password, nil
}
