package workflows_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/workflows"
)

const someErasure = "0190c0de-0000-7000-8000-000000000002"

// erasing plays an erasure: its steps as they happened, and what the histories, the
// webhooks and the files come to, each time they are looked after.
type erasing struct {
	sync.Mutex
	st        *stage
	steps     []string
	at        []time.Duration
	histories []int
	webhooks  int
	until     time.Time
	fail      error
}

func (e *erasing) note(step string, r activities.ErasureRequest) error {
	e.steps, e.at = append(e.steps, step), append(e.at, e.st.Now().Sub(begin))
	if r.ErasureID != someErasure {
		return errors.New("another erasure")
	}
	err := e.fail
	e.fail = nil
	return err
}

func (e *erasing) stage(t *testing.T) *stage {
	t.Helper()
	e.st = newStage(t, conversation.ErasureWorkflowID(someErasure), &e.Mutex, map[string]any{
		"EraseRows": func(_ context.Context, r activities.ErasureRequest) error {
			e.Lock()
			defer e.Unlock()
			return e.note("rows", r)
		},
		"EraseHistories": func(_ context.Context, r activities.ErasureRequest) (activities.ErasedHistories, error) {
			e.Lock()
			defer e.Unlock()
			gone := 0
			if len(e.histories) > 0 {
				gone, e.histories = e.histories[0], e.histories[1:]
			}
			step := "histories"
			if r.Over {
				step = "once more"
			}
			if r.Late {
				step = "late"
			}
			return activities.ErasedHistories{Gone: gone}, e.note(step, r)
		},
		"EraseWebhooks": func(_ context.Context, r activities.ErasureRequest) (activities.ErasedWebhooks, error) {
			e.Lock()
			defer e.Unlock()
			e.webhooks--
			return activities.ErasedWebhooks{At: 5, End: 9, Over: e.webhooks <= 0}, e.note("webhooks", r)
		},
		"EraseFiles": func(_ context.Context, r activities.ErasureRequest) (activities.ErasedFiles, error) {
			e.Lock()
			defer e.Unlock()
			over := !e.st.Now().Before(e.until)
			return activities.ErasedFiles{Until: e.until, Over: over}, e.note("files", r)
		},
		"FinishErasure": func(_ context.Context, r activities.ErasureRequest) error {
			e.Lock()
			defer e.Unlock()
			return e.note("finish", r)
		},
	})
	return e.st
}

// Step follows step: histories until none is found twice, webhooks to their end,
// files once none is on its way in.
func TestAnErasureTakesItsSteps(t *testing.T) {
	t.Parallel()
	e := &erasing{histories: []int{3, 0, 1, 0}, webhooks: 2, until: begin.Add(10 * time.Minute)}
	require.NoError(t, e.stage(t).play(workflows.Erasure))
	require.Equal(t, []string{
		"rows", "histories", "histories", "once more", "histories", "once more", "webhooks", "webhooks", "files", "files", "finish",
	}, e.steps)
	require.Equal(t, []int{0, 0, 3, 6, 9, 12, 12, 12, 12, 600, 600}, seconds(e.at))
}

// An engine that takes long to delete is asked less often.
func TestAnErasureIsPatient(t *testing.T) {
	t.Parallel()
	e := &erasing{}
	for range 22 {
		e.histories = append(e.histories, 1)
	}
	require.NoError(t, e.stage(t).play(workflows.Erasure))
	require.Len(t, e.steps, 1+24+3)
	require.Equal(t, 19*3+60*4, int(e.at[len(e.at)-1].Seconds()))
}

// An engine that does not delete at all is asked every hour, which is said, and the
// run ends and begins anew before its own history grows long. Nothing is called done.
func TestAnErasureOutlastsTheEngine(t *testing.T) {
	t.Parallel()
	e := &erasing{histories: slices.Repeat([]int{1}, 1000)}
	err := e.stage(t).play(workflows.Erasure)
	var again *workflow.ContinueAsNewError
	require.ErrorAs(t, err, &again)
	require.Equal(t, conversation.ErasureType, again.WorkflowType.Name)
	require.Len(t, e.steps, 1+200)
	require.Equal(t, "late", e.steps[200])
	require.Equal(t, 19*3+60*60+120*3600, int(e.at[200].Seconds()))
	require.NotContains(t, e.steps[:81], "late")
}

// What fails is tried again, and nothing after it happens before.
func TestAnErasureTriesAgain(t *testing.T) {
	t.Parallel()
	e := &erasing{fail: errors.New("the database is away")}
	require.NoError(t, e.stage(t).play(workflows.Erasure))
	require.Equal(t, []string{"rows", "rows", "histories", "once more", "webhooks", "files", "finish"}, e.steps)
}

func TestAnErasureHasItsID(t *testing.T) {
	t.Parallel()
	st := newStage(t, "erasure/of-somebody", &sync.Mutex{}, nil)
	require.ErrorContains(t, st.play(workflows.Erasure), "the workflow id is not erasure/<the id of an erasure>")
}
