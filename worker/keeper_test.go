package worker

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/jobs"
	"github.com/parleyhq/parley/responder"
)

// waiting is the work that waits.
type waiting struct {
	work responder.Pending
	err  error
}

func (w *waiting) Pending(context.Context, time.Duration) (responder.Pending, error) {
	return w.work, w.err
}

// newKeeper is one on a server of its own, since workflow ids are the same in
// every deployment.
func newKeeper(t *testing.T) (*keeper, *waiting, client.Client) {
	t.Helper()
	server, err := devstack.StartTemporal(t.Context(), devstack.TemporalOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Kill()) })
	quiet := slog.New(slog.DiscardHandler)
	c, err := client.Dial(client.Options{HostPort: server.Addr, Logger: log.NewStructuredLogger(quiet)})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	w := &waiting{}
	return &keeper{pending: w, jobs: jobs.New(c, "nobody"), log: quiet, every: 10 * time.Second}, w, c
}

// openRun returns the id of the run that is open under a workflow id, "" for none.
func openRun(t *testing.T, c client.Client, id string) string {
	t.Helper()
	d, err := c.DescribeWorkflowExecution(t.Context(), id, "")
	var absent *serviceerror.NotFound
	if errors.As(err, &absent) {
		return ""
	}
	require.NoError(t, err)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, d.GetWorkflowExecutionInfo().GetStatus())
	return d.GetWorkflowExecutionInfo().GetExecution().GetRunId()
}

func TestWorkThatWaitsIsStarted(t *testing.T) {
	t.Parallel()
	k, w, c := newKeeper(t)
	file, replay, mailing := uuid.NewString(), uuid.NewString(), uuid.NewString()
	w.work = responder.Pending{Reembed: true, Imports: []string{file}, Replays: []string{replay}, Campaigns: []string{mailing}}
	k.keep(t.Context())
	var runs []string
	for _, id := range []string{responder.ReembedID, responder.ImportID(file), responder.ReplayID(replay), campaign.WorkflowID(mailing)} {
		runs = append(runs, openRun(t, c, id))
		require.NotEmpty(t, runs[len(runs)-1], id)
	}
	require.Empty(t, openRun(t, c, responder.TrainingID))

	// What runs is left alone; what was ended by hand runs again.
	require.NoError(t, c.TerminateWorkflow(t.Context(), responder.ReembedID, "", "by hand"))
	k.keep(t.Context())
	require.NotEqual(t, runs[0], openRun(t, c, responder.ReembedID))
	require.Equal(t, runs[1], openRun(t, c, responder.ImportID(file)))
	require.Equal(t, runs[3], openRun(t, c, campaign.WorkflowID(mailing)))
	rung, err := c.DescribeWorkflowExecution(t.Context(), campaign.WorkflowID(mailing), "")
	require.NoError(t, err)
	require.GreaterOrEqual(t, rung.GetWorkflowExecutionInfo().GetHistoryLength(), int64(4), "a campaign that runs is told all the same")
}

// A training that is older than the FAQs is made anew if that is so for a while:
// the change itself has rung.
func TestATrainingThatStaysOldIsMadeAnew(t *testing.T) {
	t.Parallel()
	k, w, c := newKeeper(t)
	w.work.Training = true
	k.keep(t.Context())
	require.Empty(t, openRun(t, c, responder.TrainingID))
	w.work.Training = false
	k.keep(t.Context())
	w.work.Training = true
	k.keep(t.Context())
	require.Empty(t, openRun(t, c, responder.TrainingID), "that was another change")
	k.keep(t.Context())
	require.NotEmpty(t, openRun(t, c, responder.TrainingID))
}

// Without the database or Temporal the keeper waits for the next time.
func TestTheKeeperBearsFailures(t *testing.T) {
	t.Parallel()
	k, w, c := newKeeper(t)
	w.err = errors.New("connection refused")
	k.keep(t.Context())
	w.err = nil
	w.work.Reembed = true
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	k.keep(ended)
	require.Empty(t, openRun(t, c, responder.ReembedID))
	k.keep(t.Context())
	require.NotEmpty(t, openRun(t, c, responder.ReembedID))
}

// Every change rings; the workflow is started once and hears the rest.
func TestTheBellStartsTraining(t *testing.T) {
	t.Parallel()
	k, _, c := newKeeper(t)
	require.NoError(t, k.jobs.FAQsChanged(t.Context()))
	run := openRun(t, c, responder.TrainingID)
	require.NoError(t, k.jobs.FAQsChanged(t.Context()))
	require.Equal(t, run, openRun(t, c, responder.TrainingID))
}

// The schedule becomes what the settings say, however often a worker starts; one
// that an operator has paused stays so.
func TestTheScheduleOfSuggestions(t *testing.T) {
	t.Parallel()
	_, _, c := newKeeper(t)
	describe := func() *client.ScheduleDescription {
		t.Helper()
		d, err := c.ScheduleClient().GetHandle(t.Context(), responder.SuggestionsSchedule).Describe(t.Context())
		require.NoError(t, err)
		return d
	}
	ensure := func(every time.Duration) {
		t.Helper()
		require.NoError(t, EnsureSuggestions(t.Context(), c, "nobody", every))
	}
	ensure(24 * time.Hour)
	ensure(24 * time.Hour)
	d := describe()
	require.Equal(t, []client.ScheduleIntervalSpec{{Every: 24 * time.Hour, Offset: 3 * time.Hour}}, d.Schedule.Spec.Intervals)
	require.Equal(t, enums.SCHEDULE_OVERLAP_POLICY_SKIP, d.Schedule.Policy.Overlap)
	require.Equal(t, responder.SuggestionsType, d.Schedule.Action.(*client.ScheduleWorkflowAction).Workflow)
	require.Equal(t, 3, d.Info.NextActionTimes[0].UTC().Hour())

	handle := c.ScheduleClient().GetHandle(t.Context(), responder.SuggestionsSchedule)
	require.NoError(t, handle.Pause(t.Context(), client.SchedulePauseOptions{Note: "too many"}))
	ensure(2 * time.Hour)
	d = describe()
	require.Equal(t, []client.ScheduleIntervalSpec{{Every: 2 * time.Hour, Offset: time.Hour}}, d.Schedule.Spec.Intervals)
	require.True(t, d.Schedule.State.Paused)

	ensure(0)
	_, err := handle.Describe(t.Context())
	var absent *serviceerror.NotFound
	require.ErrorAs(t, err, &absent)
	ensure(0)
}
