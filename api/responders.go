package api

import (
	"context"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// Chain is how the chain of responders stands.
type Chain interface {
	// Setup is what the chain would answer with now.
	Setup(ctx context.Context) (responder.Setup, error)
	// SetOrder fails with faq.ErrChanged if the order is not the one that was seen;
	// nil is any.
	SetOrder(ctx context.Context, o, seen responder.Order, by string) error
	// LastChainEdit returns who set the order last, nil for no user, and when, the
	// zero instant for never.
	LastChainEdit(ctx context.Context) (*conversation.Person, time.Time, error)
}

type responderHandlers struct {
	chain Chain
	faqs  FAQs
}

// GetResponders reads the chain.
func (h responderHandlers) GetResponders(ctx context.Context, _ GetRespondersRequestObject) (GetRespondersResponseObject, error) {
	view, err := h.read(ctx)
	return GetResponders200JSONResponse(view), err
}

// SetResponders sets the order of the chain. What is left out is off.
func (h responderHandlers) SetResponders(ctx context.Context, r SetRespondersRequestObject) (SetRespondersResponseObject, error) {
	var seen responder.Order
	if r.Body.Seen != nil {
		seen = orderOf(*r.Body.Seen)
	}
	if err := h.chain.SetOrder(ctx, orderOf(r.Body.Order), seen, editor(ctx)); err != nil {
		return nil, err
	}
	view, err := h.read(ctx)
	return SetResponders200JSONResponse(view), err
}

func orderOf(steps []Step) responder.Order {
	return responder.Order(each(steps, func(s Step) responder.Step { return responder.Step(s) }))
}

func chainView(o responder.Order) []Step {
	return each(o, func(s responder.Step) Step { return Step(s) })
}

func (h responderHandlers) read(ctx context.Context) (Responders, error) {
	setup, err := h.chain.Setup(ctx)
	if err != nil {
		return Responders{}, err
	}
	counts, err := h.counts(ctx, setup)
	if err != nil {
		return Responders{}, err
	}
	by, at, err := h.chain.LastChainEdit(ctx)
	if err != nil {
		return Responders{}, err
	}
	view := Responders{Order: chainView(setup.Order), Steps: []StepState{}, EditedBy: personView(by), EditedAt: instant(at)}
	for _, on := range []bool{true, false} {
		steps := setup.Order
		if !on {
			steps = off(setup.Order)
		}
		for _, s := range steps {
			ready := counts[s] > 0
			view.Steps = append(view.Steps, StepState{Step: Step(s), On: on, Ready: ready, Count: counts[s], Explanation: describe(s, on, ready)})
		}
	}
	return view, nil
}

// counts says of each step how much it has to answer with.
func (h responderHandlers) counts(ctx context.Context, s responder.Setup) (map[responder.Step]int, error) {
	counts := map[responder.Step]int{
		responder.StepQuickReply: len(s.QuickReplies),
		responder.StepFiller:     len(s.Fillers),
	}
	active, err := h.faqs.CountFAQs(ctx, faq.Filter{Status: faq.Active})
	if err != nil {
		return nil, err
	}
	for _, c := range active {
		if c.Type.Matched() {
			counts[responder.StepFAQ] += c.N
		}
	}
	return counts, nil
}

func off(o responder.Order) []responder.Step {
	var steps []responder.Step
	for _, s := range responder.Steps() {
		if !o.Has(s) {
			steps = append(steps, s)
		}
	}
	return steps
}

// describe says in a sentence what a step does for end users.
func describe(s responder.Step, on, ready bool) string {
	has := map[responder.Step]string{
		responder.StepFAQ: "an active FAQ", responder.StepQuickReply: "an active quick reply",
		responder.StepFiller: "an active FAQ of type filler",
	}[s]
	switch {
	case on && ready:
		return map[responder.Step]string{
			responder.StepFAQ:        "Answers what an active FAQ matches.",
			responder.StepQuickReply: "Sends the active quick reply whose time it is, once per conversation and period.",
			responder.StepFiller:     "Sends an active filler, never twice in a row.",
		}[s]
	case on:
		return "Stays silent: there is not " + has + "."
	case ready:
		return "Off: it is not in the chain."
	default:
		return "Off: it is not in the chain, and there is not " + has + "."
	}
}
