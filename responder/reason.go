package responder

import "github.com/parleyhq/parley/faq"

// Reasons of a [Decision] beside those that [faq.Decision] gives, which are
// [faq.ReasonMatched] of an FAQ's answer and why there is none of the others.
const (
	// ReasonQuickReply is the reason of every quick reply.
	ReasonQuickReply faq.Reason = "quick_reply"
	// ReasonFiller is the reason of every filler.
	ReasonFiller faq.Reason = "filler"
	// ReasonOff says that the chain is empty.
	ReasonOff faq.Reason = "responders_off"
	// ReasonNothingToSend says that the FAQs are off, and that no quick reply or
	// filler was on that the conversation had not had.
	ReasonNothingToSend faq.Reason = "nothing_to_send"
)

// SilenceReason is the reason of a decision that answers nothing: that of the
// FAQs if they were asked, since it is they who should know.
func SilenceReason(o Order, asked *faq.Decision) faq.Reason {
	switch {
	case asked != nil:
		return asked.Reason
	case len(o) == 0:
		return ReasonOff
	default:
		return ReasonNothingToSend
	}
}
