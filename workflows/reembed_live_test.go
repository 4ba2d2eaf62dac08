package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"

	"github.com/parleyhq/parley/responder"
)

// takeOver has the large model take over.
func (c *campus) takeOver() {
	c.t.Helper()
	require.NoError(c.t, c.store.BeginReembed(c.t.Context(), c.largeID, ""))
	require.NoError(c.t, c.jobs.StartReembed(c.t.Context()))
}

// A worker that stops half-way loses a batch, what is saved meanwhile is embedded
// too, and the old model answers until everything is there.
func TestAChangeOfTheModelSurvivesItsWorker(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.teach(400, "parcels")
	c.large.holdAfter(200)
	first := c.work()
	c.takeOver()
	<-c.large.reached
	waits, err := c.store.Pending(t.Context(), 0)
	require.NoError(t, err)
	require.True(t, waits.Reembed)
	serving, err := c.store.Serving(t.Context())
	require.NoError(t, err)
	require.Equal(t, "small", serving.Model)
	d, _, err := c.matcher.Match(context.Background(), serving, []string{"what about parcels number 7 in all?"})
	require.NoError(t, err)
	require.NotEmpty(t, d.Candidates)

	close(c.large.released)
	first()
	c.teach(3, "refunds")
	c.work()
	c.completed(responder.ReembedID)
	serving, err = c.store.Serving(t.Context())
	require.NoError(t, err)
	require.Equal(t, "large/48", serving.Model)
	require.True(t, serving.Remote)
	require.NotEmpty(t, serving.TrainingID)
	require.Equal(t, 403, c.large.count(), "nothing was embedded twice")
	require.Equal(t, "large answers now.", c.details(responder.ReembedID))
	c.trained()
}

func TestAChangeOfTheModelCanBeCalledOff(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.teach(100, "parcels")
	c.large.holdAfter(64)
	c.work()
	c.takeOver()
	<-c.large.reached
	require.NoError(t, c.client.CancelWorkflow(t.Context(), responder.ReembedID, ""))
	close(c.large.released)
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_CANCELED, c.ended(responder.ReembedID))
	m, err := c.store.GetMatching(t.Context())
	require.NoError(t, err)
	require.Nil(t, m.Reembedding)
	require.Equal(t, "small", m.Serving.Model)
	require.Eventually(t, func() bool {
		waits, err := c.store.Pending(t.Context(), 0)
		return err == nil && !waits.Reembed
	}, time.Minute, 10*time.Millisecond)
}
