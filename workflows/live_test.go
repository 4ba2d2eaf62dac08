package workflows_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/worker"
)

// live is a world with a real Temporal server and a worker of its own. Its
// methods may be called by several goroutines of the test that made it.
type live struct {
	*world
	t      *testing.T
	client client.Client
	// temporal is the API's way to the workflows.
	temporal *api.Temporal
	queue    string
}

func newLive(t *testing.T, rules conversation.Rules) *live {
	t.Helper()
	return newLiveAt(t, rules, devstack.Temporal(t))
}

// newLiveAt uses the server at addr.
func newLiveAt(t *testing.T, rules conversation.Rules, addr string) *live {
	t.Helper()
	w := newWorld(t, rules)
	// The sweeper must not help: what is lost must be missed.
	w.acts.Log = slog.New(slog.DiscardHandler)
	c, err := client.Dial(client.Options{
		HostPort: addr, Identity: "test", Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	l := &live{world: w, t: t, client: c, queue: "test-" + uuid.NewString()}
	l.temporal = api.NewTemporal(c, l.queue)
	l.startWorker()
	return l
}

// startWorker runs a worker until the test ends or the returned function stops it.
func (l *live) startWorker() (stop func()) {
	l.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	w := worker.New(worker.Options{
		Client: l.client, TaskQueue: l.queue, Activities: l.acts, Overdue: l.store,
		Log: slog.New(slog.DiscardHandler), SweepEvery: time.Hour,
	})
	go func() { done <- w.Run(ctx) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.NoError(l.t, <-done)
		}
	}
	l.t.Cleanup(stop)
	return stop
}

// hear stores a message of a contact and rings; it returns the conversation.
func (l *live) hear(contact, text string) conversation.Accepted {
	l.t.Helper()
	a := l.say(l.t, conversation.Inbound{From: conversation.Sender{ID: contact}, Text: text})
	l.ring(a, conversation.SignalInboundMessage)
	return a
}

func (l *live) ring(a conversation.Accepted, signal string) {
	l.t.Helper()
	require.NoError(l.t, l.temporal.Signal(l.t.Context(), a, signal))
}

// signal sends a signal by value, as a backend service does.
func (l *live) signal(id, name string, payload any) {
	l.t.Helper()
	_, err := l.client.SignalWithStartWorkflow(l.t.Context(), conversation.WorkflowID(id), name, payload,
		client.StartWorkflowOptions{TaskQueue: l.queue}, conversation.WorkflowType, conversation.Start{})
	require.NoError(l.t, err)
}

// reply stores an agent's message and rings.
func (l *live) reply(id, agent, text string) conversation.Accepted {
	l.t.Helper()
	a := l.write(l.t, conversation.Outbound{ConversationID: id, AgentID: agent, Text: text})
	l.ring(a, conversation.SignalAgentMessage)
	return a
}

func (l *live) update(id, name string, req conversation.UpdateRequest) conversation.Result {
	l.t.Helper()
	return l.updateAs(uuid.NewString(), id, name, req)
}

// updateAs asks as the API does: again under the same request id, as long as the
// engine says that it may be asked again.
func (l *live) updateAs(requestID, id, name string, req conversation.UpdateRequest) conversation.Result {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), 30*time.Second)
	defer cancel()
	result, err := l.temporal.Update(ctx, id, requestID, name, req)
	require.NoError(l.t, err)
	return result
}

// eventually polls the row until it is as wanted.
func (l *live) eventually(id, what string, ok func(conversation.State) bool) conversation.State {
	l.t.Helper()
	var state conversation.State
	require.Eventually(l.t, func() bool {
		state = l.state(l.t, id)
		return ok(state)
	}, time.Minute, 10*time.Millisecond, what)
	return state
}

// asleep waits until no run of the conversation is open.
func (l *live) asleep(id string) {
	l.t.Helper()
	require.Eventually(l.t, func() bool {
		d, err := l.client.DescribeWorkflowExecution(l.t.Context(), conversation.WorkflowID(id), "")
		require.NoError(l.t, err)
		return d.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
	}, time.Minute, 50*time.Millisecond, "the run completes")
}

func TestTheLifeOfAConversation(t *testing.T) {
	t.Parallel()
	l := newLive(t, defaultRules())

	a := l.hear("asha", "faq where is my order")
	id := a.ConversationID
	state := l.eventually(id, "answered", func(s conversation.State) bool { return s.Cursor == 1 && s.AnswerFrom == 0 })
	require.Equal(t, conversation.New, state.Status)
	require.Eventually(t, func() bool { return len(l.sent.texts()) == 1 }, time.Minute, 10*time.Millisecond)
	require.Equal(t, []string{"answer to faq where is my order"}, l.sent.texts())

	granted := l.update(id, conversation.UpdateClaim, conversation.UpdateRequest{UserID: l.agent})
	require.Equal(t, conversation.Result{Granted: true, OwnerID: l.agent, Status: conversation.New}, granted)
	refused := l.update(id, conversation.UpdateClaim, conversation.UpdateRequest{UserID: l.other})
	require.Equal(t, conversation.Result{OwnerID: l.agent, Status: conversation.New, Reason: conversation.NotOwner}, refused)

	l.reply(id, l.agent, "I am looking into it")
	l.eventually(id, "active", func(s conversation.State) bool { return s.Status == conversation.Active })
	late := l.reply(id, l.other, "me too")
	l.eventually(id, "refused", func(s conversation.State) bool { return s.Cursor == late.Seq })
	require.Equal(t, conversation.MessageRefused, l.messageState(t, late.MessageID))
	require.Equal(t, 1, l.count(t, `SELECT count(*) FROM drafts WHERE user_id = $1 AND text = 'me too'`, l.other))

	l.hear("asha", "faq thanks")
	l.eventually(id, "pending", func(s conversation.State) bool { return s.Status == conversation.Pending })

	closed := l.update(id, conversation.UpdateClose, conversation.UpdateRequest{UserID: l.agent, Status: conversation.Resolved})
	require.Equal(t, conversation.Result{Granted: true, Status: conversation.Resolved}, closed)
	l.asleep(id)
	require.Equal(t, []string{"answer to faq where is my order", "I am looking into it"}, l.sent.texts())

	l.hear("asha", "one more thing")
	state = l.eventually(id, "awake", func(s conversation.State) bool { return s.Ticket == 2 })
	require.Equal(t, conversation.New, state.Status)
	require.Equal(t, l.agent, state.PreviousOwnerID)
	require.Empty(t, state.OwnerID)
}
