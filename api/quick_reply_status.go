package api

import (
	"context"
	"errors"
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/schedule"
)

// CloneQuickReply copies a quick reply into a new draft.
func (h quickReplyHandlers) CloneQuickReply(ctx context.Context, r CloneQuickReplyRequestObject) (CloneQuickReplyResponseObject, error) {
	stored, err := h.replies.CloneQuickReply(ctx, r.ID, editor(ctx))
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, stored)
	return CloneQuickReply201JSONResponse(view), err
}

// ActivateQuickReply lets a quick reply answer end users.
func (h quickReplyHandlers) ActivateQuickReply(ctx context.Context, r ActivateQuickReplyRequestObject) (ActivateQuickReplyResponseObject, error) {
	stored, err := h.replies.ActivateQuickReply(ctx, r.ID, editor(ctx), account.MayPublishOwn(callOf(ctx).principal))
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, stored)
	return ActivateQuickReply200JSONResponse(view), err
}

// ArchiveQuickReply takes a quick reply out of use.
func (h quickReplyHandlers) ArchiveQuickReply(ctx context.Context, r ArchiveQuickReplyRequestObject) (ArchiveQuickReplyResponseObject, error) {
	stored, err := h.replies.ArchiveQuickReply(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, stored)
	return ArchiveQuickReply200JSONResponse(view), err
}

// RestoreQuickReply brings an archived quick reply back as a draft.
func (h quickReplyHandlers) RestoreQuickReply(ctx context.Context, r RestoreQuickReplyRequestObject) (RestoreQuickReplyResponseObject, error) {
	stored, err := h.replies.RestoreQuickReply(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, stored)
	return RestoreQuickReply200JSONResponse(view), err
}

// SetQuickReplyOrder says which quick reply goes first.
func (h quickReplyHandlers) SetQuickReplyOrder(ctx context.Context, r SetQuickReplyOrderRequestObject) (SetQuickReplyOrderResponseObject, error) {
	var f fields
	f.uuids("ids", r.Body.Ids)
	if err := f.err(); err != nil {
		return nil, err
	}
	ordered, err := h.replies.ReorderQuickReplies(ctx, r.Body.Ids)
	if errors.Is(err, faq.ErrChanged) {
		return nil, refuse(kindStale, "The list must name every quick reply that is not archived, each once. Read them again: another one may be there by now.")
	}
	if err != nil {
		return nil, err
	}
	list, err := h.list(ctx, ordered)
	return SetQuickReplyOrder200JSONResponse(list), err
}

// The bounds of a preview.
const (
	previewSpan    = 400 * 24 * time.Hour
	previewPeriods = 400
)

// PreviewQuickReply says when a quick reply would be on.
func (h quickReplyHandlers) PreviewQuickReply(ctx context.Context, r PreviewQuickReplyRequestObject) (PreviewQuickReplyResponseObject, error) {
	var f fields
	when, from, until := f.whenOf(r.Body.When), r.Body.From, r.Body.Until
	switch {
	case !from.Before(until):
		f.add("until", "must be after from")
	case until.Sub(from) > previewSpan:
		f.add("until", "must be at most 400 days after from")
	}
	calendars, err := h.known(ctx)
	if err != nil {
		return nil, err
	}
	times, err := when.Timetable(calendars)
	if err != nil && len(f) == 0 {
		f.add("when.outside_hours_of", "is no calendar")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	periods := times.Periods(from, until)
	complete := len(periods) <= previewPeriods
	if !complete {
		periods = periods[:previewPeriods]
	}
	return PreviewQuickReply200JSONResponse{
		Items: each(periods, func(p schedule.Period) Period { return periodView(p) }), Complete: complete,
	}, nil
}
