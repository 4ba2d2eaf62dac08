package api

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

// QuickReplies is what managing quick replies needs of the store. What names one
// that is not there fails with responder.ErrNotFound. by is a user, "" for none.
type QuickReplies interface {
	// ListQuickReplies returns all of them by position.
	ListQuickReplies(ctx context.Context) ([]responder.QuickReply, error)
	CreateQuickReply(ctx context.Context, q responder.QuickReply, by string) (responder.QuickReply, error)
	GetQuickReply(ctx context.Context, id string) (responder.QuickReply, error)
	// UpdateQuickReply fails with faq.ErrChanged if the version is not the stored
	// one.
	UpdateQuickReply(ctx context.Context, q responder.QuickReply, by string, version int64) (responder.QuickReply, error)
	CloneQuickReply(ctx context.Context, id, by string) (responder.QuickReply, error)
	// ActivateQuickReply fails with faq.ErrArchived, and with faq.ErrOwnEdit
	// unless mayOwn.
	ActivateQuickReply(ctx context.Context, id, by string, mayOwn bool) (responder.QuickReply, error)
	ArchiveQuickReply(ctx context.Context, id string) (responder.QuickReply, error)
	RestoreQuickReply(ctx context.Context, id string) (responder.QuickReply, error)
	// ReorderQuickReplies fails with faq.ErrChanged unless ids are those of all
	// quick replies that are not archived.
	ReorderQuickReplies(ctx context.Context, ids []string) ([]responder.QuickReply, error)
}

type quickReplyHandlers struct {
	replies   QuickReplies
	calendars Calendars
	now       func() time.Time
}

// ListQuickReplies lists quick replies in their order.
func (h quickReplyHandlers) ListQuickReplies(ctx context.Context, r ListQuickRepliesRequestObject) (ListQuickRepliesResponseObject, error) {
	found, err := h.replies.ListQuickReplies(ctx)
	if err != nil {
		return nil, err
	}
	if status := faq.Status(r.Params.Status); status != "" {
		found = slices.DeleteFunc(found, func(q responder.QuickReply) bool { return q.Status != status })
	}
	list, err := h.list(ctx, found)
	return ListQuickReplies200JSONResponse(list), err
}

func (h quickReplyHandlers) list(ctx context.Context, replies []responder.QuickReply) (QuickReplyList, error) {
	calendars, err := h.known(ctx)
	return QuickReplyList{Items: each(replies, func(q responder.QuickReply) QuickReply {
		return quickReplyView(q, calendars, h.now())
	})}, err
}

// CreateQuickReply creates a quick reply, as a draft unless the caller wants it
// active and may let their own words answer.
func (h quickReplyHandlers) CreateQuickReply(ctx context.Context, r CreateQuickReplyRequestObject) (CreateQuickReplyResponseObject, error) {
	b := r.Body
	q, err := h.quickReplyOf(ctx, b.Name, b.Text, b.When)
	if err != nil {
		return nil, err
	}
	q.Status = firstStatus(ctx, string(b.Status))
	stored, err := h.replies.CreateQuickReply(ctx, q, editor(ctx))
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, stored)
	return CreateQuickReply201JSONResponse(view), err
}

// GetQuickReply reads a quick reply.
func (h quickReplyHandlers) GetQuickReply(ctx context.Context, r GetQuickReplyRequestObject) (GetQuickReplyResponseObject, error) {
	found, err := h.replies.GetQuickReply(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, found)
	return GetQuickReply200JSONResponse(view), err
}

// UpdateQuickReply changes a quick reply.
func (h quickReplyHandlers) UpdateQuickReply(ctx context.Context, r UpdateQuickReplyRequestObject) (UpdateQuickReplyResponseObject, error) {
	old, err := h.replies.GetQuickReply(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if err := mayEdit(ctx, old.Status); err != nil {
		return nil, err
	}
	b := r.Body
	q, err := h.quickReplyOf(ctx, b.Name, b.Text, b.When)
	if err != nil {
		return nil, err
	}
	q.ID = old.ID
	stored, err := h.replies.UpdateQuickReply(ctx, q, editor(ctx), seenVersion(b.Version, old.Version))
	if err != nil {
		return nil, stale(err, func() (int64, error) {
			now, err := h.replies.GetQuickReply(ctx, r.ID)
			return now.Version, err
		})
	}
	view, err := h.view(ctx, stored)
	return UpdateQuickReply200JSONResponse(view), err
}

// quickReplyOf reads what somebody wants a quick reply to be.
func (h quickReplyHandlers) quickReplyOf(ctx context.Context, name, text string, when When) (responder.QuickReply, error) {
	var f fields
	q := responder.QuickReply{Name: name, Text: text, Status: faq.Draft, When: f.whenOf(when)}
	if q.When.OutsideHoursOf != "" {
		calendars, err := h.known(ctx)
		if err != nil {
			return q, err
		}
		if _, there := calendars[q.When.OutsideHoursOf]; !there {
			f.add("when.outside_hours_of", "is no calendar")
		}
	}
	// Its schedule has been looked at already.
	words := q
	words.When = schedule.When{Always: true}
	for _, e := range faq.FieldErrors(words.Validate()) {
		f.add(e.Field, e.Reason)
	}
	return q, f.err()
}

// known are all calendars by id.
func (h quickReplyHandlers) known(ctx context.Context) (schedule.Calendars, error) {
	all, err := h.calendars.ListCalendars(ctx)
	if err != nil {
		return nil, fmt.Errorf("calendars: %w", err)
	}
	byID := make(schedule.Calendars, len(all))
	for _, c := range all {
		byID[c.ID] = c
	}
	return byID, nil
}

func (h quickReplyHandlers) view(ctx context.Context, q responder.QuickReply) (QuickReply, error) {
	calendars, err := h.known(ctx)
	return quickReplyView(q, calendars, h.now()), err
}

func quickReplyView(q responder.QuickReply, calendars schedule.Calendars, now time.Time) QuickReply {
	return QuickReply{
		ID: q.ID, Name: q.Name, Text: q.Text, Status: FAQStatus(q.Status), Position: q.Position,
		When: whenView(q.When), State: stateView(q.When, calendars, now), Version: q.Version,
		EditedBy: orNull(q.EditedBy), CreatedAt: q.CreatedAt.UTC(), UpdatedAt: q.UpdatedAt.UTC(),
	}
}

// stateView says whether the time of a schedule is now, and until when that
// stays so.
func stateView(w schedule.When, calendars schedule.Calendars, now time.Time) QuickReplyState {
	times, err := w.Timetable(calendars)
	if err != nil {
		return QuickReplyState{} // a zone that this machine does not know is never on
	}
	var state QuickReplyState
	if period, on := times.At(now); on {
		state.On, state.Since = true, instant(period.Start)
	}
	if next, changes := times.Next(now); changes {
		state.Until = instant(next)
	}
	return state
}
