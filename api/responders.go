package api

import (
	"context"
	"fmt"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// Chain is how the chain of responders stands.
type Chain interface {
	// Setup is what the chain would answer with now.
	Setup(ctx context.Context) (responder.Setup, error)
	SetOrder(ctx context.Context, o responder.Order, by string) error
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
	order := orderOf(r.Body.Order)
	if err := h.chain.SetOrder(ctx, order, editor(ctx)); err != nil {
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
	ready, err := h.ready(ctx, setup)
	if err != nil {
		return Responders{}, err
	}
	view := Responders{Order: chainView(setup.Order), Steps: []StepState{}}
	for _, on := range []bool{true, false} {
		steps := setup.Order
		if !on {
			steps = off(setup.Order)
		}
		for _, s := range steps {
			view.Steps = append(view.Steps, StepState{Step: Step(s), On: on, Ready: ready[s], Explanation: describe(s, on, ready[s])})
		}
	}
	return view, nil
}

// ready says of each step whether it has something to answer with.
func (h responderHandlers) ready(ctx context.Context, s responder.Setup) (map[responder.Step]bool, error) {
	ready := map[responder.Step]bool{
		responder.StepQuickReply: len(s.QuickReplies) > 0,
		responder.StepFiller:     len(s.Fillers) > 0,
	}
	for _, t := range faq.Types() {
		if !t.Matched() {
			continue
		}
		found, _, err := h.faqs.ListFAQs(ctx, faq.Filter{Status: faq.Active, Type: t, Limit: 1})
		if err != nil {
			return nil, fmt.Errorf("active FAQs: %w", err)
		}
		ready[responder.StepFAQ] = ready[responder.StepFAQ] || len(found) > 0
	}
	return ready, nil
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
