package workflows_test

import (
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
)

// stage is the SDK's test environment for a workflow beside the conversations,
// whose activities the test plays.
type stage struct {
	*testsuite.TestWorkflowEnvironment
	t *testing.T
	// world is held by whoever plays a part: activities have goroutines of their own.
	world *sync.Mutex
}

// newStage plays activities, by name, for the workflow with this id.
// Those that share something with the test hold world.
func newStage(t *testing.T, id string, world *sync.Mutex, acts map[string]any) *stage {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestWorkflowEnvironment()
	env.SetStartTime(begin)
	env.SetTestTimeout(time.Minute)
	env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: id, TaskQueue: "test"})
	for name, act := range acts {
		env.RegisterActivityWithOptions(act, activity.RegisterOptions{Name: name})
	}
	return &stage{TestWorkflowEnvironment: env, t: t, world: world}
}

// play runs the workflow to its end and returns how it ended.
func (s *stage) play(workflow any) error {
	s.t.Helper()
	s.ExecuteWorkflow(workflow)
	require.True(s.t, s.IsWorkflowCompleted())
	return s.GetWorkflowError()
}

// after runs do when so much time has passed.
func (s *stage) after(d time.Duration, do func()) {
	s.RegisterDelayedCallback(func() {
		s.world.Lock()
		defer s.world.Unlock()
		do()
	}, d)
}
