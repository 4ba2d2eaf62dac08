package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/jobs"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/store"
	"github.com/parleyhq/parley/worker"
)

// campus is where the work beside the conversations is done: a real database, a
// real Temporal server of its own, and two embedders that count.
type campus struct {
	t            *testing.T
	store        *store.Store
	pool         *pgxpool.Pool
	client       client.Client
	jobs         *jobs.Jobs
	matcher      *matcher.Matcher
	small, large *counting
	largeID      string
	// campaigns is what campaigns send.
	campaigns *outbox
	// contents are the ids of files whose content there is.
	contents *shelf
}

// campusQueue is the task queue; the server is the test's own.
const campusQueue = "campus"

func newCampus(t *testing.T) *campus {
	t.Helper()
	dsn := devstack.Database(t)
	s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 8})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	pool, err := pgxpool.New(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	server, err := devstack.StartTemporal(t.Context(), devstack.TemporalOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Kill()) })
	temporal, err := client.Dial(client.Options{
		HostPort: server.Addr, Identity: "test", Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	require.NoError(t, err)
	t.Cleanup(temporal.Close)
	c := &campus{
		t: t, store: s, pool: pool, client: temporal, jobs: jobs.New(temporal, campusQueue),
		campaigns: &outbox{}, contents: &shelf{files: map[string]bool{}},
		small: &counting{model: "small", dimensions: 32}, large: &counting{model: "large/48", dimensions: 48},
	}
	small := faq.Embedder{Kind: faq.EmbedderLocal, Model: "small", Dimensions: 32}
	_, err = s.EnsureEmbedder(t.Context(), small)
	require.NoError(t, err)
	saved, err := s.SaveEmbedder(t.Context(), faq.Embedder{
		Kind: faq.EmbedderOpenAI, BaseURL: "http://127.0.0.1:1/v1", Model: "large", Dimensions: 48,
	})
	require.NoError(t, err)
	c.largeID = saved.ID
	c.matcher, err = matcher.New(matcher.Options{Source: s, Trainings: s, Embedders: c})
	require.NoError(t, err)
	return c
}

// Embedder finds the embedders.
func (c *campus) Embedder(_ context.Context, id string) (embedding.Embedder, error) {
	if id == c.largeID {
		return c.large, nil
	}
	return c.small, nil
}

// Words are none.
func (c *campus) Words(context.Context, string) ([]string, error) { return nil, nil }

// work runs a worker until the returned function, or the test's end, stops it.
func (c *campus) work() (stop func()) {
	c.t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	w := worker.New(worker.Options{
		Client: c.client, TaskQueue: campusQueue, Overdue: c.store, Log: quiet, SweepEvery: time.Hour,
		Pending: c.store,
		Activities: &activities.Conversation{
			Mailbox: c.store, Users: everybody{}, Decisions: c.store, Deliveries: c.store,
			Responder: matcher.NewChain(c.matcher), Serving: c.store, Sender: &outbox{}, Rules: activities.FixedRules(defaultRules()),
			Log: quiet, MatchTimeout: 5 * time.Second,
		},
		Background: &activities.Background{
			Training:    &activities.Training{FAQs: c.store, Words: c, Bell: c.jobs, Log: quiet},
			Importing:   &activities.Importing{Imports: c.store, Matcher: c.matcher, Log: quiet},
			Reembedding: &activities.Reembedding{Stored: c.store, Vectors: c.matcher, Log: quiet},
			Replaying:   activities.NewReplaying(c.store, c.matcher, c, time.Now, quiet),
			Suggesting:  &activities.Suggesting{Suggestions: c.store, Now: time.Now, Log: quiet},
			Campaigning: &activities.Campaigning{Campaigns: c.store, Sender: c.campaigns, Log: quiet, LostAfter: time.Second},
			Erasing:     &activities.Erasing{Erasures: c.store, Contents: c.contents, Histories: c.jobs, Log: quiet},
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.NoError(c.t, <-done)
		}
	}
	c.t.Cleanup(stop)
	return stop
}

// teach saves active FAQs with one question each, made of the words.
func (c *campus) teach(n int, words string) {
	c.t.Helper()
	for i := range n {
		f := faq.New(faq.General, fmt.Sprintf("answer %d to %s", i, words), fmt.Sprintf("what about %s number %d in all?", words, i))
		f.Status = faq.Active
		vectors, err := matcher.Vectors(c.t.Context(), &counting{model: "small", dimensions: 32}, f.Texts())
		require.NoError(c.t, err)
		_, err = c.store.CreateFAQ(c.t.Context(), f, "small", vectors, "")
		require.NoError(c.t, err)
	}
}

// ask has n end users ask about the words, in their own, and waits until the chain
// has looked at all of it.
func (c *campus) ask(n int, words string) {
	c.t.Helper()
	inbox, err := c.store.CreateInbox(c.t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "Support"})
	require.NoError(c.t, err)
	for i := range n {
		accepted, err := c.store.Ingest(c.t.Context(), []conversation.Inbound{{
			InboxID: inbox.ID, From: conversation.Sender{ID: fmt.Sprint("user-", i)}, ExternalID: fmt.Sprint("message-", i),
			Text: fmt.Sprintf("how can I send back my %s after %d days?", words, i),
		}})
		require.NoError(c.t, err)
		_, err = c.client.SignalWithStartWorkflow(c.t.Context(), conversation.WorkflowID(accepted[0].ConversationID),
			conversation.SignalInboundMessage, conversation.InboundSignal{MessageID: accepted[0].MessageID, Seq: accepted[0].Seq},
			client.StartWorkflowOptions{TaskQueue: campusQueue}, conversation.WorkflowType, conversation.Start{})
		require.NoError(c.t, err)
	}
	require.Eventually(c.t, func() bool { return c.count(`SELECT count(*) FROM decisions`) == n }, 30*time.Second, 10*time.Millisecond)
}

// ended waits until the workflow has no open run and returns how it ended.
func (c *campus) ended(id string) enums.WorkflowExecutionStatus {
	c.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		d, err := c.client.DescribeWorkflowExecution(c.t.Context(), id, "")
		require.NoError(c.t, err)
		status := d.GetWorkflowExecutionInfo().GetStatus()
		if status != enums.WORKFLOW_EXECUTION_STATUS_RUNNING {
			return status
		}
		require.True(c.t, time.Now().Before(deadline), "%s does not end: %v", id, d)
	}
}

func (c *campus) completed(id string) {
	c.t.Helper()
	require.Equal(c.t, enums.WORKFLOW_EXECUTION_STATUS_COMPLETED, c.ended(id), id)
}

// details is what the Temporal UI says that the workflow does.
func (c *campus) details(id string) string {
	c.t.Helper()
	answer, err := c.client.QueryWorkflow(c.t.Context(), id, "", "__temporal_workflow_metadata")
	require.NoError(c.t, err)
	var metadata sdkpb.WorkflowMetadata
	require.NoError(c.t, answer.Get(&metadata))
	return metadata.GetCurrentDetails()
}

// history is that of the latest run.
func (c *campus) history(t *testing.T, id string) *history.History {
	t.Helper()
	h := &history.History{}
	events := c.client.GetWorkflowHistory(t.Context(), id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		require.NoError(t, err)
		h.Events = append(h.Events, event)
	}
	return h
}

func (c *campus) count(sql string, args ...any) int {
	c.t.Helper()
	var n int
	require.NoError(c.t, c.pool.QueryRow(c.t.Context(), sql, args...).Scan(&n))
	return n
}

// counting embeds texts by the words in them, counts, and can be held up.
type counting struct {
	model      string
	dimensions int

	mu       sync.Mutex
	embedded int
	// holds says that it is held up once after so many texts: it closes reached and
	// fails when released is closed.
	holds             bool
	after             int
	reached, released chan struct{}
}

// holdAfter makes it fail once after n texts, when released.
func (e *counting) holdAfter(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.holds, e.after = true, n
	e.reached, e.released = make(chan struct{}), make(chan struct{})
}

func (e *counting) Embed(_ context.Context, texts []string) ([][]float32, error) {
	e.mu.Lock()
	held := e.holds && e.embedded >= e.after
	if held {
		e.holds = false
	} else {
		e.embedded += len(texts)
	}
	e.mu.Unlock()
	if held {
		close(e.reached)
		<-e.released
		return nil, errors.New("the worker died here, embedding " + strings.Join(texts, " "))
	}
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = make([]float32, e.dimensions)
		for word := range strings.FieldsSeq(strings.ToLower(text)) {
			h := fnv.New32a()
			_, _ = h.Write([]byte(word))
			for j := range vectors[i] {
				vectors[i][j] += float32(int32(h.Sum32())) / (1 << 31)
				_, _ = h.Write([]byte{byte(j)})
			}
		}
	}
	return vectors, nil
}

func (e *counting) Model() string   { return e.model }
func (e *counting) Dimensions() int { return e.dimensions }

func (e *counting) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.embedded
}
