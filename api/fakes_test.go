package api_test

import (
	"context"
	"errors"
	"sync"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
)

// workflowsFake answers updates and remembers them.
type workflowsFake struct {
	mu      sync.Mutex
	answer  func(name string, req conversation.UpdateRequest) (conversation.Result, error)
	updates []update
}

type update struct {
	conversationID, requestID, name string
	request                         conversation.UpdateRequest
}

func (f *workflowsFake) Update(_ context.Context, conversationID, requestID, name string, req conversation.UpdateRequest) (conversation.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.updates = append(f.updates, update{conversationID, requestID, name, req})
	if f.answer == nil {
		return conversation.Result{}, errors.New("unexpected update")
	}
	return f.answer(name, req)
}

// answers makes every update end in the same way.
func (f *workflowsFake) answers(result conversation.Result, err error) {
	f.answer = func(string, conversation.UpdateRequest) (conversation.Result, error) { return result, err }
}

// bellFake remembers rings.
type bellFake struct {
	mu    sync.Mutex
	rings []rung
	drain int
}

type rung struct {
	accepted conversation.Accepted
	signal   string
}

func (f *bellFake) Ring(accepted conversation.Accepted, signal string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rings = append(f.rings, rung{accepted, signal})
}

func (f *bellFake) Drain(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drain++
	return nil
}

func (f *bellFake) drained() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.drain
}

// matcherFake decides what it is told to, and points questions in directions by
// their length.
type matcherFake struct {
	decision faq.Decision
	lines    []string
	err      error
}

func (f *matcherFake) Match(_ context.Context, lines []string) (faq.Decision, error) {
	f.lines = lines
	return f.decision, f.err
}

func (f *matcherFake) Vectors(_ context.Context, questions []string) ([][]float32, error) {
	vectors := make([][]float32, len(questions))
	for i, q := range questions {
		vectors[i] = []float32{float32(len(q)), 1, 0}
	}
	return vectors, f.err
}

func (f *matcherFake) Model() string { return "fake" }
