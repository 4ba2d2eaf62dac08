package matcher

import (
	"context"
	"fmt"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// Chain asks the responders in their order: live traffic, Test FAQ and replay go
// through it. The zero value is not ready; see [NewChain].
type Chain struct {
	match func(ctx context.Context, b responder.Burst, s faq.Serving) (Decision, []faq.Vector, error)
}

// NewChain returns a chain that embeds what it is asked about.
func NewChain(m *Matcher) *Chain {
	return &Chain{match: func(ctx context.Context, b responder.Burst, s faq.Serving) (Decision, []faq.Vector, error) {
		return m.Match(ctx, s, b.Lines)
	}}
}

// Respond decides about a burst. The first step of the order that answers wins,
// and there is one answer at most; a step that is not in the order is off. If the
// FAQs fail (an embedder that is down, slow or wrong), the decision says so and
// the steps after them are asked all the same, but no filler goes out: "one
// moment" is no answer where a colleague must look. The error is what the FAQs
// failed with; the decision beside it stands.
func (c *Chain) Respond(
	ctx context.Context, b responder.Burst, s responder.Setup, p responder.Past,
) (responder.Decision, error) {
	d := responder.Decision{Order: s.Order, At: b.At}
	var failure error
	for _, step := range s.Order {
		switch step {
		case responder.StepFAQ:
			failure = c.askFAQs(ctx, b, s, &d)
		case responder.StepQuickReply:
			askQuickReplies(b, s, p, &d)
		case responder.StepFiller:
			if failure == nil {
				askFillers(b, s, p, &d)
			}
		}
		if d.Answered {
			d.Step = step
			return d, failure
		}
	}
	d.Reason = responder.SilenceReason(s.Order, d.FAQ)
	return d, failure
}

func (c *Chain) askFAQs(ctx context.Context, b responder.Burst, s responder.Setup, d *responder.Decision) error {
	found, vectors, err := c.match(ctx, b, s.Serving)
	if err == nil {
		err = responder.Decision{FAQ: &found}.Validate()
	}
	if err != nil {
		d.FAQ = &Decision{Step: faq.StepFAQ, Model: s.Serving.Model, Reason: faq.ReasonFailed}
		return fmt.Errorf("match FAQs: %w", err)
	}
	d.FAQ, d.Vectors = &found, vectors
	if found.Answered {
		d.Answered, d.Answer, d.Reason = true, found.Answer, found.Reason
	}
	return nil
}

func askQuickReplies(b responder.Burst, s responder.Setup, p responder.Past, d *responder.Decision) {
	verdicts, chosen := s.PickQuickReply(b, p)
	d.QuickReplies = verdicts
	if chosen == nil {
		return
	}
	d.Answered, d.Answer, d.Reason = true, chosen.Text, responder.ReasonQuickReply
	d.QuickReplyID = chosen.ID
	for _, v := range verdicts {
		if v.QuickReplyID == chosen.ID {
			d.PeriodStart = v.PeriodStart
		}
	}
}

func askFillers(b responder.Burst, s responder.Setup, p responder.Past, d *responder.Decision) {
	if filler := responder.PickFiller(b, s.Fillers, p); filler != nil {
		d.Answered, d.Answer, d.Reason = true, filler.Answer, responder.ReasonFiller
		d.FillerID = filler.ID
	}
}
