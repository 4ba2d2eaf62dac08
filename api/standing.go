package api

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// standingView says how one FAQ came out in a decision, and why it did not answer.
func standingView(f faq.FAQ, d responder.Decision) *FAQStanding {
	v := &FAQStanding{
		FAQID: f.ID, FAQURL: faqURL(f.ID), Status: FAQStatus(f.Status),
		Answered:    d.FillerID == f.ID || d.FAQ != nil && d.FAQ.Answered && d.FAQ.FAQID == f.ID,
		Explanation: standing(f, d),
	}
	if rank := rankOf(f, d); rank > 0 {
		c := d.FAQ.Candidates[rank-1]
		v.Rank, v.Score, v.Question = &rank, &c.Score, &c.Question
	}
	return v
}

// rankOf is the place of an FAQ among the candidates from 1, 0 if it is none.
func rankOf(f faq.FAQ, d responder.Decision) int {
	if d.FAQ == nil {
		return 0
	}
	return 1 + slices.IndexFunc(d.FAQ.Candidates, func(c faq.Candidate) bool { return c.FAQID == f.ID })
}

func standing(f faq.FAQ, d responder.Decision) string {
	switch {
	case f.Status == faq.Draft:
		return "It is a draft: it answers once somebody activates it."
	case f.Status == faq.Archived:
		return "It is archived: it answers once it is restored and activated."
	case f.Type == faq.Filler:
		return standingFiller(f, d)
	case d.FAQ == nil:
		return notAsked(d)
	}
	switch rank := rankOf(f, d); {
	case d.FAQ.Answered && d.FAQ.FAQID == f.ID:
		return "It answers: its question " + strconv.Quote(d.FAQ.Question) + " fits well, and better than any other FAQ."
	case rank == 0 && d.FAQ.Reason != faq.ReasonMatched && d.FAQ.Reason != faq.ReasonBelowThreshold && d.FAQ.Reason != faq.ReasonTie:
		return explainSilence(d.FAQ.Reason)
	case rank == 0:
		return "None of its questions came near. If this should be answered, add it as a related question."
	case rank > 1:
		best := d.FAQ.Candidates[0]
		return fmt.Sprintf("It came in place %d: %s of another FAQ fits better (%.2f against %.2f).",
			rank, strconv.Quote(best.Question), best.Score, d.FAQ.Candidates[rank-1].Score)
	case d.FAQ.Reason == faq.ReasonTie:
		return fmt.Sprintf("It came first, but another FAQ fits about equally well: it is not ahead by the margin of %.2f, so a person decides.", d.FAQ.Margin)
	case d.FAQ.Reason == faq.ReasonBelowThreshold:
		return fmt.Sprintf("It came first with %.2f, below the threshold of %.2f. If this should be answered, add it as a related question.", d.FAQ.Score, d.FAQ.Threshold)
	default:
		return explainSilence(d.FAQ.Reason)
	}
}

func standingFiller(f faq.FAQ, d responder.Decision) string {
	switch {
	case d.FillerID == f.ID:
		return "It is sent as a filler: nothing before it in the chain answered."
	case d.FillerID != "":
		return "Another filler is sent. Which one is chosen depends on the conversation."
	case !d.Order.Has(responder.StepFiller):
		return "It is a filler, and fillers are not in the chain."
	case d.Answered:
		return "It is a filler, sent only if nothing before it in the chain answers; something did."
	default:
		return "It is a filler, which is not sent to a message without words."
	}
}

func notAsked(d responder.Decision) string {
	switch {
	case !d.Order.Has(responder.StepFAQ):
		return "FAQs are not in the chain."
	case d.QuickReplyID != "":
		return "Quick reply " + strconv.Quote(chosenReply(d)) + " answered before the FAQs were asked: it stands before them in the chain."
	default:
		return "Something before the FAQs in the chain answered."
	}
}
