package api_test

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/embedding"
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
	// changes is how often the FAQ set changed.
	changes int
	drain   int
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

func (f *bellFake) FAQsChanged() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changes++
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

// embedderFake points texts in the directions of their words: texts of the same
// words are the same. It stands for every embedder.
type embedderFake struct {
	mu  sync.Mutex
	err error
	// opened are those that were opened by their settings.
	opened []faq.Embedder
}

const fakeDimensions = 256

// row is how it is stored.
func (f *embedderFake) row() faq.Embedder {
	return faq.Embedder{Kind: faq.EmbedderLocal, Model: "fake", Dimensions: fakeDimensions}
}

// fails makes it fail, or work again.
func (f *embedderFake) fails(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *embedderFake) Embedder(context.Context, string) (embedding.Embedder, error) { return f, nil }

func (f *embedderFake) Open(e faq.Embedder) (embedding.Embedder, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opened = append(f.opened, e)
	return f, nil
}

func (f *embedderFake) Embed(_ context.Context, texts []string) ([][]float32, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return nil, f.err
	}
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = make([]float32, fakeDimensions)
		for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
			h := fnv.New32a()
			_, _ = h.Write([]byte(word))
			vectors[i][h.Sum32()%fakeDimensions]++
		}
	}
	return vectors, nil
}

func (f *embedderFake) Model() string   { return "fake" }
func (f *embedderFake) Dimensions() int { return fakeDimensions }

// jobsFake remembers what was asked of it. run does a job's work, at once; a job
// without it goes on forever.
type jobsFake struct {
	mu    sync.Mutex
	err   error
	asked []string
	run   func(ctx context.Context, job, id string) error
	// awaited counts how often somebody waited for one to end.
	awaited int
}

func (f *jobsFake) ask(ctx context.Context, job, id string) error {
	f.mu.Lock()
	f.asked = append(f.asked, strings.TrimSpace(job+" "+id))
	err, run := f.err, f.run
	f.mu.Unlock()
	if err != nil || run == nil {
		return err
	}
	// A worker goes on when the request that rang has run out of patience.
	return run(context.WithoutCancel(ctx), job, id)
}

// heard is what was asked, in its order.
func (f *jobsFake) heard() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.asked)
}

func (f *jobsFake) await() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.awaited++
	if f.run == nil {
		return context.DeadlineExceeded
	}
	return nil
}

func (f *jobsFake) StartImport(ctx context.Context, id string) error { return f.ask(ctx, "import", id) }

func (f *jobsFake) CampaignChanged(ctx context.Context, id string) error {
	return f.ask(ctx, "campaign", id)
}

func (f *jobsFake) StartReplay(ctx context.Context, id string) error { return f.ask(ctx, "replay", id) }

func (f *jobsFake) StartErasure(ctx context.Context, id string) error {
	return f.ask(ctx, "erasure", id)
}

func (f *jobsFake) StartReembed(ctx context.Context) error    { return f.ask(ctx, "reembed", "") }
func (f *jobsFake) AwaitImport(context.Context, string) error { return f.await() }
func (f *jobsFake) AwaitReplay(context.Context, string) error { return f.await() }
func (f *jobsFake) CancelReembed(ctx context.Context) error   { return f.ask(ctx, "cancel reembed", "") }

func (f *jobsFake) CancelImport(ctx context.Context, id string) error {
	return f.ask(ctx, "cancel import", id)
}

func (f *jobsFake) FindSuggestions(ctx context.Context) (bool, error) {
	return len(f.heard()) == 0, f.ask(ctx, "suggestions", "")
}
