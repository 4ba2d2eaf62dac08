package api

import (
	"context"
	"encoding/json"

	"github.com/parleyhq/parley/faq"
)

// Matching is how messages are matched.
type Matching interface {
	GetMatching(ctx context.Context) (faq.Matching, error)
	SetCalibration(ctx context.Context, c faq.Calibration, threshold *float64, by string) error
}

type matchingHandlers struct{ matching Matching }

// GetMatcher reads what messages are matched with.
func (h matchingHandlers) GetMatcher(ctx context.Context, _ GetMatcherRequestObject) (GetMatcherResponseObject, error) {
	now, err := h.matching.GetMatching(ctx)
	if err != nil {
		return nil, err
	}
	return GetMatcher200JSONResponse(matchingView(now)), nil
}

// SetMatcher chooses how careful the matcher is.
func (h matchingHandlers) SetMatcher(ctx context.Context, r SetMatcherRequestObject) (SetMatcherResponseObject, error) {
	if err := h.matching.SetCalibration(ctx, faq.Calibration(r.Body.Calibration), r.Body.Threshold, editor(ctx)); err != nil {
		return nil, err
	}
	now, err := h.matching.GetMatching(ctx)
	if err != nil {
		return nil, err
	}
	return SetMatcher200JSONResponse(matchingView(now)), nil
}

func matchingView(m faq.Matching) MatcherState {
	s := m.Serving
	upToDate := m.Training != nil && m.Training.Revision == s.Revision
	return MatcherState{
		Calibration: Calibration(s.Calibration), Threshold: s.Threshold, ThresholdInForce: inForce(m),
		Revision: s.Revision, UpToDate: upToDate, Training: trainingView(m.Training), Embedder: embedderView(m.Embedder),
		Reembedding: reembeddingView(m.Reembedding), Explanation: explainMatching(m, upToDate), UpdatedAt: instant(m.UpdatedAt),
	}
}

// inForce is the threshold that messages are held to, nil while only the matcher
// itself knows it.
func inForce(m faq.Matching) *float64 {
	switch {
	case m.Serving.Threshold != nil:
		return m.Serving.Threshold
	case m.Training == nil:
		return nil
	case m.Serving.Calibration == faq.Cautious:
		return &m.Training.Cautious
	default:
		return &m.Training.Balanced
	}
}

func explainMatching(m faq.Matching, upToDate bool) string {
	switch {
	case m.Embedder == nil:
		return "No worker has started yet: nothing is matched."
	case m.Training == nil:
		return "Nothing has been trained for these FAQs yet: they answer by likeness alone."
	case !upToDate:
		return "FAQs have changed since the training: they answer already, a new training is coming."
	default:
		return "The training knows the FAQs as they are now."
	}
}

func trainingView(t *faq.TrainingRecord) *Training {
	if t == nil {
		return nil
	}
	v := &Training{
		ID: t.ID, Model: t.Model, Revision: t.Revision, Questions: t.Questions, Faqs: t.FAQs, Balanced: t.Balanced,
		Cautious: t.Cautious, TookMs: t.Took.Milliseconds(), CreatedAt: t.CreatedAt.UTC(),
	}
	// What does not read as figures is left out: they are for people only.
	_ = json.Unmarshal(t.Summary, &v.Summary)
	return v
}

func embedderView(e *faq.Embedder) *Embedder {
	if e == nil {
		return nil
	}
	return &Embedder{
		ID: e.ID, Kind: EmbedderKind(e.Kind), Model: e.Model, BaseURL: orNull(e.BaseURL), Dimensions: e.Dimensions,
		HasAPIKey: e.APIKey != "", CreatedAt: e.CreatedAt.UTC(),
	}
}

func reembeddingView(r *faq.Reembedding) *Reembedding {
	if r == nil {
		return nil
	}
	return &Reembedding{
		To: *embedderView(&r.To), Done: r.Done, Total: r.Total, Error: orNull(r.Error), StartedAt: instant(r.StartedAt),
	}
}
