package api

import (
	"strconv"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// verdictView shows what the chain decided, with everything it was decided by.
func verdictView(d responder.Decision) FAQVerdict {
	v := FAQVerdict{
		Answered: d.Answered, Answer: orNull(d.Answer), Step: orNull(string(d.Step)), Reason: string(d.Reason),
		Explanation: explain(d), Candidates: []FAQCandidate{}, Chain: chainView(d.Order),
		QuickReplyID: orNull(d.QuickReplyID), QuickReplies: each(d.QuickReplies, replyVerdictView), At: d.At.UTC(),
	}
	if d.FillerID != "" {
		v.FAQID, v.FAQURL = &d.FillerID, orNull(faqURL(d.FillerID))
	}
	if m := d.FAQ; m != nil {
		v.Score, v.Threshold, v.Margin = m.Score, m.Threshold, m.Margin
		v.Model, v.TrainingID, v.Corrected = orNull(m.Model), orNull(m.TrainingID), m.Corrected
		v.Calibration = orNull(string(m.Calibration))
		v.Candidates = each(m.Candidates, candidateView)
		if m.RunnerUp != nil {
			runnerUp := candidateView(*m.RunnerUp)
			v.RunnerUp = &runnerUp
		}
		if m.Answered {
			v.FAQID, v.FAQURL, v.Question = &m.FAQID, orNull(faqURL(m.FAQID)), &m.Question
		}
	}
	return v
}

func candidateView(c faq.Candidate) FAQCandidate {
	return FAQCandidate{FAQID: c.FAQID, FAQURL: faqURL(c.FAQID), Question: c.Question, Answer: c.Answer, Score: c.Score}
}

func replyVerdictView(v responder.Verdict) QuickReplyVerdict {
	return QuickReplyVerdict{
		QuickReplyID: v.QuickReplyID, Name: v.Name, Active: v.Active, Sent: v.Sent,
		PeriodStart: instant(v.PeriodStart), PeriodEnd: instant(v.PeriodEnd), Explanation: v.Reason,
	}
}

// explain says in words why it came out so.
func explain(d responder.Decision) string {
	switch d.Reason {
	case faq.ReasonMatched:
		return "The question fits well, and better than any other FAQ."
	case responder.ReasonQuickReply:
		return "Quick reply " + strconv.Quote(chosenReply(d)) + " is on, and the conversation has not had it in this period."
	case responder.ReasonFiller:
		return "Nothing before it in the chain answered, so a filler is sent."
	default:
		return explainSilence(d.Reason)
	}
}

func chosenReply(d responder.Decision) string {
	for _, v := range d.QuickReplies {
		if v.QuickReplyID == d.QuickReplyID {
			return v.Name
		}
	}
	return ""
}

func explainSilence(r faq.Reason) string {
	switch r {
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
	case faq.ReasonFailed:
		return "The FAQs could not be asked: the embedding model did not answer."
	case responder.ReasonOff:
		return "Every responder is off."
	case responder.ReasonNothingToSend:
		return "The FAQs are off, and there was nothing else to send."
	default:
		return "The responders stayed silent."
	}
}
