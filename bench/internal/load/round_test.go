package load

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fake is a side that watches how it is used.
type fake struct {
	mu sync.Mutex
	// now and most are how many messages are in flight, in all and by
	// conversation.
	now, most int
	busy      map[string]int
	mostOfOne int
	handled   map[string][]int
	prepared  map[string]bool
	drained   map[string]int
	ended     map[string]bool
	fail      error
	// gate, if set, lets messages go only when so many have come.
	gate *sync.WaitGroup
}

func newFake() *fake {
	return &fake{
		busy: map[string]int{}, handled: map[string][]int{}, prepared: map[string]bool{}, drained: map[string]int{},
		ended: map[string]bool{},
	}
}

func (f *fake) Name() string { return "fake" }

func (f *fake) Prepare(_ context.Context, first Message) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.prepared[first.Conversation] = first.N == 1
	return nil
}

func (f *fake) Handle(_ context.Context, m Message) (Handled, error) {
	f.mu.Lock()
	f.now++
	f.busy[m.Conversation]++
	f.most, f.mostOfOne = max(f.most, f.now), max(f.mostOfOne, f.busy[m.Conversation])
	f.handled[m.Conversation] = append(f.handled[m.Conversation], m.N)
	f.mu.Unlock()
	if f.gate != nil {
		f.gate.Done()
		f.gate.Wait()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now--
	f.busy[m.Conversation]--
	return Handled{Done: time.Now().Add(time.Hour)}, f.fail
}

func (f *fake) Drain(_ context.Context, conversation string, n int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drained[conversation] = n
	return nil
}

func (f *fake) Events(_ context.Context, conversation string) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	events := int64(4 * len(f.handled[conversation]))
	if f.prepared[conversation] {
		events += 100
	}
	return events, nil
}

func (f *fake) End(_ context.Context, conversation string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended[conversation] = true
	return nil
}

// order is a gauge that notes when it was read.
type order []string

func (o *order) Begin() error { *o = append(*o, "begin"); return nil }
func (o *order) End() error   { *o = append(*o, "end"); return nil }

func TestAWindowSendsEveryMessageOnce(t *testing.T) {
	t.Parallel()
	f, gauge := newFake(), order{}
	shape := Shape{Conversations: 10, Messages: 5, InFlight: 4, Texts: []string{"a", "b"}}
	w, err := Run(t.Context(), f, shape, "w", &gauge)
	require.NoError(t, err)
	require.Equal(t, 50, w.Messages)
	require.Len(t, w.Latencies, 50)
	for _, l := range w.Latencies {
		require.Greater(t, l, 59*time.Minute)
	}
	require.EqualValues(t, 4*50, w.Events)
	require.LessOrEqual(t, f.most, 4)
	require.Equal(t, 1, f.mostOfOne, "one message of a conversation at a time")
	require.Len(t, f.handled, 10)
	for c, numbers := range f.handled {
		require.ElementsMatch(t, []int{1, 2, 3, 4, 5}, numbers)
		require.Equal(t, 5, f.drained[c])
		require.True(t, f.ended[c])
		require.False(t, f.prepared[c])
	}
	require.Equal(t, order{"begin", "end"}, gauge)
}

func TestPreparingIsNoPartOfTheMeasurement(t *testing.T) {
	t.Parallel()
	f := newFake()
	shape := Shape{Conversations: 3, Messages: 2, InFlight: 2, Prepared: true, Texts: []string{"a"}}
	w, err := Run(t.Context(), f, shape, "w", &order{})
	require.NoError(t, err)
	require.EqualValues(t, 4*6, w.Events)
	for c, numbers := range f.handled {
		require.True(t, f.prepared[c])
		require.ElementsMatch(t, []int{2, 3}, numbers)
		require.Equal(t, 3, f.drained[c])
	}
}

func TestABurstComesAllAtOnce(t *testing.T) {
	t.Parallel()
	f := newFake()
	// Nothing is handled before all messages of both conversations have come.
	f.gate = &sync.WaitGroup{}
	f.gate.Add(2 * 30)
	shape := Shape{Conversations: 2, Messages: 30, Burst: true, InFlight: 2, Texts: []string{"a"}}
	_, err := Run(t.Context(), f, shape, "w", &order{})
	require.NoError(t, err)
	require.Equal(t, 60, f.most)
	require.Equal(t, 30, f.mostOfOne)
}

func TestWorkflowsAreEndedAfterAFailure(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.fail = errors.New("lost")
	shape := Shape{Conversations: 4, Messages: 2, InFlight: 2, Texts: []string{"a"}}
	_, err := Run(t.Context(), f, shape, "w", &order{})
	require.ErrorIs(t, err, f.fail)
	require.Len(t, f.ended, 4)
}

func TestWorkflowsAreEndedAfterCtrlC(t *testing.T) {
	t.Parallel()
	f := newFake()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Run(ctx, f, Shape{Conversations: 4, Messages: 2, InFlight: 2, Texts: []string{"a"}}, "w", &order{})
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, f.ended, 4)
}
