package worker_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/store"
	"github.com/parleyhq/parley/worker"
)

func TestMain(m *testing.M) { devstack.Main(m) }

// bundle is a database, a Temporal server and a task queue without a worker.
type bundle struct {
	*store.Store
	raw    *pgxpool.Pool
	client client.Client
	queue  string
	inbox  string
	sent   *sent
	log    *slog.Logger
	// gate holds up every read of a mailbox until it is closed.
	gate chan struct{}
	// sweeps counts the sweeps of all workers.
	sweeps atomic.Int64
}

func setup(t *testing.T) *bundle {
	t.Helper()
	dsn := devstack.Database(t)
	s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 8})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	raw, err := pgxpool.New(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(raw.Close)
	c, err := client.Dial(client.Options{
		HostPort: devstack.Temporal(t), Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	inbox, err := s.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "Support"})
	require.NoError(t, err)
	return &bundle{
		Store: s, raw: raw, client: c, queue: "test-" + uuid.NewString(), inbox: inbox.ID,
		sent: &sent{}, log: slog.New(slog.DiscardHandler), gate: make(chan struct{}),
	}
}

// work runs a worker, whose sweeper looks often, until the test ends.
func (b *bundle) work(t *testing.T) {
	t.Helper()
	w := worker.New(worker.Options{
		Client: b.client, TaskQueue: b.queue, Overdue: counted{b}, Log: b.log,
		Activities: &activities.Conversation{
			Mailbox: gated{b.Store, b.gate}, Users: everybody{}, Decisions: b.Store, Deliveries: b.Store, Responder: silent{}, Serving: silent{}, Sender: b.sent,
			Rules: activities.FixedRules{Window: 24 * time.Hour, Lease: 5 * time.Minute, Settle: 10 * time.Millisecond},
			Log:   slog.New(slog.DiscardHandler), MatchTimeout: time.Second,
		},
		SweepEvery: 20 * time.Millisecond, SweepAge: time.Minute,
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
}

func (b *bundle) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := b.raw.Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

// becomes waits until a query returns 1.
func (b *bundle) becomes(t *testing.T, what, sql string, args ...any) {
	t.Helper()
	require.Eventually(t, func() bool {
		var n int
		return b.raw.QueryRow(t.Context(), sql, args...).Scan(&n) == nil && n == 1
	}, 30*time.Second, 10*time.Millisecond, what)
}

// unheard stores a message without ringing, an hour ago.
func (b *bundle) unheard(t *testing.T, contact string) string {
	t.Helper()
	accepted, err := b.Ingest(t.Context(), []conversation.Inbound{{
		InboxID: b.inbox, From: conversation.Sender{ID: contact}, ExternalID: uuid.NewString(), Text: "hello",
		ReceivedAt: time.Now().Add(-time.Hour),
	}})
	require.NoError(t, err)
	return accepted[0].ConversationID
}

func TestALostDoorbellIsRungOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var ids []string
	for i := range 20 {
		ids = append(ids, b.unheard(t, fmt.Sprint("contact ", i)))
	}
	b.work(t)
	b.work(t)
	b.swept(t, 20)
	for _, id := range ids {
		require.Equal(t, 1, b.rings(t, id))
	}
	close(b.gate)
	for _, id := range ids {
		b.becomes(t, "applied", `SELECT count(*) FROM conversations WHERE id = $1 AND applied_seq = 1 AND status = 'new'`, id)
	}
}

// swept waits for so many sweeps from now on.
func (b *bundle) swept(t *testing.T, n int64) {
	t.Helper()
	enough := b.sweeps.Load() + n
	require.Eventually(t, func() bool { return b.sweeps.Load() >= enough }, 30*time.Second, 10*time.Millisecond)
}

// rings counts the signals of a conversation's only run.
func (b *bundle) rings(t *testing.T, id string) int {
	t.Helper()
	n := 0
	events := b.client.GetWorkflowHistory(t.Context(), conversation.WorkflowID(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		require.NoError(t, err)
		if event.GetEventType() == enums.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED {
			n++
		}
	}
	return n
}

// A run that was terminated by hand misses its deadline; the sweeper starts
// another, which catches up, once.
func TestALostRunIsStartedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	close(b.gate)
	id := b.unheard(t, "asha")
	b.work(t)
	// With the burst dealt with, nothing is under way that would write the row.
	b.becomes(t, "applied", `SELECT count(*) FROM conversations WHERE id = $1 AND applied_seq = 1 AND answer_from = 0`, id)
	require.NoError(t, b.client.TerminateWorkflow(t.Context(), conversation.WorkflowID(id), "", "by hand"))
	b.exec(t, `UPDATE conversations SET inactive_at = now() - interval '1 hour', wake_at = now() - interval '1 hour'`)
	b.becomes(t, "inactive", `SELECT count(*) FROM conversations WHERE id = $1 AND status = 'inactive' AND wake_at IS NULL`, id)
	b.becomes(t, "one entry", `SELECT count(*) FROM events WHERE conversation_id = $1 AND data->>'to' = 'inactive'`, id)
}

// A message that was accepted and not delivered goes out, once.
func TestAStuckOutboxIsDelivered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.unheard(t, "asha")
	agent := uuid.NewString()
	a, err := b.AppendAgent(t.Context(), conversation.Outbound{
		ConversationID: id, MessageID: uuid.NewString(), AgentID: agent, Text: "on it", WrittenAt: time.Now().Add(-30 * time.Minute),
	})
	require.NoError(t, err)
	snapshot, err := b.ReadMailbox(t.Context(), id, nil)
	require.NoError(t, err)
	state := snapshot.State
	state.Cursor, state.Status, state.Ticket, state.OwnerID = 2, conversation.Active, 1, agent
	state.InactiveAt = time.Now().Add(23 * time.Hour)
	_, err = b.Commit(t.Context(), conversation.Change{State: state, WakeAt: state.InactiveAt})
	require.NoError(t, err)
	b.work(t)
	b.swept(t, 10)
	require.Equal(t, 1, b.rings(t, id))
	close(b.gate)
	b.becomes(t, "sent", `SELECT count(*) FROM messages WHERE id = $1 AND state = 'sent'`, a.MessageID)
	require.Equal(t, []string{"on it"}, b.sent.all())
}

// While Temporal is away the sweeper keeps quiet, or every vain ring would make
// the next one later.
func TestTheSweeperWaitsForTemporal(t *testing.T) {
	t.Parallel()
	server, err := devstack.StartTemporal(t.Context(), devstack.TemporalOptions{})
	require.NoError(t, err)
	b := setup(t)
	b.client, err = client.Dial(client.Options{
		HostPort: server.Addr, Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	require.NoError(t, err)
	t.Cleanup(b.client.Close)
	complaints := make(chan string, 1000)
	b.log = slog.New(complaining{complaints})
	b.work(t)
	b.swept(t, 1)
	require.NoError(t, server.Kill())
	id := b.unheard(t, "asha")
	require.Eventually(t, func() bool {
		select {
		case said := <-complaints:
			return said == "sweeper cannot reach Temporal"
		default:
			return false
		}
	}, 30*time.Second, time.Millisecond)
	b.becomes(t, "no attempt is used up", `SELECT count(*) FROM conversations WHERE id = $1 AND sweep_attempts = 0`, id)
}

// complaining is a log that passes messages on.
type complaining struct{ to chan<- string }

func (complaining) Enabled(context.Context, slog.Level) bool { return true }
func (c complaining) WithAttrs([]slog.Attr) slog.Handler     { return c }
func (c complaining) WithGroup(string) slog.Handler          { return c }
func (c complaining) Handle(_ context.Context, r slog.Record) error {
	select {
	case c.to <- r.Message:
	default:
	}
	return nil
}

type gated struct {
	activities.Mailbox
	gate <-chan struct{}
}

func (g gated) ReadMailbox(ctx context.Context, id string, requests []string) (conversation.Snapshot, error) {
	select {
	case <-g.gate:
		return g.Mailbox.ReadMailbox(ctx, id, requests)
	case <-ctx.Done():
		return conversation.Snapshot{}, ctx.Err()
	}
}

type counted struct{ *bundle }

func (c counted) Sweep(
	ctx context.Context, age time.Duration, limit int, ring func(context.Context, []conversation.Overdue) []string,
) (int, error) {
	defer c.sweeps.Add(1)
	return c.Store.Sweep(ctx, age, limit, ring)
}

type silent struct{}

func (silent) Respond(
	_ context.Context, b responder.Burst, s responder.Setup, _ responder.Past,
) (responder.Decision, error) {
	return responder.Decision{Reason: faq.ReasonNoFAQ, Order: s.Order, At: b.At}, nil
}

func (silent) Serving(context.Context) (faq.Serving, error) { return faq.Serving{}, nil }

type everybody struct{}

func (everybody) Strangers(context.Context, []string) ([]string, error) { return nil, nil }

// sent is a channel that takes everything.
type sent struct {
	mu    sync.Mutex
	texts []string
}

func (s *sent) Send(_ context.Context, d conversation.Dispatch) conversation.Attempted {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts = append(s.texts, d.Message.Text)
	return conversation.Attempted{State: conversation.MessageSent}
}

func (s *sent) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.texts)
}
