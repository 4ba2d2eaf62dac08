package api

import (
	"context"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
)

// CheckFAQ gives advice on an FAQ while it is written. What is not acceptable
// yet is no problem, saving will say so; then only its words are looked at.
func (h faqHandlers) CheckFAQ(ctx context.Context, r CheckFAQRequestObject) (CheckFAQResponseObject, error) {
	b := r.Body
	if b.FAQID != "" && !conversation.IsUUID(b.FAQID) {
		return nil, invalid(FieldError{Field: "faq_id", Reason: "is no FAQ"})
	}
	f := faq.New(faq.Type(b.Type), b.Answer, b.Question, b.RelatedQuestions...)
	f.ID = b.FAQID
	return CheckFAQ200JSONResponse{Advice: each(h.index.check(ctx, f), adviceView)}, nil
}

func (x indexing) check(ctx context.Context, f faq.FAQ) []faq.Advice {
	if f.Validate() != nil {
		return faq.Lint(f)
	}
	serving, vectors, err := x.embed(ctx, f)
	if err != nil {
		x.log.WarnContext(ctx, "no search for overlaps", "faq", f.ID, "error", err)
		return faq.Lint(f)
	}
	return x.advise(ctx, serving, f, vectors)
}
