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

// school is an FAQ set that is trained for.
type school struct {
	sync.Mutex
	revision, trained int64
	// trainings are when a training began, since the start of the run.
	trainings []time.Duration
	during    func(nth int) error
}

func (s *school) stage(t *testing.T) *stage {
	t.Helper()
	var st *stage
	st = newStage(t, responder.TrainingID, &s.Mutex, map[string]any{
		"LookAtFAQs": func(context.Context, activities.TrainRequest) (activities.Subject, error) {
			s.Lock()
			defer s.Unlock()
			return activities.Subject{Revision: s.revision, Questions: 3214, FAQs: 802}, nil
		},
		"Train": func(context.Context, activities.TrainRequest) (activities.Trained, error) {
			s.Lock()
			defer s.Unlock()
			s.trainings = append(s.trainings, st.Now().Sub(begin))
			revision := s.revision
			if s.during != nil {
				if err := s.during(len(s.trainings)); err != nil {
					return activities.Trained{}, err
				}
			}
			s.trained = revision
			return activities.Trained{Subject: activities.Subject{Revision: revision}, Current: revision == s.revision}, nil
		},
	})
	return st
}

// change is an edit whose doorbell is heard.
func (s *school) change(st *stage) {
	s.revision++
	st.SignalWorkflow(responder.SignalFAQsChanged, nil)
}

func TestTrainingWaitsUntilTheFAQsAreQuiet(t *testing.T) {
	t.Parallel()
	s := &school{revision: 1}
	st := s.stage(t)
	for i := range 5 {
		st.after(time.Duration(i)*1400*time.Millisecond, func() { s.change(st) })
	}
	require.NoError(t, st.play(workflows.Training))
	require.Equal(t, int64(6), s.trained)
	require.Len(t, s.trainings, 1, "one training for all five changes")
	require.Equal(t, 8*time.Second, s.trainings[0])
}

// A stream of changes does not put the training off for ever.
func TestTrainingDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	s := &school{revision: 1}
	st := s.stage(t)
	for i := range 60 {
		st.after(time.Duration(i)*time.Second, func() { s.change(st) })
	}
	require.NoError(t, st.play(workflows.Training))
	require.Equal(t, int64(61), s.trained)
	require.Equal(t, 20*time.Second, s.trainings[0])
	require.LessOrEqual(t, len(s.trainings), 4)
}

// A change while a training is made is trained for, too, be its doorbell heard or
// lost.
func TestTrainingGoesOnUntilItIsCurrent(t *testing.T) {
	t.Parallel()
	for name, heard := range map[string]bool{"heard": true, "lost": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &school{revision: 7}
			st := s.stage(t)
			s.during = func(nth int) error {
				if nth <= 2 {
					s.revision++
					if heard {
						st.SignalWorkflow(responder.SignalFAQsChanged, nil)
					}
				}
				return nil
			}
			require.NoError(t, st.play(workflows.Training))
			require.Equal(t, int64(9), s.trained)
			require.Len(t, s.trainings, 3)
		})
	}
}

// A training that fails is tried again; one that fails for good ends the run, for
// people to see.
func TestTrainingThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := &school{revision: 1, during: func(nth int) error {
		if nth < 4 {
			return errors.New("out of memory")
		}
		return nil
	}}
	require.NoError(t, s.stage(t).play(workflows.Training))
	require.Equal(t, int64(1), s.trained)

	s = &school{revision: 1, during: func(int) error { return errors.New("out of memory") }}
	require.ErrorContains(t, s.stage(t).play(workflows.Training), "out of memory")
	require.Len(t, s.trainings, 8)
	require.Zero(t, s.trained)
}
