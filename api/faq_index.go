package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
)

// Serving knows what live traffic is matched with.
type Serving interface {
	Serving(ctx context.Context) (faq.Serving, error)
}

// Matcher makes the vectors under which questions are found, and compares them.
type Matcher interface {
	// Vectors returns one vector per question, by an embedder.
	Vectors(ctx context.Context, embedderID string, questions []string) ([][]float32, error)
	// Overlaps returns the questions among others that are too near those of f,
	// whose vectors these are.
	Overlaps(ctx context.Context, serving faq.Serving, f faq.FAQ, vectors [][]float32, others matcher.Source) ([]matcher.Overlap, error)
}

// Saved finds questions of FAQs that are not archived.
type Saved interface {
	NearestSaved(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error)
}

// neighbours is all that an FAQ may be too near to: drafts too.
type neighbours struct{ saved Saved }

// Nearest implements [matcher.Source].
func (n neighbours) Nearest(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error) {
	return n.saved.NearestSaved(ctx, model, vector, k)
}

// indexing gives FAQs the vectors under which they are found.
type indexing struct {
	serving Serving
	matcher Matcher
	saved   Saved
	log     *slog.Logger
}

// overlapTimeout bounds the search for overlaps: an FAQ may have hundreds of
// questions, and is saved already.
const overlapTimeout = 3 * time.Second

// switches is how often the serving model may change while one FAQ is saved.
const switches = 3

// save checks an FAQ, has it stored with a vector of the serving model for each
// of its questions, and returns it with advice. Without the embedder nothing is
// stored: an FAQ that cannot be found answers nobody.
func (x indexing) save(ctx context.Context, f faq.FAQ, store func(model string, vectors [][]float32) (faq.FAQ, error)) (faq.FAQ, []faq.Advice, error) {
	if err := f.Validate(); err != nil {
		return faq.FAQ{}, nil, faqProblem(err)
	}
	for try := 1; ; try++ {
		serving, vectors, err := x.embed(ctx, f)
		if err != nil {
			return faq.FAQ{}, nil, err
		}
		stored, err := store(serving.Model, vectors)
		switch {
		case errors.Is(err, faq.ErrModel) && try < switches:
		case errors.Is(err, faq.ErrModel):
			return faq.FAQ{}, nil, away(err, "The embedding model is being changed. Nothing was stored; try again.")
		case err != nil:
			return faq.FAQ{}, nil, err
		default:
			return stored, x.advise(ctx, serving, stored, vectors), nil
		}
	}
}

func (x indexing) embed(ctx context.Context, f faq.FAQ) (faq.Serving, [][]float32, error) {
	serving, err := x.serving.Serving(ctx)
	if err != nil {
		return faq.Serving{}, nil, err
	}
	if serving.EmbedderID == "" {
		return faq.Serving{}, nil, away(errors.New("no embedder serves"), "No worker has started yet, so there is no embedding model. Nothing was stored; try again.")
	}
	vectors, err := x.matcher.Vectors(ctx, serving.EmbedderID, f.Texts())
	if err != nil {
		return faq.Serving{}, nil, away(fmt.Errorf("embed questions: %w", err), "The embedding model does not answer. Nothing was stored; try again.")
	}
	return serving, vectors, nil
}

// advise returns what the linter says, and what is too near. Advice that cannot
// be had is no reason to fail.
func (x indexing) advise(ctx context.Context, serving faq.Serving, f faq.FAQ, vectors [][]float32) []faq.Advice {
	advice := faq.Lint(f)
	ctx, cancel := context.WithTimeout(ctx, overlapTimeout)
	defer cancel()
	near, err := x.matcher.Overlaps(ctx, serving, f, vectors, neighbours{x.saved})
	if err != nil {
		x.log.WarnContext(ctx, "no search for overlaps", "faq", f.ID, "error", err)
	}
	for _, o := range near {
		advice = append(advice, faq.Overlap(fmt.Sprintf("questions[%d]", o.Index), o.FAQID, o.Other, o.Distance))
	}
	return advice
}
