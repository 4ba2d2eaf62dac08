package workflows_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/worker"
	"github.com/parleyhq/parley/workflows"
)

// begin is when time-skipping tests start.
var begin = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// skipping is a workflow in the SDK's test environment: real database, engine
// and clock simulated.
type skipping struct {
	*world
	*testsuite.TestWorkflowEnvironment
	t  *testing.T
	id string
}

func newSkipping(t *testing.T, rules conversation.Rules, contact string) *skipping {
	t.Helper()
	w := newWorld(t, rules)
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(begin)
	env.SetTestTimeout(time.Minute)
	worker.Register(env, w.acts)
	id := conversation.ID(w.inbox, contact)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: conversation.WorkflowID(id), TaskQueue: "test"})
	return &skipping{world: w, TestWorkflowEnvironment: env, t: t, id: id}
}

// at runs do after d of workflow time.
func (s *skipping) at(d time.Duration, do func()) { s.RegisterDelayedCallback(do, d) }

// hear stores a message received now and rings.
func (s *skipping) hear(contact string, m conversation.Inbound) {
	m.From = conversation.Sender{ID: contact}
	m.ReceivedAt = s.Now().UTC()
	a := s.say(s.t, m)
	s.SignalWorkflow(conversation.SignalInboundMessage, conversation.InboundSignal{MessageID: a.MessageID, Seq: a.Seq})
}

func (s *skipping) run() {
	s.t.Helper()
	s.ExecuteWorkflow(workflows.Conversation, conversation.Start{})
	require.True(s.t, s.IsWorkflowCompleted())
	require.NoError(s.t, s.GetWorkflowError())
}

func TestTicketFallsInactiveWhenItsWindowEndsAndTheRunSleeps(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	window := defaultRules().Window
	s.at(0, func() { s.hear("asha", conversation.Inbound{Text: "hello"}) })
	s.at(window-time.Millisecond, func() {
		require.Equal(t, conversation.New, s.world.state(t, s.id).Status)
	})
	s.at(window+time.Second, func() {
		require.Equal(t, conversation.Inactive, s.world.state(t, s.id).Status)
	})
	s.run()
	state := s.world.state(t, s.id)
	require.Equal(t, conversation.Inactive, state.Status)
	require.Zero(t, state.InactiveAt)
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM events WHERE type = 'status_changed' AND data->>'to' = 'inactive'`))
	require.WithinDuration(t, begin.Add(window+5*time.Second), s.Now(), time.Second)
}
