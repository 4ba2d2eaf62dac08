package parley

import (
	"context"
	"fmt"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/demo"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/store"
)

// importFAQs stores the demo brand's FAQs, active.
func importFAQs(ctx context.Context, s *store.Store, model embedding.Embedder) error {
	faqs, err := demo.FAQs()
	if err != nil {
		return fmt.Errorf("read the demo's FAQs: %w", err)
	}
	for _, d := range faqs {
		f := faq.New(faq.Type(d.Type), d.Answer, d.Question, d.RelatedQuestions...)
		f.Status, f.Labels = faq.Active, d.Labels
		vectors, err := matcher.Vectors(ctx, model, f.Texts())
		if err != nil {
			return fmt.Errorf("embed %s: %w", d.Key, err)
		}
		if _, err := s.CreateFAQ(ctx, f, model.Model(), vectors, ""); err != nil {
			return fmt.Errorf("import %s: %w", d.Key, err)
		}
	}
	return nil
}

// Texts returns what customers of the demo brand write, in two parts: what the
// FAQs answer and what is left to a person.
func (s *System) Texts(ctx context.Context) (answered, forHuman []string, err error) {
	messages, err := demo.Messages()
	if err != nil {
		return nil, nil, fmt.Errorf("read the demo's messages: %w", err)
	}
	setup, err := s.store.Setup(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read how the chain stands: %w", err)
	}
	for _, m := range messages {
		if len(m.Lines) > 0 {
			continue
		}
		decision, err := s.chain.Respond(ctx, responder.Burst{Lines: []string{m.Text}}, setup, responder.Past{})
		if err != nil {
			return nil, nil, fmt.Errorf("match: %w", err)
		}
		if decision.Answered {
			answered = append(answered, m.Text)
		} else {
			forHuman = append(forHuman, m.Text)
		}
	}
	return answered, forHuman, nil
}
