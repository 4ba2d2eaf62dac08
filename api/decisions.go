package api

import (
	"context"
	"fmt"
	"strings"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// Matcher decides what the FAQs answer to a burst of lines, as it does for end
// users.
type Matcher interface {
	Match(ctx context.Context, lines []string) (faq.Decision, error)
	Vectors
}

// Decisions is where automatic decisions are kept.
type Decisions interface {
	// GetDecision fails with faq.ErrNotFound.
	GetDecision(ctx context.Context, id string) (responder.Recorded, error)
}

type decisionHandlers struct {
	matcher   Matcher
	decisions Decisions
}

// GetDecision says why something was answered, or was not.
func (h decisionHandlers) GetDecision(ctx context.Context, r GetDecisionRequestObject) (GetDecisionResponseObject, error) {
	d, err := h.decisions.GetDecision(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	var matched faq.Decision
	if d.FAQ != nil {
		matched = *d.FAQ
	}
	return GetDecision200JSONResponse{
		ID: d.ID, ConversationID: d.ConversationID, Ticket: d.Ticket, FromSeq: d.FromSeq, UptoSeq: d.UptoSeq,
		CreatedAt: d.CreatedAt.UTC(), Verdict: verdictView(matched),
	}, nil
}

// TestFaqs says what would be answered.
func (h decisionHandlers) TestFaqs(ctx context.Context, r TestFaqsRequestObject) (TestFaqsResponseObject, error) {
	var f fields
	f.text("text", r.Body.Text)
	if err := f.err(); err != nil {
		return nil, err
	}
	lines := strings.FieldsFunc(r.Body.Text, func(c rune) bool { return c == '\n' || c == '\r' })
	decision, err := h.matcher.Match(ctx, lines)
	if err != nil {
		return nil, away(fmt.Errorf("match: %w", err), "The FAQs cannot be asked now. Try again.")
	}
	return TestFaqs200JSONResponse(verdictView(decision)), nil
}

func verdictView(d faq.Decision) FAQVerdict {
	return FAQVerdict{
		Answered: d.Answered, Answer: orNull(d.Answer), FAQID: orNull(d.FAQID), Question: orNull(d.Question),
		Score: d.Score, Threshold: d.Threshold, Margin: d.Margin, Step: d.Step, Model: orNull(d.Model),
		Reason: string(d.Reason), Explanation: explain(d.Reason),
		Candidates: each(d.Candidates, func(c faq.Candidate) FAQCandidate {
			return FAQCandidate{FAQID: c.FAQID, Question: c.Question, Answer: c.Answer, Score: c.Score}
		}),
	}
}

// explain says a reason in words.
func explain(r faq.Reason) string {
	switch r {
	case faq.ReasonMatched:
		return "The question fits well, and better than any other FAQ."
	case faq.ReasonNoWords:
		return "The message has no words."
	case faq.ReasonTooLong:
		return "The message is too long: it is for a person to read."
	case faq.ReasonNoFAQ:
		return "There is no active FAQ to compare it with."
	case faq.ReasonBelowThreshold:
		return "No question fits well enough."
	case faq.ReasonTie:
		return "Two FAQs fit about equally well."
	default:
		return "The FAQs stayed silent."
	}
}
