package campaign_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/campaign"
)

func TestStatusTable(t *testing.T) {
	t.Parallel()
	const no = campaign.Status("")
	actions := []campaign.Action{campaign.Launch, campaign.Pause, campaign.Resume, campaign.Cancel, campaign.Archive}
	for from, to := range map[campaign.Status][5]campaign.Status{
		campaign.Draft:     {campaign.Running, no, no, campaign.Cancelled, campaign.Draft},
		campaign.Running:   {campaign.Running, campaign.Paused, campaign.Running, campaign.Cancelled, no},
		campaign.Paused:    {no, campaign.Paused, campaign.Running, campaign.Cancelled, no},
		campaign.Completed: {campaign.Completed, no, campaign.Completed, no, campaign.Completed},
		campaign.Cancelled: {no, no, no, campaign.Cancelled, campaign.Cancelled},
	} {
		for i, action := range actions {
			got, err := from.After(action)
			if to[i] == no {
				var state *campaign.StateError
				require.ErrorAs(t, err, &state, "%s %s", action, from)
				require.Equal(t, from, got)
				continue
			}
			require.NoError(t, err, "%s %s", action, from)
			require.Equal(t, to[i], got, "%s %s", action, from)
		}
	}
}

func TestWhoCanBeAddedAndWhatCanBeEdited(t *testing.T) {
	t.Parallel()
	archived := campaign.Campaign{Status: campaign.Completed, ArchivedAt: time.Unix(1, 0)}
	for _, row := range []struct {
		campaign           campaign.Campaign
		single, bulk, edit bool
	}{
		{campaign.Campaign{Status: campaign.Draft}, false, true, true},
		{campaign.Campaign{Status: campaign.Running}, true, true, false},
		{campaign.Campaign{Status: campaign.Paused}, true, true, false},
		{campaign.Campaign{Status: campaign.Completed}, true, true, false},
		{campaign.Campaign{Status: campaign.Cancelled}, false, false, false},
		{archived, false, false, false},
	} {
		require.Equal(t, row.single, row.campaign.TakesMessages(false) == nil, row.campaign.Status)
		require.Equal(t, row.bulk, row.campaign.TakesMessages(true) == nil, row.campaign.Status)
		require.Equal(t, row.edit, row.campaign.Editable() == nil, row.campaign.Status)
	}
}

func TestWorkflowID(t *testing.T) {
	t.Parallel()
	const id = "0190c0de-0000-7000-8000-000000000001"
	require.Equal(t, id, campaign.FromWorkflowID(campaign.WorkflowID(id)))
	for _, other := range []string{"", "campaign/", "campaign/x", "conversation/" + id, id} {
		require.Empty(t, campaign.FromWorkflowID(other))
	}
}
