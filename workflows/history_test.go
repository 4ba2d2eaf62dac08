package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/parleyhq/parley/conversation"
)

// histories returns the histories of all runs of a conversation,
// latest first.
func (l *live) histories(t *testing.T, id string) []*history.History {
	t.Helper()
	var all []*history.History
	for _, run := range l.runIDs(t, id) {
		h := &history.History{}
		events := l.client.GetWorkflowHistory(t.Context(), conversation.WorkflowID(id), run, false,
			enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for events.HasNext() {
			event, err := events.Next()
			require.NoError(t, err)
			h.Events = append(h.Events, event)
		}
		all = append(all, h)
	}
	return all
}

// runIDs lists the runs of a conversation, once visibility knows the one that
// is current.
func (l *live) runIDs(t *testing.T, id string) []string {
	t.Helper()
	current, err := l.client.DescribeWorkflowExecution(t.Context(), conversation.WorkflowID(id), "")
	require.NoError(t, err)
	latest := current.GetWorkflowExecutionInfo().GetExecution().GetRunId()
	var runs []string
	require.Eventually(t, func() bool {
		runs = l.listed(t, `WorkflowId = "`+conversation.WorkflowID(id)+`"`)
		for _, run := range runs {
			if run == latest {
				return true
			}
		}
		return false
	}, time.Minute, 50*time.Millisecond, "visibility knows the current run")
	return runs
}

// listed returns the runs that visibility finds.
func (l *live) listed(t *testing.T, query string) []string {
	t.Helper()
	var runs []string
	var token []byte
	for {
		page, err := l.client.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
			Query: query, PageSize: 1000, NextPageToken: token,
		})
		require.NoError(t, err)
		for _, e := range page.GetExecutions() {
			runs = append(runs, e.GetExecution().GetRunId())
		}
		if token = page.GetNextPageToken(); len(token) == 0 {
			return runs
		}
	}
}

// size returns how many events and how many signals a history holds.
func size(h *history.History) (events, signals int) {
	for _, e := range h.GetEvents() {
		if e.GetEventType() == enums.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED {
			signals++
		}
	}
	return len(h.GetEvents()), signals
}
