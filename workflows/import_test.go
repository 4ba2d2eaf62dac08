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

const importID = "01928f0e-0000-7000-8000-00000000abcd"

// upload is a file of FAQs on its way.
type upload struct {
	sync.Mutex
	rows, checked int
	dryRun        bool
	// stale is how often somebody edits an FAQ of the file before it is applied.
	stale                int
	applied, rings, asks int
	failed, cancelled    bool
	// down is when the embedder is back.
	down time.Duration
}

func (u *upload) stage(t *testing.T) *stage {
	t.Helper()
	var st *stage
	st = newStage(t, responder.ImportID(importID), &u.Mutex, map[string]any{
		"CheckImport": func(_ context.Context, r activities.ImportRequest) (activities.Checked, error) {
			u.Lock()
			defer u.Unlock()
			require.Equal(t, importID, r.ImportID)
			if st.Now().Sub(begin) < u.down {
				return activities.Checked{}, errors.New("embed questions failed")
			}
			u.asks++
			u.checked = min(u.checked+500, u.rows)
			return activities.Checked{Rows: u.rows, Checked: u.checked, Ended: u.dryRun && u.checked == u.rows}, nil
		},
		"ApplyImport": func(context.Context, activities.ImportRequest) (activities.Applied, error) {
			u.Lock()
			defer u.Unlock()
			if u.stale > 0 {
				u.stale--
				u.checked--
				return activities.Applied{Stale: true}, nil
			}
			u.applied++
			return activities.Applied{Created: u.rows}, nil
		},
		"FAQsChanged": func(context.Context) error {
			u.Lock()
			defer u.Unlock()
			u.rings++
			return nil
		},
		"FailImport": func(context.Context, activities.ImportRequest) error {
			u.Lock()
			defer u.Unlock()
			u.failed = true
			return nil
		},
		"CancelImport": func(context.Context, activities.ImportRequest) error {
			u.Lock()
			defer u.Unlock()
			u.cancelled = true
			return nil
		},
	})
	return st
}

func TestImportChecksAppliesAndRings(t *testing.T) {
	t.Parallel()
	u := &upload{rows: 20_000}
	require.NoError(t, u.stage(t).play(workflows.Import))
	require.Equal(t, 40, u.asks)
	require.Equal(t, 1, u.applied)
	require.Equal(t, 1, u.rings)
}

func TestADryRunChangesNothing(t *testing.T) {
	t.Parallel()
	u := &upload{rows: 1200, dryRun: true}
	require.NoError(t, u.stage(t).play(workflows.Import))
	require.Equal(t, 3, u.asks)
	require.Zero(t, u.applied+u.rings)
}

// FAQs of the file that are edited meanwhile are checked again; not for ever.
func TestAnImportIsCheckedAgainAfterEdits(t *testing.T) {
	t.Parallel()
	u := &upload{rows: 10, stale: 3}
	require.NoError(t, u.stage(t).play(workflows.Import))
	require.Equal(t, 4, u.asks)
	require.Equal(t, 1, u.applied)

	u = &upload{rows: 10, stale: 1000}
	require.ErrorContains(t, u.stage(t).play(workflows.Import), "edited whenever")
	require.True(t, u.failed)
	require.Zero(t, u.applied)
}

func TestAnImportWaitsForItsEmbedder(t *testing.T) {
	t.Parallel()
	u := &upload{rows: 10, down: 6 * time.Hour}
	require.NoError(t, u.stage(t).play(workflows.Import))
	require.Equal(t, 1, u.applied)
}

func TestACancelledImportChangesNothing(t *testing.T) {
	t.Parallel()
	u := &upload{rows: 10, down: 6 * time.Hour}
	st := u.stage(t)
	st.after(time.Hour, st.CancelWorkflow)
	require.ErrorContains(t, st.play(workflows.Import), "canceled")
	require.True(t, u.cancelled)
	require.Zero(t, u.applied+u.rings)
	require.False(t, u.failed)
}

// A workflow id that names no import is refused for good.
func TestAnImportNeedsItsID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"import/", "import/7", "replay/" + importID, "import/" + "01928F0E-0000-7000-8000-00000000ABCD"} {
		require.ErrorContains(t, newStage(t, id, nil, nil).play(workflows.Import), "import/<the id of an import>", id)
	}
}
