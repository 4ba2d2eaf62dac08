package matcher

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/faq"
)

func TestDecideAtTheEdges(t *testing.T) {
	t.Parallel()
	const threshold, margin = 0.5, 0.125
	negativeZero := math.Copysign(0, -1)
	rows := []struct {
		name      string
		threshold float64
		margin    float64
		scores    []float64
		reason    faq.Reason
	}{
		{"at the threshold", threshold, margin, []float64{0.5}, faq.ReasonMatched},
		{"just below", threshold, margin, []float64{math.Nextafter(0.5, 0)}, faq.ReasonBelowThreshold},
		{"just above", threshold, margin, []float64{math.Nextafter(0.5, 1)}, faq.ReasonMatched},
		{"not a number", threshold, margin, []float64{math.NaN()}, faq.ReasonBelowThreshold},
		{"not a number, threshold 0", 0, 0, []float64{math.NaN()}, faq.ReasonBelowThreshold},
		{"minus infinite", 0, 0, []float64{math.Inf(-1)}, faq.ReasonBelowThreshold},
		{"minus zero, threshold 0", 0, 0, []float64{negativeZero}, faq.ReasonMatched},
		{"at the margin", threshold, margin, []float64{0.75, 0.625}, faq.ReasonMatched},
		{"inside the margin", threshold, margin, []float64{0.75, math.Nextafter(0.625, 1)}, faq.ReasonTie},
		{"equal", threshold, margin, []float64{0.75, 0.75}, faq.ReasonTie},
		{"equal, margin 0", threshold, 0, []float64{0.75, 0.75}, faq.ReasonTie},
		{"ahead, margin 0", threshold, 0, []float64{0.75, math.Nextafter(0.75, 0)}, faq.ReasonMatched},
		{"ahead of no number", threshold, margin, []float64{0.75, math.NaN()}, faq.ReasonTie},
		{"tie below the threshold", threshold, margin, []float64{0.25, 0.25}, faq.ReasonBelowThreshold},
		{"nothing", threshold, margin, nil, faq.ReasonNoFAQ},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			d := Decision{Threshold: row.threshold, Margin: row.margin}
			var r ranking
			for i, score := range row.scores {
				r = append(r, Candidate{FAQID: string(rune('a' + i)), Answer: "yes", Score: score})
			}
			decide(&d, r)
			require.Equal(t, row.reason, d.Reason)
			require.Equal(t, row.reason == faq.ReasonMatched, d.Answered)
			require.Equal(t, d.Answered, d.Answer != "")
			require.Equal(t, d.Answered, d.FAQID != "")
		})
	}
}

func TestDecideNeverAnswersWhatIsNotClear(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		score := rapid.OneOf(rapid.Float64Range(-1, 1), rapid.SampledFrom([]float64{0, 0.5, 1}))
		var r ranking
		for i, s := range rapid.SliceOfN(score, 0, 12).Draw(t, "scores") {
			r = append(r, Candidate{FAQID: string(rune('a' + i)), QuestionID: string(rune('a' + i)), Answer: "yes", Score: s})
		}
		r = r.sorted()
		d := Decision{
			Threshold: rapid.SampledFrom([]float64{0, 0.5, 0.9}).Draw(t, "threshold"),
			Margin:    rapid.SampledFrom([]float64{0, 0.01, 0.5}).Draw(t, "margin"),
		}
		decide(&d, r)
		isClear := len(r) > 0 && r[0].Score >= d.Threshold &&
			(len(r) == 1 || r[0].Score > r[1].Score && r[0].Score-r[1].Score >= d.Margin)
		require.Equal(t, isClear, d.Answered)
		require.LessOrEqual(t, len(d.Candidates), maxCandidates)
		if d.Answered {
			require.Equal(t, r[0].FAQID, d.FAQID)
		}
	})
}
