package api

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"github.com/parleyhq/parley/faq"
)

// ArchiveFAQ takes an FAQ out of use.
func (h faqHandlers) ArchiveFAQ(ctx context.Context, r ArchiveFAQRequestObject) (ArchiveFAQResponseObject, error) {
	stored, err := h.faqs.ArchiveFAQ(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return ArchiveFAQ200JSONResponse(faqView(stored)), nil
}

// RestoreFAQ brings an archived FAQ back as a draft.
func (h faqHandlers) RestoreFAQ(ctx context.Context, r RestoreFAQRequestObject) (RestoreFAQResponseObject, error) {
	stored, err := h.faqs.RestoreFAQ(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return RestoreFAQ200JSONResponse(faqView(stored)), nil
}

// ActivateFAQ lets an FAQ answer end users.
func (h faqHandlers) ActivateFAQ(ctx context.Context, r ActivateFAQRequestObject) (ActivateFAQResponseObject, error) {
	stored, err := h.faqs.ActivateFAQ(ctx, r.ID, editorOf(ctx), true)
	if err != nil {
		return nil, err
	}
	return ActivateFAQ200JSONResponse(faqView(stored)), nil
}

// faqProblem names the fields of an FAQ as the API calls them: the first of the
// domain's questions is the question, the others are the related ones.
func faqProblem(err error) error {
	var f fields
	for _, e := range faq.FieldErrors(err) {
		f.add(apiQuestions(e.Field), apiQuestions(e.Reason))
	}
	return f.err()
}

var domainQuestion = regexp.MustCompile(`\bquestions(?:\[(\d+)\])?`)

func apiQuestions(text string) string {
	return domainQuestion.ReplaceAllStringFunc(text, func(name string) string {
		index, err := strconv.Atoi(domainQuestion.FindStringSubmatch(name)[1])
		switch {
		case err != nil:
			return "related_questions"
		case index == 0:
			return "question"
		default:
			return fmt.Sprintf("related_questions[%d]", index-1)
		}
	})
}
