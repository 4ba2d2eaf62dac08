package matcher

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/embedding"
)

// Pinned is a matcher that always serves the same: one embedder, at most one
// training.
type Pinned struct {
	*Matcher
	serving faq.Serving
}

// Pin returns a matcher for one embedder. training may be nil, threshold nil for
// the calibrated one and margin nil for [DefaultMargin].
func Pin(e embedding.Embedder, training *Training, s Source, threshold, margin *float64) (*Pinned, error) {
	if threshold != nil && !within01(*threshold) {
		return nil, errors.New("match threshold must be from 0 to 1")
	}
	p := &Pinned{serving: faq.Serving{EmbedderID: "pinned", Model: e.Model(), Calibration: faq.Balanced, Threshold: threshold}}
	if training != nil {
		p.serving.TrainingID = "pinned"
	}
	var err error
	p.Matcher, err = New(Options{Source: s, Embedders: only{e}, Margin: margin})
	if err != nil {
		return nil, err
	}
	if training != nil {
		p.trainings.keep("pinned", training)
	}
	return p, nil
}

// Serving is what it always serves.
func (p *Pinned) Serving() faq.Serving { return p.serving }

// Model names the embedding model.
func (p *Pinned) Model() string { return p.serving.Model }

// Match is [Matcher.Match] for what it serves.
func (p *Pinned) Match(ctx context.Context, lines []string) (Decision, error) {
	d, _, err := p.Matcher.Match(ctx, p.serving, lines)
	return d, err
}

// Vectors is [Matcher.Vectors] for its embedder.
func (p *Pinned) Vectors(ctx context.Context, questions []string) ([][]float32, error) {
	return p.Matcher.Vectors(ctx, p.serving.EmbedderID, questions)
}

type only struct{ embedder embedding.Embedder }

func (o only) Embedder(context.Context, string) (embedding.Embedder, error) { return o.embedder, nil }
