package api

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// ChainRunner runs the chain, for end users as for Test FAQ.
type ChainRunner interface {
	Respond(ctx context.Context, b responder.Burst, s responder.Setup, p responder.Past) (responder.Decision, error)
}

type testHandlers struct {
	responders ChainRunner
	chain      Chain
	faqs       FAQs
	now        func() time.Time
}

// savedOnly is what Test FAQ says to words that are not stored.
const savedOnly = "Save the FAQ first: Test FAQ knows saved FAQs only."

// TestFaqs says what would be answered to who writes for the first time.
func (h testHandlers) TestFaqs(ctx context.Context, r TestFaqsRequestObject) (TestFaqsResponseObject, error) {
	b := r.Body
	if err := checkTest(*b); err != nil {
		return nil, err
	}
	var about *faq.FAQ
	if b.FAQID != "" {
		found, err := h.saved(ctx, b.FAQID)
		if err != nil {
			return nil, err
		}
		about = &found
	}
	setup, err := h.chain.Setup(ctx)
	if err != nil {
		return nil, err
	}
	if setup.Serving.EmbedderID == "" && setup.Order.Has(responder.StepFAQ) {
		return nil, away(errors.New("no embedder serves"), "No worker has started yet, so there is no embedding model. Try again.")
	}
	burst := responder.Burst{Lines: linesOf(b.Text), At: b.At}
	if burst.At.IsZero() {
		burst.At = h.now()
	}
	d, err := h.responders.Respond(ctx, burst, setup, responder.Past{})
	// Where the FAQs failed, another responder may have answered all the same.
	if err != nil && !d.Answered {
		return nil, away(fmt.Errorf("respond: %w", err), "The FAQs cannot be asked now. Try again.")
	}
	v := verdictView(d)
	if about != nil {
		v.FAQ = standingView(*about, d)
	}
	return TestFaqs200JSONResponse(v), nil
}

func checkTest(b FAQTest) error {
	var f fields
	f.text(b.Text)
	for name, given := range map[string]bool{
		"question": b.Question != "", "related_questions": len(b.RelatedQuestions) > 0, "answer": b.Answer != "",
	} {
		if given {
			f.add(name, savedOnly)
		}
	}
	return f.err()
}

func (h testHandlers) saved(ctx context.Context, id string) (faq.FAQ, error) {
	if conversation.IsUUID(id) {
		found, err := h.faqs.GetFAQ(ctx, id)
		if !errors.Is(err, faq.ErrNotFound) {
			return found, err
		}
	}
	p := refuse(kindInvalid, savedOnly)
	p.fields = []FieldError{{Field: "faq_id", Reason: "is no saved FAQ"}}
	return faq.FAQ{}, p
}

// linesOf makes the lines of a burst of what somebody typed.
func linesOf(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == '\r' })
}
