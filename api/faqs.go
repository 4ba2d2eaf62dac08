package api

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/faq"
)

// FAQs is what editing FAQs needs of the store. What names one that is not there
// fails with faq.ErrNotFound; by is a user, "" for none.
type FAQs interface {
	// ListFAQs returns a page and the key of the next one, nil on the last.
	ListFAQs(ctx context.Context, f faq.Filter) ([]faq.FAQ, *faq.ListKey, error)
	// CountFAQs counts those that a filter selects, by type and status.
	CountFAQs(ctx context.Context, f faq.Filter) ([]faq.Count, error)
	// CreateFAQ and UpdateFAQ store one vector per question. They fail with
	// faq.ErrModel if another model than the named one serves by now, and with
	// faq.ErrIncomplete for an active FAQ without an answer.
	CreateFAQ(ctx context.Context, f faq.FAQ, model string, vectors [][]float32, by string) (faq.FAQ, error)
	// UpdateFAQ fails with faq.ErrChanged if the version is not the stored one.
	UpdateFAQ(ctx context.Context, f faq.FAQ, model string, vectors [][]float32, by string, version int64) (faq.FAQ, error)
	GetFAQ(ctx context.Context, id string) (faq.FAQ, error)
	CloneFAQ(ctx context.Context, id, by string) (faq.FAQ, error)
	ArchiveFAQ(ctx context.Context, id string) (faq.FAQ, error)
	RestoreFAQ(ctx context.Context, id string) (faq.FAQ, error)
	// ActivateFAQ fails with faq.ErrArchived, faq.ErrIncomplete and, unless
	// mayOwn, faq.ErrOwnEdit.
	ActivateFAQ(ctx context.Context, id, by string, mayOwn bool) (faq.FAQ, error)
}

type faqHandlers struct {
	faqs    FAQs
	index   indexing
	changes Bell
}

// ListFaqs lists FAQs.
func (h faqHandlers) ListFaqs(ctx context.Context, r ListFaqsRequestObject) (ListFaqsResponseObject, error) {
	p := r.Params
	filter := faq.Filter{
		Status: faq.Status(p.Status), Type: faq.Type(p.Type), Label: p.Label, Query: p.Q, Sort: faq.Sort(p.Sort),
		Reverse: p.Reverse,
	}
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

// CountFaqs counts FAQs by status.
func (h faqHandlers) CountFaqs(ctx context.Context, r CountFaqsRequestObject) (CountFaqsResponseObject, error) {
	counts, err := h.faqs.CountFAQs(ctx, faq.Filter{Type: faq.Type(r.Params.Type), Label: r.Params.Label, Query: r.Params.Q})
	if err != nil {
		return nil, err
	}
	view := FAQCounts{}
	for _, c := range counts {
		switch c.Status {
		case faq.Draft:
			view.Draft += c.N
		case faq.Active:
			view.Active += c.N
		case faq.Archived:
			view.Archived += c.N
		}
	}
	return CountFaqs200JSONResponse(view), nil
}

// CreateFAQ creates an FAQ, as a draft unless the caller wants it active and may
// let their own words answer.
func (h faqHandlers) CreateFAQ(ctx context.Context, r CreateFAQRequestObject) (CreateFAQResponseObject, error) {
	b := r.Body
	f := faq.New(faq.Type(b.Type), b.Answer, b.Question, b.RelatedQuestions...)
	f.Labels, f.Status = b.Labels, firstStatus(ctx, string(b.Status))
	stored, advice, err := h.index.save(ctx, f, func(model string, vectors [][]float32) (faq.FAQ, error) {
		return h.faqs.CreateFAQ(ctx, f, model, vectors, editor(ctx))
	})
	if err != nil {
		return nil, err
	}
	h.changed(stored)
	return CreateFAQ201JSONResponse(advised(stored, advice)), nil
}

// GetFAQ reads an FAQ, with advice on its words alone.
func (h faqHandlers) GetFAQ(ctx context.Context, r GetFAQRequestObject) (GetFAQResponseObject, error) {
	found, err := h.faqs.GetFAQ(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetFAQ200JSONResponse(advised(found, faq.Lint(found))), nil
}

// UpdateFAQ changes an FAQ. What answers end users may be changed only by who
// may let their own words answer.
func (h faqHandlers) UpdateFAQ(ctx context.Context, r UpdateFAQRequestObject) (UpdateFAQResponseObject, error) {
	old, err := h.faqs.GetFAQ(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if err := mayEdit(ctx, old.Status); err != nil {
		return nil, err
	}
	b := r.Body
	f := faq.New(faq.Type(b.Type), b.Answer, b.Question, b.RelatedQuestions...)
	f.ID, f.Status, f.Labels = old.ID, old.Status, b.Labels
	seen := seenVersion(b.Version, old.Version)
	stored, advice, err := h.index.save(ctx, f, func(model string, vectors [][]float32) (faq.FAQ, error) {
		return h.faqs.UpdateFAQ(ctx, f, model, vectors, editor(ctx), seen)
	})
	if err != nil {
		return nil, stale(err, func() (int64, error) {
			now, err := h.faqs.GetFAQ(ctx, r.ID)
			return now.Version, err
		})
	}
	h.changed(stored)
	return UpdateFAQ200JSONResponse(advised(stored, advice)), nil
}

// CloneFAQ copies an FAQ into a new draft.
func (h faqHandlers) CloneFAQ(ctx context.Context, r CloneFAQRequestObject) (CloneFAQResponseObject, error) {
	stored, err := h.faqs.CloneFAQ(ctx, r.ID, editor(ctx))
	if err != nil {
		return nil, err
	}
	return CloneFAQ201JSONResponse(advised(stored, faq.Lint(stored))), nil
}

// ArchiveFAQ takes an FAQ out of use.
func (h faqHandlers) ArchiveFAQ(ctx context.Context, r ArchiveFAQRequestObject) (ArchiveFAQResponseObject, error) {
	stored, err := h.faqs.ArchiveFAQ(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	h.changes.FAQsChanged()
	return ArchiveFAQ200JSONResponse(advised(stored, faq.Lint(stored))), nil
}

// RestoreFAQ brings an archived FAQ back as a draft.
func (h faqHandlers) RestoreFAQ(ctx context.Context, r RestoreFAQRequestObject) (RestoreFAQResponseObject, error) {
	stored, err := h.faqs.RestoreFAQ(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return RestoreFAQ200JSONResponse(advised(stored, faq.Lint(stored))), nil
}

// ActivateFAQ lets an FAQ answer end users.
func (h faqHandlers) ActivateFAQ(ctx context.Context, r ActivateFAQRequestObject) (ActivateFAQResponseObject, error) {
	stored, err := h.faqs.ActivateFAQ(ctx, r.ID, editor(ctx), account.MayPublishOwn(callOf(ctx).principal))
	if err != nil {
		return nil, err
	}
	h.changes.FAQsChanged()
	return ActivateFAQ200JSONResponse(advised(stored, faq.Lint(stored))), nil
}

// changed rings for the training if what was stored answers end users.
func (h faqHandlers) changed(f faq.FAQ) {
	if f.Status == faq.Active {
		h.changes.FAQsChanged()
	}
}
