package workflows_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/store"
)

// world is a real database with one inbox, a channel that records, and a
// responder that answers what begins with "faq".
type world struct {
	dsn   string
	store *store.Store
	// pool is for the test's own questions to the database.
	pool  *pgxpool.Pool
	inbox string
	acts  *activities.Conversation
	sent  *outbox
	agent string
	other string
}

func defaultRules() conversation.Rules {
	return conversation.Rules{Window: 24 * time.Hour, Lease: 5 * time.Minute, KeepOwner: 30 * time.Minute}
}

func newWorld(t *testing.T, rules conversation.Rules) *world {
	t.Helper()
	dsn := devstack.Database(t)
	s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 16})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	pool, err := pgxpool.New(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	w := &world{
		dsn: dsn, store: s, pool: pool, inbox: uuid.NewString(), sent: &outbox{},
		agent: uuid.NewString(), other: uuid.NewString(),
	}
	w.exec(t, `INSERT INTO inboxes (id, name, channel, secrets) VALUES ($1, 'test', 'webhook', '{whsec_dGVzdA==}')`, w.inbox)
	w.acts = &activities.Conversation{
		Mailbox: s, Users: everybody{}, Decisions: unsuspecting{s}, Deliveries: s, Responder: prefixResponder{}, Sender: w.sent,
		Rules: activities.FixedRules(rules), Serving: serving{rules.RemoteEmbedder},
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), MatchTimeout: 5 * time.Second,
	}
	return w
}

// unsuspecting forgets what it was asked before: tests ask the same a thousand
// times.
type unsuspecting struct{ activities.Decisions }

func (u unsuspecting) Burst(ctx context.Context, id string, from, upto int64) (
	responder.Burst, responder.Setup, responder.Past, error,
) {
	burst, setup, past, err := u.Decisions.Burst(ctx, id, from, upto)
	past.Exchanges, past.Asked = nil, 0
	return burst, setup, past, err
}

// everybody may take conversations: no test has to invite agents first.
type everybody struct{}

func (everybody) Strangers(context.Context, []string) ([]string, error) { return nil, nil }

func (w *world) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	_, err := w.pool.Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

// count returns the result of a query for one number.
func (w *world) count(t *testing.T, sql string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, w.pool.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// state returns the row.
func (w *world) state(t *testing.T, conversationID string) conversation.State {
	t.Helper()
	snapshot, err := w.store.ReadMailbox(context.WithoutCancel(t.Context()), conversationID, nil)
	require.NoError(t, err)
	require.True(t, snapshot.Found, "conversation %s", conversationID)
	return snapshot.State
}

// trail returns the conversation's audit trail, oldest first.
func (w *world) trail(t *testing.T, conversationID string) []conversation.Record {
	t.Helper()
	logged, err := w.store.Events(t.Context(), conversationID, 0, 100_000)
	require.NoError(t, err)
	records := make([]conversation.Record, len(logged))
	for i, l := range logged {
		records[len(logged)-1-i] = l.Record
	}
	return records
}

// drops are the reasons of the dropped signals in the audit trail.
func (w *world) drops(t *testing.T, conversationID string) []conversation.Reason {
	t.Helper()
	var reasons []conversation.Reason
	for _, r := range w.trail(t, conversationID) {
		if r.Type == conversation.SignalDropped {
			reasons = append(reasons, r.Reason)
		}
	}
	return reasons
}

// say puts a message of an end user into the mailbox.
func (w *world) say(t *testing.T, m conversation.Inbound) conversation.Accepted {
	t.Helper()
	m.InboxID = w.inbox
	if m.ExternalID == "" {
		m.ExternalID = uuid.NewString()
	}
	accepted, err := w.store.Ingest(t.Context(), []conversation.Inbound{m})
	require.NoError(t, err)
	return accepted[0]
}

// write puts an agent's message into the mailbox.
func (w *world) write(t *testing.T, m conversation.Outbound) conversation.Accepted {
	t.Helper()
	if m.MessageID == "" {
		m.MessageID = uuid.NewString()
	}
	accepted, err := w.store.AppendAgent(t.Context(), m)
	require.NoError(t, err)
	return accepted
}

func (w *world) messageState(t *testing.T, messageID string) conversation.MessageState {
	t.Helper()
	var state string
	require.NoError(t, w.pool.QueryRow(t.Context(), `SELECT state FROM messages WHERE id = $1`, messageID).Scan(&state))
	return conversation.MessageState(state)
}

// outbox is a channel that delivers everything, or does what its script says.
type outbox struct {
	mu     sync.Mutex
	sent   []conversation.Dispatch
	script func(d conversation.Dispatch) conversation.Attempted
}

func (o *outbox) Send(_ context.Context, d conversation.Dispatch) conversation.Attempted {
	o.mu.Lock()
	o.sent = append(o.sent, d)
	script := o.script
	o.mu.Unlock()
	if script != nil {
		return script(d)
	}
	return conversation.Attempted{State: conversation.MessageSent}
}

// do changes the script; nil delivers everything.
func (o *outbox) do(script func(conversation.Dispatch) conversation.Attempted) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.script = script
}

// texts are what was handed to the channel, attempt by attempt; nil for nothing.
func (o *outbox) texts() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var texts []string
	for _, d := range o.sent {
		texts = append(texts, d.Message.Text)
	}
	return texts
}

// serving is what serves: a model of this process or of another machine.
type serving struct{ remote bool }

func (s serving) Serving(context.Context) (faq.Serving, error) {
	return faq.Serving{Remote: s.remote}, nil
}

type prefixResponder struct{}

func (prefixResponder) Respond(
	_ context.Context, b responder.Burst, s responder.Setup, _ responder.Past,
) (responder.Decision, error) {
	text := strings.Join(b.Lines, " ")
	d := faq.Decision{Step: faq.StepFAQ, Model: "test", Reason: faq.ReasonBelowThreshold, Score: 0.1, Threshold: 0.5}
	if strings.HasPrefix(text, "faq") {
		d.Answered, d.Reason, d.Answer, d.Score = true, faq.ReasonMatched, "answer to "+text, 0.9
	}
	decided := responder.Decision{Answered: d.Answered, Answer: d.Answer, Reason: d.Reason, Order: s.Order, FAQ: &d, At: b.At}
	if d.Answered {
		decided.Step = responder.StepFAQ
	}
	return decided, nil
}
