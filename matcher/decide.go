package matcher

import "github.com/parleyhq/parley/faq"

// maxCandidates is how many FAQs a decision lists.
const maxCandidates = 8

// decide fills in what the ranking means under the decision's threshold and
// margin.
func decide(d *Decision, r ranking) {
	d.Candidates = r[:min(len(r), maxCandidates)]
	if len(r) == 0 {
		d.Reason = faq.ReasonNoFAQ
		return
	}
	best := r[0]
	d.Score = best.Score
	ahead := true
	if len(r) > 1 {
		d.RunnerUp = &r[1]
		// Equal scores are a tie under every margin, zero included.
		ahead = best.Score > r[1].Score && best.Score-r[1].Score >= d.Margin
	}
	switch {
	// Not "<": a score that is no number is never at least the threshold.
	case !(best.Score >= d.Threshold):
		d.Reason = faq.ReasonBelowThreshold
	case !ahead:
		d.Reason = faq.ReasonTie
	default:
		d.Answered, d.Reason = true, faq.ReasonMatched
		d.FAQID, d.QuestionID, d.Question = best.FAQID, best.QuestionID, best.Question
		d.Answer, d.Type = best.Answer, best.Type
	}
}
