// Package matcher decides whether an FAQ answers what an end user wrote
// (DESIGN section 4): it embeds the message, asks a source for the stored
// questions nearest to it, scores the FAQs they belong to, and answers only if
// one of them is good enough and clearly ahead. Everything else is silence, and
// a person answers.
package matcher

import (
	"context"
	"fmt"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/embedding"
)

// Matcher answers messages from FAQs. It is safe for concurrent use.
type Matcher struct {
	embedder embedding.Embedder
	source   Source
	settings Settings
	// questions are the profiles of stored questions.
	questions *profiles
}

// New returns a matcher. It fails if the settings are not [Settings.Validate].
// Whatever the embedder returns is checked before it is used.
func New(e embedding.Embedder, s Source, settings Settings) (*Matcher, error) {
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	return &Matcher{embedder: embedding.Checked(e), source: s, settings: settings, questions: newProfiles()}, nil
}

// Model names the embedding model, for the vectors of [Matcher.Vectors].
func (m *Matcher) Model() string { return m.embedder.Model() }

// Vectors returns the vectors under which questions are to be stored, one for
// each in their order. Questions are tidied as messages are ([faq.Normalize]),
// so a vector made any other way would be compared with something else than it
// stands for. A question without a letter or digit is an error.
func (m *Matcher) Vectors(ctx context.Context, questions []string) ([][]float32, error) {
	texts := make([]string, len(questions))
	for i, q := range questions {
		texts[i] = faq.Normalize(q)
		if !faq.HasWord(texts[i]) {
			return nil, fmt.Errorf("question %d of %d has no words to embed", i+1, len(questions))
		}
	}
	vectors, err := m.embedder.Embed(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("embed questions: %w", err)
	}
	return vectors, nil
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
// The score is described at [Settings]. An error means that the embedder or the
// source failed, and nothing may be answered.
func (m *Matcher) Match(ctx context.Context, lines []string) (Decision, error) {
	d := Decision{
		Step: faq.StepFAQ, Model: m.Model(), Threshold: m.settings.Threshold, Margin: m.settings.Margin,
	}
	parts, reason := read(lines)
	if reason != "" {
		d.Reason = reason
		return d, nil
	}
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.text
	}
	vectors, err := m.embedder.Embed(ctx, texts)
	if err != nil {
		return Decision{}, fmt.Errorf("embed message: %w", err)
	}
	var all ranking
	for i, p := range parts {
		near, err := m.near(ctx, p, vectors[i])
		if err != nil {
			return Decision{}, fmt.Errorf("find nearest questions: %w", err)
		}
		all = all.merge(rank(p, near, m.questions.of))
	}
	decide(&d, all)
	return d, nil
}

// near returns the stored questions nearest to a part that it may be answered
// by. It asks for more if those of one FAQ fill the whole answer, since it then
// does not know how near the next FAQ is.
func (m *Matcher) near(ctx context.Context, p part, vector []float32) ([]Candidate, error) {
	for k := firstNearest; ; k *= 4 {
		found, err := m.source.Nearest(ctx, m.Model(), vector, k)
		if err != nil {
			return nil, err
		}
		var allowed []Candidate
		faqs := make(map[string]bool)
		for _, c := range found {
			if p.allowed(c) {
				allowed = append(allowed, c)
				faqs[c.FAQID] = true
			}
		}
		if len(faqs) > 1 || len(found) < k || k >= mostNearest {
			return allowed, nil
		}
	}
}

const (
	firstNearest = 64
	mostNearest  = 1024
)
