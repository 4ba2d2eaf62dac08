package workflows_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// replays plays a replay to its end.
func (c *campus) replays(r responder.ReplayRequest) responder.Replay {
	c.t.Helper()
	asked, err := c.store.CreateReplay(c.t.Context(), r, "")
	require.NoError(c.t, err)
	require.NoError(c.t, c.jobs.StartReplay(c.t.Context(), asked.ID))
	c.ended(responder.ReplayID(asked.ID))
	asked, err = c.store.GetReplay(c.t.Context(), asked.ID)
	require.NoError(c.t, err)
	return asked
}

// returns is an FAQ that answers what [campus.ask] asks.
func returns(words string) faq.FAQ {
	f := faq.New(faq.General, "Within 30 days.", fmt.Sprintf("how can I send back my %s after 1 days?", words),
		fmt.Sprintf("how can I send back my %s after 5 days?", words))
	f.Status = faq.Active
	return f
}

// A draft is tried on what end users asked before anybody was answered by it.
func TestADraftIsTriedOnWhatWasAsked(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	c.work()
	c.ask(6, "parcel")
	nothing := c.replays(responder.ReplayRequest{Days: 30})
	require.Equal(t, responder.ReplayDone, nothing.Status)
	require.Equal(t, 6, nothing.Result.Messages)
	require.Equal(t, 6, nothing.Result.Unchanged)
	require.Equal(t, 6, nothing.Done)

	draft := c.replays(responder.ReplayRequest{Days: 30, Upsert: []faq.FAQ{returns("parcel")}})
	require.Equal(t, 6, draft.Result.Newly.Count, "%+v", draft.Result)
	require.Equal(t, "Within 30 days.", draft.Result.Newly.Examples[0].After.Answer)
	require.Contains(t, draft.Result.Newly.Examples[0].Text, "how can I send back my parcel")
	require.Zero(t, c.count(`SELECT count(*) FROM faqs`))
}

// A replay that is over is not played again.
func TestAReplayThatIsOverStaysSo(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	asked, err := c.store.CreateReplay(t.Context(), responder.ReplayRequest{Days: 1}, "")
	require.NoError(t, err)
	require.NoError(t, c.store.FailReplay(t.Context(), asked.ID, "enough"))
	c.work()
	require.NoError(t, c.jobs.StartReplay(t.Context(), asked.ID))
	c.completed(responder.ReplayID(asked.ID))
	asked, err = c.store.GetReplay(t.Context(), asked.ID)
	require.NoError(t, err)
	require.Equal(t, "enough", asked.Error)
}
