package workflows_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/workflows"
)

// rehearsal is a replay of which so many attempts fail.
func rehearsal(t *testing.T, failures int) (st *stage, attempts *int, ended *activities.ReplayRequest) {
	t.Helper()
	attempts, ended = new(int), &activities.ReplayRequest{}
	st = newStage(t, responder.ReplayID(importID), &sync.Mutex{}, map[string]any{
		"Replay": func(_ context.Context, r activities.ReplayRequest) (activities.Replayed, error) {
			require.Equal(t, importID, r.ReplayID)
			if *attempts++; *attempts <= failures {
				return activities.Replayed{}, errors.New("replay failed")
			}
			return activities.Replayed{Messages: 50_000}, nil
		},
		"FailReplay": func(_ context.Context, r activities.ReplayRequest) error { *ended = r; return nil },
	})
	return st, attempts, ended
}

func TestAReplayIsTriedThreeTimes(t *testing.T) {
	t.Parallel()
	st, attempts, ended := rehearsal(t, 2)
	require.NoError(t, st.play(workflows.Replay))
	require.Equal(t, 3, *attempts)
	require.Zero(t, *ended)

	st, attempts, ended = rehearsal(t, 100)
	require.Error(t, st.play(workflows.Replay))
	require.Equal(t, 3, *attempts)
	require.Equal(t, activities.ReplayRequest{ReplayID: importID}, *ended)
}

func TestAReplayCanBeCancelled(t *testing.T) {
	t.Parallel()
	st, _, ended := rehearsal(t, 100)
	st.after(1500*time.Millisecond, st.CancelWorkflow)
	require.ErrorContains(t, st.play(workflows.Replay), "canceled")
	require.Equal(t, activities.ReplayRequest{ReplayID: importID, Cancelled: true}, *ended)
}

func TestSuggestionsAreLookedForAgainAfterAFailure(t *testing.T) {
	t.Parallel()
	attempts := 0
	st := newStage(t, responder.SuggestionsNowID, &sync.Mutex{}, map[string]any{
		"Suggest": func(context.Context) (activities.Suggested, error) {
			if attempts++; attempts < 3 {
				return activities.Suggested{}, errors.New("group failed")
			}
			return activities.Suggested{Messages: 20, Saved: 1}, nil
		},
	})
	require.NoError(t, st.play(workflows.Suggestions))
	require.Equal(t, 3, attempts)
}
