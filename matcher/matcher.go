// Package matcher decides whether an FAQ answers what an end user wrote. It mends
// the spelling of a copy of the message, embeds that, asks a source for the stored questions nearest to it, lets a small
// classifier trained on the whole FAQ set score the FAQs they belong to, and
// answers only if one of them is good enough and clearly ahead. Everything else
// is silence, and a person answers.
//
// Live traffic, Test FAQ and replay take one path: a [Matcher] finds the
// training and makes the vectors, a [Judge] decides, and a [Chain] asks the
// FAQs in their turn among the responders.
package matcher

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/embedding"
)

// Options are what a matcher works with.
type Options struct {
	Source    Source
	Trainings Trainings
	Embedders Embedders
	// Margin is how far the best FAQ must be ahead of the next, from 0 to 1;
	// nil for [DefaultMargin].
	Margin *float64
}

// Matcher answers messages from FAQs. It is safe for concurrent use.
type Matcher struct {
	source    Source
	margin    float64
	trainings *cache[*Training]
	embedders *cache[embedding.Embedder]
}

const (
	// mostTrainings: the one in use, the one before, and what a replay asks for.
	mostTrainings = 3
	mostEmbedders = 4
	// embedderAge is after how long an embedder's settings are read again.
	embedderAge = time.Minute
)

// New returns a matcher. It fails if the margin is not from 0 to 1. Whatever
// the embedders return is checked before it is used.
func New(o Options) (*Matcher, error) {
	m := &Matcher{source: o.Source, margin: DefaultMargin}
	if o.Margin != nil {
		m.margin = *o.Margin
	}
	if !within01(m.margin) {
		return nil, fmt.Errorf("match margin must be from 0 to 1, not %v", m.margin)
	}
	m.trainings = newCache(mostTrainings, 0, func(ctx context.Context, id string) (*Training, error) {
		return readTraining(ctx, o.Trainings, id)
	})
	m.embedders = newCache(mostEmbedders, embedderAge, func(ctx context.Context, id string) (embedding.Embedder, error) {
		e, err := o.Embedders.Embedder(ctx, id)
		if err != nil {
			return nil, err
		}
		return embedding.Checked(e), nil
	})
	return m, nil
}

func readTraining(ctx context.Context, trainings Trainings, id string) (*Training, error) {
	data, err := trainings.Training(ctx, id)
	if err != nil {
		return nil, err
	}
	t := new(Training)
	if err := t.UnmarshalBinary(data); err != nil {
		return nil, fmt.Errorf("training %s: %w", id, err)
	}
	return t, nil
}

// Match decides about an inbound burst: the texts of one message or of several
// that came together, in order. It compares the burst as a whole and, if there
// are several, each line by itself, because people spread one question over
// lines as often as they put a greeting before it. An FAQ counts with its best
// score over these; one answer at most comes out:
//
//   - Greetings and closings are compared with the whole burst only, and only
//     while that is short, and not much longer than the greeting itself. A
//     burst that greets and asks is left to the general FAQs, and a line "hi"
//     is not answered if another line asks something.
//   - The best FAQ answers if its score is a number, at least the threshold,
//     and ahead of the next FAQ by at least the margin. A tie is for a person.
//   - Bursts without a word and essays are for a person.
//
// Beside the decision it returns the vectors it compared, for a replay. An error
// means that the embedder, the source or the training failed, and nothing may be
// answered.
func (m *Matcher) Match(ctx context.Context, serving faq.Serving, lines []string) (Decision, []faq.Vector, error) {
	judge, err := m.Judge(ctx, serving)
	if err != nil {
		return Decision{}, nil, err
	}
	parts, reason := judge.read(lines)
	if reason != "" {
		return judge.silent(reason), nil, nil
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = phrased(p.text)
	}
	values, err := m.embed(ctx, serving, texts)
	if err != nil {
		return Decision{}, nil, fmt.Errorf("embed message: %w", err)
	}
	vectors := make([]faq.Vector, len(parts))
	for i, p := range parts {
		vectors[i] = faq.Vector{Part: p.number, Values: values[i]}
	}
	d, err := judge.decide(ctx, parts, vectors)
	return d, vectors, err
}

// Judge returns the judge for what is serving: the same as [Matcher.Match] uses.
func (m *Matcher) Judge(ctx context.Context, serving faq.Serving) (*Judge, error) {
	var training *Training
	if serving.TrainingID != "" {
		var err error
		if training, err = m.Training(ctx, serving.TrainingID); err != nil {
			return nil, err
		}
	}
	return NewJudge(training, serving, m.source, m.margin)
}

// Training returns a stored training.
func (m *Matcher) Training(ctx context.Context, id string) (*Training, error) {
	t, err := m.trainings.get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read training: %w", err)
	}
	return t, nil
}

// Vectors returns the vectors under which questions are to be stored for an
// embedder, one for each in their order. Questions are tidied as messages are
// ([faq.Normalize]), so a vector made any other way would be compared with
// something else than it stands for. A question without a letter or digit is an
// error.
func (m *Matcher) Vectors(ctx context.Context, embedderID string, questions []string) ([][]float32, error) {
	e, err := m.embedder(ctx, embedderID)
	if err != nil {
		return nil, err
	}
	return Vectors(ctx, e, questions)
}

// Vectors is [Matcher.Vectors] for an embedder in hand.
func Vectors(ctx context.Context, e embedding.Embedder, questions []string) ([][]float32, error) {
	texts := make([]string, len(questions))
	for i, q := range questions {
		texts[i] = faq.Normalize(q)
		if !faq.HasWord(texts[i]) {
			return nil, fmt.Errorf("question %d of %d has no words to embed", i+1, len(questions))
		}
		texts[i] = phrased(texts[i])
	}
	vectors, err := embedding.Checked(e).Embed(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("embed questions: %w", err)
	}
	return vectors, nil
}

// ErrModel says that an embedder's model is not the one that the stored vectors
// are of.
var ErrModel = errors.New("embedder of another model")

// ErrNoEmbedder says that an embedder could not be found or opened.
var ErrNoEmbedder = errors.New("find embedder")

func (m *Matcher) embed(ctx context.Context, serving faq.Serving, texts []string) ([][]float32, error) {
	e, err := m.embedder(ctx, serving.EmbedderID)
	if err != nil {
		return nil, err
	}
	if e.Model() != serving.Model {
		return nil, fmt.Errorf("%w: %s, not %s", ErrModel, e.Model(), serving.Model)
	}
	return e.Embed(ctx, texts)
}

func (m *Matcher) embedder(ctx context.Context, id string) (embedding.Embedder, error) {
	e, err := m.embedders.get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoEmbedder, err)
	}
	return e, nil
}
