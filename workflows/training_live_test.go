package workflows_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// trained waits until the training that serves is of the revision that there is.
func (c *campus) trained() faq.Matching {
	c.t.Helper()
	c.completed(responder.TrainingID)
	m, err := c.store.GetMatching(c.t.Context())
	require.NoError(c.t, err)
	require.NotNil(c.t, m.Training)
	require.Equal(c.t, m.Serving.Revision, m.Training.Revision)
	return m
}

func TestAChangeOfTheFAQsIsTrainedFor(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.work()
	c.teach(12, "parcels")
	require.NoError(t, c.jobs.FAQsChanged(t.Context()))
	first := c.trained()
	require.Equal(t, 12, first.Training.Questions)
	require.Contains(t, c.details(responder.TrainingID), "Trained on 12 questions of 12 FAQs, revision ")

	c.teach(1, "refunds")
	require.NoError(t, c.jobs.FAQsChanged(t.Context()))
	second := c.trained()
	require.NotEqual(t, first.Training.ID, second.Training.ID)
	require.Equal(t, 13, second.Training.Questions)

	setup, err := c.store.Setup(t.Context())
	require.NoError(t, err)
	d, _, err := c.matcher.Match(context.Background(), setup.Serving, []string{"what about refunds number 0 in all?"})
	require.NoError(t, err)
	require.Equal(t, second.Training.ID, d.TrainingID)
	require.True(t, d.Answered, "%+v", d)
}

// Every FAQ may be gone.
func TestAnEmptySetIsTrainedFor(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.work()
	require.NoError(t, c.jobs.FAQsChanged(t.Context()))
	require.Zero(t, c.trained().Training.Questions)
	waits, err := c.store.Pending(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, responder.Pending{Imports: []string{}, Replays: []string{}, Campaigns: []string{}, Erasures: []string{}}, waits)
}
