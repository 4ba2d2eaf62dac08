package api

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/faq"
)

// FAQs is what editing FAQs needs of the store. All but the first fail with
// faq.ErrNotFound.
type FAQs interface {
	// ListFAQs returns a page and the key of the next one, nil on the last.
	ListFAQs(ctx context.Context, f faq.Filter) ([]faq.FAQ, *faq.ListKey, error)
	// CreateFAQ and UpdateFAQ store one vector per question, of the named model. by
	// is the user, "" for an API key. UpdateFAQ fails with faq.ErrChanged if version
	// is not the current one.
	CreateFAQ(ctx context.Context, f faq.FAQ, model string, vectors [][]float32, by string) (faq.FAQ, error)
	UpdateFAQ(ctx context.Context, f faq.FAQ, model string, vectors [][]float32, by string, version int64) (faq.FAQ, error)
	GetFAQ(ctx context.Context, id string) (faq.FAQ, error)
	ArchiveFAQ(ctx context.Context, id string) (faq.FAQ, error)
	RestoreFAQ(ctx context.Context, id string) (faq.FAQ, error)
	// ActivateFAQ fails with faq.ErrArchived, with faq.ErrIncomplete, and with
	// faq.ErrOwnEdit unless the user may activate what they edited last.
	ActivateFAQ(ctx context.Context, id, by string, mayOwn bool) (faq.FAQ, error)
}

// Vectors makes the vectors under which questions are found, of a named model.
type Vectors interface {
	Vectors(ctx context.Context, questions []string) ([][]float32, error)
	Model() string
}

type faqHandlers struct {
	faqs    FAQs
	vectors Vectors
}

// ListFaqs lists FAQs, latest change first.
func (h faqHandlers) ListFaqs(ctx context.Context, r ListFaqsRequestObject) (ListFaqsResponseObject, error) {
	p := r.Params
	filter := faq.Filter{Status: faq.Status(p.Status), Type: faq.Type(p.Type), Label: p.Label, Query: p.Q}
	name, err := json.Marshal(filter)
	if err != nil {
		return nil, fmt.Errorf("name list: %w", err)
	}
	listName := "faqs " + string(name)
	if filter.After, err = decodeCursor[faq.ListKey](listName, p.Cursor); err != nil {
		return nil, err
	}
	filter.Limit = orDefault(p.Limit, defaultLimit)
	found, end, err := h.faqs.ListFAQs(ctx, filter)
	if err != nil {
		return nil, err
	}
	response := ListFaqs200JSONResponse{Items: each(found, faqView)}
	if end != nil {
		response.NextCursor, err = encodeCursor(listName, end)
	}
	return response, err
}

// CreateFAQ creates an FAQ, as a draft unless the caller wants it active and
// may activate it.
func (h faqHandlers) CreateFAQ(ctx context.Context, r CreateFAQRequestObject) (CreateFAQResponseObject, error) {
	b := r.Body
	f := faq.New(faq.Type(b.Type), b.Answer, b.Question, b.RelatedQuestions...)
	f.Labels = b.Labels
	if b.Status == NewFAQStatusActive && account.Allowed(callOf(ctx).principal, account.PublishContent) {
		f.Status = faq.Active
	}
	vectors, err := h.embed(ctx, f)
	if err != nil {
		return nil, err
	}
	stored, err := h.faqs.CreateFAQ(ctx, f, h.vectors.Model(), vectors, editorOf(ctx))
	if err != nil {
		return nil, err
	}
	return CreateFAQ201JSONResponse(faqView(stored)), nil
}

// GetFAQ reads an FAQ.
func (h faqHandlers) GetFAQ(ctx context.Context, r GetFAQRequestObject) (GetFAQResponseObject, error) {
	found, err := h.faqs.GetFAQ(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetFAQ200JSONResponse(faqView(found)), nil
}

// UpdateFAQ changes an FAQ. What answers end users may be changed only by who
// may let it.
func (h faqHandlers) UpdateFAQ(ctx context.Context, r UpdateFAQRequestObject) (UpdateFAQResponseObject, error) {
	old, err := h.faqs.GetFAQ(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if old.Status == faq.Active && !account.Allowed(callOf(ctx).principal, account.PublishContent) {
		return nil, refuse(kindForbidden, "This FAQ is active: only who may activate FAQs may change it.")
	}
	b := r.Body
	f := faq.New(faq.Type(b.Type), b.Answer, b.Question, b.RelatedQuestions...)
	f.ID, f.Status, f.Labels = old.ID, old.Status, b.Labels
	vectors, err := h.embed(ctx, f)
	if err != nil {
		return nil, err
	}
	stored, err := h.faqs.UpdateFAQ(ctx, f, h.vectors.Model(), vectors, editorOf(ctx), old.Version)
	if err != nil {
		return nil, err
	}
	return UpdateFAQ200JSONResponse(faqView(stored)), nil
}

// embed checks an FAQ and returns a vector for each of its questions. Without
// the embedder nothing is stored: an FAQ that cannot be found answers nobody.
func (h faqHandlers) embed(ctx context.Context, f faq.FAQ) ([][]float32, error) {
	if err := f.Validate(); err != nil {
		return nil, faqProblem(err)
	}
	vectors, err := h.vectors.Vectors(ctx, f.Texts())
	if err != nil {
		return nil, away(fmt.Errorf("embed questions: %w", err), "The embedding model does not answer. Nothing was stored; try again.")
	}
	return vectors, nil
}

// editorOf returns the id of the user who calls, "" for an API key.
func editorOf(ctx context.Context) string {
	if user := callOf(ctx).principal.User; user != nil {
		return user.ID
	}
	return ""
}

func faqView(f faq.FAQ) FAQ {
	texts := f.Texts()
	return FAQ{
		ID: f.ID, Type: FAQType(f.Type), Status: FAQStatus(f.Status), Question: texts[0],
		RelatedQuestions: texts[1:], Answer: f.Answer, Labels: list(f.Labels),
		CreatedAt: f.CreatedAt.UTC(), UpdatedAt: f.UpdatedAt.UTC(),
	}
}
