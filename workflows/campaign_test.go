package workflows_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/workflows"
)

// mailing is what a campaign has to send, as its batches find it.
type mailing struct {
	sync.Mutex
	// batches are what each batch came to; beyond them there is nothing to do.
	batches []activities.CampaignProgress
	// at is when each began, since the start of the run.
	at   []time.Duration
	fail error
}

const someCampaign = "0190c0de-0000-7000-8000-000000000001"

func (m *mailing) stage(t *testing.T) *stage {
	t.Helper()
	var st *stage
	st = newStage(t, campaign.WorkflowID(someCampaign), &m.Mutex, map[string]any{
		"SendCampaign": func(_ context.Context, r activities.CampaignRequest) (activities.CampaignProgress, error) {
			m.Lock()
			defer m.Unlock()
			if r.CampaignID != someCampaign {
				return activities.CampaignProgress{}, errors.New("another campaign")
			}
			m.at = append(m.at, st.Now().Sub(begin))
			if m.fail != nil {
				err := m.fail
				m.fail = nil
				return activities.CampaignProgress{}, err
			}
			if len(m.batches) == 0 {
				return activities.CampaignProgress{Idle: true}, nil
			}
			next := m.batches[0]
			m.batches = m.batches[1:]
			return next, nil
		},
	})
	return st
}

func seconds(at []time.Duration) (list []int) {
	for _, d := range at {
		list = append(list, int(d.Seconds()))
	}
	return list
}

// Batch follows batch; what is due later waits on a timer, and the run ends when
// nothing is left.
func TestACampaignSendsWhatIsDue(t *testing.T) {
	t.Parallel()
	const day = 24 * 60 * 60
	m := &mailing{batches: []activities.CampaignProgress{
		{Attempted: 500}, {Attempted: 100, NextAt: begin.Add(50 * 24 * time.Hour)}, {NextAt: begin.Add(50 * 24 * time.Hour)}, {Attempted: 1},
	}}
	st := m.stage(t)
	require.NoError(t, st.play(workflows.Campaign))
	require.Equal(t, []int{0, 0, 30 * day, 50 * day, 50 * day}, seconds(m.at), "a long wait looks in between")
	require.Equal(t, 50*24*time.Hour+5*time.Second, st.Now().Sub(begin), "the run settles and ends")
}

// A signal is worth a look at once, whatever the run waits for.
func TestACampaignHearsOfMore(t *testing.T) {
	t.Parallel()
	m := &mailing{batches: []activities.CampaignProgress{{NextAt: begin.Add(time.Hour)}, {Attempted: 1}, {Idle: true}, {Attempted: 1}}}
	st := m.stage(t)
	st.after(10*time.Second, func() { st.SignalWorkflow(campaign.SignalChanged, nil) })
	st.after(13*time.Second, func() { st.SignalWorkflow(campaign.SignalChanged, nil) })
	require.NoError(t, st.play(workflows.Campaign))
	require.Equal(t, []int{0, 10, 10, 13, 13}, seconds(m.at))
}

// Two clocks that disagree do not ask each other in circles, and a batch that
// fails is made again.
func TestACampaignNeverSpins(t *testing.T) {
	t.Parallel()
	m := &mailing{batches: []activities.CampaignProgress{{NextAt: begin.Add(-time.Hour)}}, fail: errors.New("the database is away")}
	st := m.stage(t)
	require.NoError(t, st.play(workflows.Campaign))
	require.Equal(t, []int{0, 1, 2}, seconds(m.at))
}

// A long campaign goes on in a new run, and a campaign that is not one ends.
func TestACampaignContinuesAsNew(t *testing.T) {
	t.Parallel()
	m := &mailing{batches: make([]activities.CampaignProgress, 5000)}
	st := m.stage(t)
	st.SetCurrentHistoryLength(2001)
	var again *workflow.ContinueAsNewError
	require.ErrorAs(t, st.play(workflows.Campaign), &again)
	require.Equal(t, campaign.WorkflowType, again.WorkflowType.Name)

	var world sync.Mutex
	require.ErrorContains(t, newStage(t, "campaign/x", &world, nil).play(workflows.Campaign), "WrongWorkflowID")
}
