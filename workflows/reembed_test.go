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

// takeover is a change of the embedding model.
type takeover struct {
	sync.Mutex
	to          string
	done, total int
	// down is when the provider is back, since the start of the run.
	down     time.Duration
	switched string
	rings    int
	// refusals is how often the switch is refused, since somebody saved a question.
	refusals  int
	cancelled bool
	trained   []string
}

func (o *takeover) stage(t *testing.T) *stage {
	t.Helper()
	var st *stage
	st = newStage(t, responder.ReembedID, &o.Mutex, map[string]any{
		"EmbedQuestions": func(context.Context) (activities.Embedded, error) {
			o.Lock()
			defer o.Unlock()
			if o.to == "" {
				return activities.Embedded{}, nil
			}
			if st.Now().Sub(begin) < o.down {
				return activities.Embedded{}, errors.New("embed 64 questions by large failed")
			}
			o.done = min(o.done+1000, o.total)
			return activities.Embedded{
				To: o.to, Model: "large", Serving: "small", Done: o.done, Total: o.total, Left: o.done < o.total,
			}, nil
		},
		"LookAtFAQs": func(context.Context, activities.TrainRequest) (activities.Subject, error) {
			o.Lock()
			defer o.Unlock()
			return activities.Subject{}, nil
		},
		"Train": func(_ context.Context, r activities.TrainRequest) (activities.Trained, error) {
			o.Lock()
			defer o.Unlock()
			o.trained = append(o.trained, r.EmbedderID)
			return activities.Trained{TrainingID: "training of " + r.EmbedderID}, nil
		},
		"FinishReembed": func(_ context.Context, r activities.FinishRequest) (activities.Finished, error) {
			o.Lock()
			defer o.Unlock()
			if o.refusals > 0 {
				o.refusals--
				o.total++
				return activities.Finished{}, nil
			}
			if r.To != o.to {
				return activities.Finished{}, nil
			}
			o.switched, o.to = r.To+" with "+r.TrainingID, ""
			return activities.Finished{Switched: true}, nil
		},
		"CancelReembed": func(context.Context) error {
			o.Lock()
			defer o.Unlock()
			o.cancelled = true
			return nil
		},
		"FAQsChanged": func(context.Context) error {
			o.Lock()
			defer o.Unlock()
			o.rings++
			return nil
		},
	})
	return st
}

func TestReembedSwitchesWhenEverythingIsEmbedded(t *testing.T) {
	t.Parallel()
	o := &takeover{to: "e2", total: 5000, refusals: 2}
	require.NoError(t, o.stage(t).play(workflows.Reembed))
	require.Equal(t, "e2 with training of e2", o.switched)
	require.Equal(t, 5002, o.done, "what was saved meanwhile is embedded, too")
	require.Equal(t, 1, o.rings)
	require.False(t, o.cancelled)
}

// A provider that is away for two days delays the change and nothing else.
func TestReembedWaitsForItsProvider(t *testing.T) {
	t.Parallel()
	o := &takeover{to: "e2", total: 10, down: 48 * time.Hour}
	st := o.stage(t)
	require.NoError(t, st.play(workflows.Reembed))
	require.NotEmpty(t, o.switched)
	require.WithinDuration(t, begin.Add(48*time.Hour), st.Now(), 10*time.Minute, "it is asked every five minutes")
}

func TestReembedThatIsCancelledCallsTheChangeOff(t *testing.T) {
	t.Parallel()
	o := &takeover{to: "e2", total: 10, refusals: 1 << 30}
	st := o.stage(t)
	st.after(time.Minute, st.CancelWorkflow)
	require.ErrorContains(t, st.play(workflows.Reembed), "canceled")
	require.True(t, o.cancelled)
	require.Empty(t, o.switched)
}

// A change that was called off in the database ends the run.
func TestReembedEndsWhenNothingIsToTakeOver(t *testing.T) {
	t.Parallel()
	o := &takeover{}
	require.NoError(t, o.stage(t).play(workflows.Reembed))
	require.Empty(t, o.trained)
}

// Another choice while the first model is embedded: the second takes over.
func TestReembedFollowsAnotherChoice(t *testing.T) {
	t.Parallel()
	o := &takeover{to: "e2", total: 10, refusals: 100}
	st := o.stage(t)
	st.after(30*time.Second, func() { o.to, o.done, o.refusals = "e3", 0, 0 })
	require.NoError(t, st.play(workflows.Reembed))
	require.Equal(t, "e3 with training of e3", o.switched)
}
