package replay

import (
	"context"
	"fmt"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/responder"
)

// World is everything that decides about a burst, but the burst and what its
// conversation was sent before.
type World struct {
	// Setup is how the chain stands. What its Serving names is not looked up:
	// Questions and Training are that.
	Setup responder.Setup
	// Questions are those of the FAQ set, with their vectors of Serving.Model; what
	// is not active is left out by itself.
	Questions []faq.Indexed
	// Training is what the set is matched by, nil if nothing has been trained.
	Training *matcher.Training
	// Margin is how far the best FAQ must be ahead of the next, from 0 to 1.
	Margin float64
}

// ready is a world whose questions are on a shelf.
type ready struct {
	World
	judge *matcher.Judge
	shelf *matcher.Shelf
}

// ready fails if a vector is unusable, the training is one of another model, or
// threshold or margin are not from 0 to 1. other, which may be nil, is a world
// that may have the same questions.
func (w World) ready(other *ready) (*ready, error) {
	r := &ready{World: w}
	r.Setup = w.Setup.Prepared()
	var err error
	if other != nil && w.sameQuestions(other.World) {
		r.shelf = other.shelf
	} else if r.shelf, err = matcher.NewShelf(w.Setup.Serving.Model, w.Questions); err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	r.judge, err = matcher.NewJudge(w.Training, w.Setup.Serving, r.shelf, w.Margin)
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	return r, nil
}

// sameQuestions reports whether two worlds have the very same list.
func (w World) sameQuestions(other World) bool {
	return w.Setup.Serving.Model == other.Setup.Serving.Model && len(w.Questions) == len(other.Questions) &&
		(len(w.Questions) == 0 || &w.Questions[0] == &other.Questions[0])
}

// comparesAs reports whether both compare a message with the same questions in
// the same way; what they make of it may differ.
func (r *ready) comparesAs(other *ready) bool {
	return r.shelf == other.shelf && r.Training == other.Training
}

// decide decides what the FAQs have to say.
func (r *ready) decide(ctx context.Context, b responder.StoredBurst) (faq.Decision, error) {
	return r.judge.Decide(ctx, b.Lines, b.Vectors)
}
