package workflows_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/proto"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/worker"
	"github.com/parleyhq/parley/workflows"
)

// begin is when time-skipping tests start.
var begin = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// skipping plays a conversation in the SDK's test environment: real database,
// engine and clock simulated. What is to happen is planned first, with at and
// unheard, and then run, in as many runs of the workflow as it takes.
type skipping struct {
	*world
	t       *testing.T
	contact string
	id      string
	plan    []step
	// env is the open run, nil while the conversation sleeps since closed.
	env    *testsuite.TestWorkflowEnvironment
	closed time.Time
	// runs counts the runs so far, continued those that continued as new.
	runs, continued int
	// largest is the most bytes one run handed to the next.
	largest int
	// logged and counted are what the runs log and count, nil for nothing of it.
	logged  *slog.Logger
	counted client.MetricsHandler
	// asked are the updates that have not been answered yet, by request id.
	asked map[string]ask
}

type step struct {
	at   time.Duration
	do   func()
	wake bool
}

type ask struct {
	name   string
	args   conversation.UpdateRequest
	answer func(conversation.Result)
}

func newSkipping(t *testing.T, rules conversation.Rules, contact string) *skipping {
	t.Helper()
	return newWorld(t, rules).skipping(t, contact)
}

func (w *world) skipping(t *testing.T, contact string) *skipping {
	t.Helper()
	s := &skipping{
		world: w, t: t, contact: contact, id: conversation.ID(w.inbox, contact), asked: map[string]ask{},
	}
	w.acts.Mailbox = &clocked{Mailbox: w.acts.Mailbox, now: s.now}
	return s
}

// clocked is a mailbox that receives what is signalled by value at the world's
// time instead of the database's.
type clocked struct {
	activities.Mailbox
	now func() time.Time
}

func (c *clocked) Ingest(ctx context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error) {
	for i := range batch {
		batch[i].ReceivedAt = c.now()
	}
	return c.Mailbox.Ingest(ctx, batch)
}

func (c *clocked) AppendAgent(ctx context.Context, m conversation.Outbound) (conversation.Accepted, error) {
	m.WrittenAt = c.now()
	return c.Mailbox.AppendAgent(ctx, m)
}

// at plans something that wakes the conversation if it sleeps.
func (s *skipping) at(d time.Duration, do func()) { s.plan = append(s.plan, step{d, do, true}) }

// unheard plans something the workflow is not told of.
func (s *skipping) unheard(d time.Duration, do func()) { s.plan = append(s.plan, step{d, do, false}) }

// now is the time in the conversation's world.
func (s *skipping) now() time.Time {
	if s.env == nil {
		return s.closed
	}
	return s.env.Now().UTC()
}

// elapsed is how long ago the world began.
func (s *skipping) elapsed() time.Duration { return s.now().Sub(begin) }

// put stores a message received now, without ringing.
func (s *skipping) put(m conversation.Inbound) conversation.Accepted {
	m.From = conversation.Sender{ID: s.contact}
	m.ReceivedAt = s.now()
	return s.say(s.t, m)
}

// hear stores a message received now and rings.
func (s *skipping) hear(text string) { s.ring(s.put(conversation.Inbound{Text: text})) }

func (s *skipping) ring(a conversation.Accepted) {
	s.env.SignalWorkflow(conversation.SignalInboundMessage, conversation.InboundSignal{MessageID: a.MessageID, Seq: a.Seq})
}

// reply stores an agent's message written now and rings.
func (s *skipping) reply(agent, text string) conversation.Accepted {
	a := s.write(s.t, conversation.Outbound{ConversationID: s.id, AgentID: agent, Text: text, WrittenAt: s.now()})
	s.env.SignalWorkflow(conversation.SignalAgentMessage, conversation.AgentSignal{MessageID: a.MessageID, Seq: a.Seq})
	return a
}

// update asks, again in the next run if this one ends first, and hands the
// answer over.
func (s *skipping) update(name string, args conversation.UpdateRequest, answer func(conversation.Result)) {
	id := uuid.NewString()
	s.asked[id] = ask{name: name, args: args, answer: answer}
	s.send(id)
}

// granted asks for something that must be granted.
func (s *skipping) granted(name string, args conversation.UpdateRequest) {
	s.update(name, args, func(r conversation.Result) { require.True(s.t, r.Granted, "%s: %+v", name, r) })
}

func (s *skipping) send(id string) {
	q := s.asked[id]
	s.env.UpdateWorkflow(q.name, id, &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: func(err error) { require.NoError(s.t, err, "%s rejected", q.name) },
		OnComplete: func(result any, err error) {
			require.NoError(s.t, err)
			delete(s.asked, id)
			q.answer(result.(conversation.Result))
		},
	}, q.args)
}

// run plays the plan until the conversation sleeps for good.
func (s *skipping) run() {
	s.t.Helper()
	slices.SortStableFunc(s.plan, func(a, b step) int { return int(a.at - b.at) })
	for len(s.plan) > 0 {
		s.closed = begin.Add(s.plan[0].at)
		if next := s.plan[0]; !next.wake {
			s.plan = s.plan[1:]
			next.do()
			continue
		}
		s.period()
	}
}

// period runs the workflow from now until it completes, through every
// continue-as-new. What it did not hear of because it was just completing is
// heard by another run, as a server would have it.
func (s *skipping) period() {
	s.t.Helper()
	start := conversation.Start{}
	for {
		err := s.once(start)
		var again *workflow.ContinueAsNewError
		if errors.As(err, &again) {
			s.continued++
			s.largest = max(s.largest, proto.Size(again.Input))
			start = conversation.Start{}
			require.NoError(s.t, converter.GetDefaultDataConverter().FromPayloads(again.Input, &start))
			continue
		}
		require.NoError(s.t, err)
		if len(s.asked) == 0 && !s.unread() {
			return
		}
		start = conversation.Start{}
	}
}

// once is one run of the workflow.
func (s *skipping) once(start conversation.Start) error {
	s.t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(cmp.Or(s.logged, slog.New(slog.DiscardHandler))))
	suite.SetMetricsHandler(s.counted)
	from := s.closed
	s.env = suite.NewTestWorkflowEnvironment()
	s.env.SetStartTime(from)
	s.env.SetTestTimeout(time.Minute)
	// A busy machine is no deadlock: beside others, with the race detector, a
	// megabyte may take more than the second that is the default.
	s.env.SetWorkerOptions(sdk.Options{DeadlockDetectionTimeout: time.Minute})
	worker.Register(s.env, s.acts)
	s.env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: conversation.WorkflowID(s.id), TaskQueue: "test"})
	for id := range s.asked {
		s.env.RegisterDelayedCallback(func() { s.send(id) }, 0)
	}
	for _, next := range s.plan {
		s.env.RegisterDelayedCallback(func() {
			s.plan = s.plan[1:]
			next.do()
		}, begin.Add(next.at).Sub(from))
	}
	s.env.ExecuteWorkflow(workflows.Conversation, start)
	s.runs++
	require.True(s.t, s.env.IsWorkflowCompleted())
	err := s.env.GetWorkflowError()
	s.closed, s.env = s.now(), nil
	return err
}

func (s *skipping) unread() bool {
	return s.count(s.t, `SELECT count(*) FROM conversations WHERE id = $1 AND applied_seq < last_seq`, s.id) > 0
}
