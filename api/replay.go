package api

import (
	"context"
	"fmt"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// Replays is where replays are kept.
type Replays interface {
	CreateReplay(ctx context.Context, r responder.ReplayRequest, by string) (responder.Replay, error)
	// GetReplay fails with faq.ErrNotFound. The texts of its examples are those of
	// the messages now.
	GetReplay(ctx context.Context, id string) (responder.Replay, error)
}

type replayHandlers struct {
	replays Replays
	faqs    FAQs
	jobs    Jobs
	Patience
}

// ReplayFaqs decides about past messages with a change that is not made, and
// reports if that is done soon.
func (h replayHandlers) ReplayFaqs(ctx context.Context, r ReplayFaqsRequestObject) (ReplayFaqsResponseObject, error) {
	request, err := h.request(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	created, err := h.replays.CreateReplay(ctx, request, editor(ctx))
	if err != nil {
		return nil, err
	}
	h.await(ctx, func(ctx context.Context) error { return h.jobs.StartReplay(ctx, created.ID) },
		func(ctx context.Context) error { return h.jobs.AwaitReplay(ctx, created.ID) })
	now, err := h.replays.GetReplay(ctx, created.ID)
	if err != nil {
		return nil, err
	}
	view := replayView(ctx, now)
	if now.Status == responder.ReplayRunning {
		return ReplayFaqs202JSONResponse{Body: view, Headers: ReplayFaqs202ResponseHeaders{Location: view.URL}}, nil
	}
	return ReplayFaqs200JSONResponse(view), nil
}

// GetReplay reads how far a replay has come, and what it found.
func (h replayHandlers) GetReplay(ctx context.Context, r GetReplayRequestObject) (GetReplayResponseObject, error) {
	found, err := h.replays.GetReplay(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetReplay200JSONResponse(replayView(ctx, found)), nil
}

// request reads the change that is to be tried.
func (h replayHandlers) request(ctx context.Context, b ReplayRequest) (responder.ReplayRequest, error) {
	request := responder.ReplayRequest{
		Days: orDefault(b.Days, responder.MaxReplayDays), Remove: b.Faqs.Remove,
		Calibration: faq.Calibration(b.Calibration), Threshold: b.Threshold,
	}
	if b.Order != nil {
		request.Order = orderOf(*b.Order)
	}
	var f fields
	f.uuids("faqs.remove", b.Faqs.Remove)
	f.uuids("faqs.activate", b.Faqs.Activate)
	for i, u := range b.Faqs.Upsert {
		request.Upsert = append(request.Upsert, f.upsert(fmt.Sprintf("faqs.upsert[%d].", i), u))
	}
	if err := f.err(); err != nil {
		return request, err
	}
	for i, id := range b.Faqs.Activate {
		draft, err := h.faqs.GetFAQ(ctx, id)
		if err != nil {
			return request, f.noFAQ(err, fmt.Sprintf("faqs.activate[%d]", i))
		}
		draft.Status = faq.Active
		f.faq(fmt.Sprintf("faqs.activate[%d].", i), draft.Validate())
		request.Upsert = append(request.Upsert, draft)
	}
	for i, u := range b.Faqs.Upsert {
		if u.ID == "" {
			continue
		}
		if _, err := h.faqs.GetFAQ(ctx, u.ID); err != nil {
			return request, f.noFAQ(err, fmt.Sprintf("faqs.upsert[%d].id", i))
		}
	}
	return request, f.err()
}

// upsert reads an FAQ as it would be: active, that is.
func (f *fields) upsert(prefix string, u ReplayFAQ) faq.FAQ {
	would := faq.New(faq.Type(u.Type), u.Answer, u.Question, u.RelatedQuestions...)
	would.ID, would.Status = u.ID, faq.Active
	if u.ID != "" {
		f.uuids(prefix+"id", []string{u.ID})
	}
	f.faq(prefix, would.Validate())
	return would
}

// noFAQ names the field whose FAQ is not there.
func (f *fields) noFAQ(err error, field string) error {
	if problemOf(err, func(error) bool { return false }).kind != kindNotFound {
		return err
	}
	f.add(field, "is no FAQ")
	return f.err()
}

// maySeeWhose reports whether the caller may know in whose conversation something
// was written.
func maySeeWhose(ctx context.Context) bool {
	return account.Allowed(callOf(ctx).principal, account.ReadConversations)
}
