package replay_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher/replay"
	"github.com/parleyhq/parley/responder"
)

func TestCalibrationAndThreshold(t *testing.T) {
	t.Parallel()
	language, w, _ := small(responder.StepFAQ)
	half, third := 0.5, 0.3
	rows := []struct {
		name      string
		was       *float64
		request   responder.ReplayRequest
		is        faq.Calibration
		threshold *float64
	}{
		{"nothing", &half, responder.ReplayRequest{}, faq.Balanced, &half},
		{"a threshold", &half, responder.ReplayRequest{Threshold: &third}, faq.Balanced, &third},
		{"a calibration", nil, responder.ReplayRequest{Calibration: faq.Cautious}, faq.Cautious, nil},
		{"a calibration instead of a threshold", &half, responder.ReplayRequest{Calibration: faq.Balanced}, faq.Balanced, nil},
		{"both", nil, responder.ReplayRequest{Calibration: faq.Cautious, Threshold: &third}, faq.Cautious, &third},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			was := w
			was.Setup.Serving.Threshold = row.was
			after := change(t, language, was, row.request)
			require.Equal(t, row.is, after.Setup.Serving.Calibration)
			require.Equal(t, row.threshold, after.Setup.Serving.Threshold)
			require.Same(t, was.Training, after.Training)
		})
	}
}

func TestOnlyNewWordingsAreEmbedded(t *testing.T) {
	t.Parallel()
	language, w, _ := small(responder.StepFAQ)
	var embedded []string
	maker := language.maker()
	maker.Embed = func(ctx context.Context, texts []string) ([][]float32, error) {
		embedded = append(embedded, texts...)
		return language.embed(ctx, texts)
	}
	edited := language.faqs(2, 4)[1]
	edited.Questions = append(edited.Questions[1:], faq.Question{Text: language.words[7] + " " + language.words[8]})
	after, err := maker.Changed(t.Context(), w, responder.ReplayRequest{Upsert: []faq.FAQ{edited}})
	require.NoError(t, err)
	require.Equal(t, []string{edited.Questions[3].Text}, embedded)
	require.Len(t, after.Questions, len(w.Questions))
	require.NotSame(t, w.Training, after.Training)
	require.Len(t, w.Questions, 12*4, "the world before is as it was")
	var texts []string
	seen := make(map[string]bool)
	for _, q := range after.Questions {
		require.NotEmpty(t, q.Vector)
		require.False(t, seen[q.QuestionID], q.QuestionID)
		seen[q.QuestionID] = true
		if q.FAQID == edited.ID {
			texts = append(texts, q.Question)
		}
	}
	require.Equal(t, edited.Texts(), texts)
}

func TestWhatIsNotActiveIsNotMatched(t *testing.T) {
	t.Parallel()
	language, w, _ := small(responder.StepFAQ)
	for _, status := range []faq.Status{faq.Draft, faq.Archived} {
		put := language.faqs(1, 4)[0]
		put.Status = status
		away := moment()
		away.Status = status
		after := change(t, language, w, responder.ReplayRequest{Upsert: []faq.FAQ{put, away}})
		require.Len(t, after.Questions, 11*4)
		require.Empty(t, after.Setup.Fillers)
		require.Len(t, w.Setup.Fillers, 1)
		require.Equal(t, 11, after.Training.Summary().FAQs)
	}
}

func TestFillersChange(t *testing.T) {
	t.Parallel()
	language, w, _ := small(responder.StepFiller)
	again := moment()
	again.Answer = "Just a moment."
	added := moment()
	added.ID = ""
	after := change(t, language, w, responder.ReplayRequest{Upsert: []faq.FAQ{again, added}})
	require.Len(t, after.Setup.Fillers, 2)
	require.Equal(t, "Just a moment.", after.Setup.Fillers[0].Answer)
	require.NotEmpty(t, after.Setup.Fillers[1].ID)
	require.Same(t, w.Training, after.Training)
	removed := change(t, language, w, responder.ReplayRequest{Remove: []string{again.ID}})
	require.Empty(t, removed.Setup.Fillers)
}

func TestChangesFailWithTheEmbedder(t *testing.T) {
	t.Parallel()
	language, w, _ := small(responder.StepFAQ)
	added := faq.New(faq.General, "Yes.", "Something new?")
	added.Status = faq.Active
	down := errors.New("connection refused")
	maker := replay.Maker{Embed: func(context.Context, []string) ([][]float32, error) { return nil, down }}
	_, err := maker.Changed(t.Context(), w, responder.ReplayRequest{Upsert: []faq.FAQ{added}})
	require.ErrorIs(t, err, down)
	maker.Embed = func(context.Context, []string) ([][]float32, error) { return nil, nil }
	_, err = maker.Changed(t.Context(), w, responder.ReplayRequest{Upsert: []faq.FAQ{added}})
	require.ErrorContains(t, err, "one vector for each question")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = language.maker().Changed(ctx, w, responder.ReplayRequest{Remove: []string{"faq-001"}})
	require.ErrorIs(t, err, context.Canceled)
}
