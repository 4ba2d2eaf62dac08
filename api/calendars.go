package api

import (
	"context"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/schedule"
)

// Calendars is what managing calendars needs of the store. What names one that
// is not there fails with responder.ErrNotFound.
type Calendars interface {
	ListCalendars(ctx context.Context) ([]schedule.Calendar, error)
	CreateCalendar(ctx context.Context, c schedule.Calendar, by string) (schedule.Calendar, error)
	GetCalendar(ctx context.Context, id string) (schedule.Calendar, error)
	// UpdateCalendar fails with faq.ErrChanged if the version is not the stored one.
	UpdateCalendar(ctx context.Context, c schedule.Calendar, by string, version int64) (schedule.Calendar, error)
	// DeleteCalendar fails with a *responder.InUseError while a quick reply goes by
	// it.
	DeleteCalendar(ctx context.Context, id string) error
}

type calendarHandlers struct {
	calendars Calendars
	replies   QuickReplies
}

// ListCalendars lists calendars by name.
func (h calendarHandlers) ListCalendars(ctx context.Context, _ ListCalendarsRequestObject) (ListCalendarsResponseObject, error) {
	found, err := h.calendars.ListCalendars(ctx)
	if err != nil {
		return nil, err
	}
	return ListCalendars200JSONResponse{Items: each(found, calendarView)}, nil
}

// CreateCalendar creates a calendar.
func (h calendarHandlers) CreateCalendar(ctx context.Context, r CreateCalendarRequestObject) (CreateCalendarResponseObject, error) {
	c, err := calendarOf(*r.Body)
	if err != nil {
		return nil, err
	}
	stored, err := h.calendars.CreateCalendar(ctx, c, editor(ctx))
	if err != nil {
		return nil, err
	}
	return CreateCalendar201JSONResponse(calendarView(stored)), nil
}

// GetCalendar reads a calendar.
func (h calendarHandlers) GetCalendar(ctx context.Context, r GetCalendarRequestObject) (GetCalendarResponseObject, error) {
	found, err := h.calendars.GetCalendar(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetCalendar200JSONResponse(calendarView(found)), nil
}

// UpdateCalendar changes a calendar. One that an active quick reply follows is
// changed only by who may let their own words answer: it decides when.
func (h calendarHandlers) UpdateCalendar(ctx context.Context, r UpdateCalendarRequestObject) (UpdateCalendarResponseObject, error) {
	c, err := calendarOf(*r.Body)
	if err != nil {
		return nil, err
	}
	if !account.MayPublishOwn(callOf(ctx).principal) {
		followers, err := h.followers(ctx, r.ID, faq.Active)
		if err != nil {
			return nil, err
		}
		if len(followers) > 0 {
			p := refuse(kindForbidden, "An active quick reply follows this calendar: only an admin may change it. You can make a new calendar.")
			p.usedBy = followers
			return nil, p
		}
	}
	old, err := h.calendars.GetCalendar(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	c.ID = r.ID
	stored, err := h.calendars.UpdateCalendar(ctx, c, editor(ctx), seenVersion(r.Body.Version, old.Version))
	if err != nil {
		return nil, stale(err, func() (int64, error) {
			now, err := h.calendars.GetCalendar(ctx, r.ID)
			return now.Version, err
		})
	}
	return UpdateCalendar200JSONResponse(calendarView(stored)), nil
}

// DeleteCalendar deletes a calendar that no quick reply follows.
func (h calendarHandlers) DeleteCalendar(ctx context.Context, r DeleteCalendarRequestObject) (DeleteCalendarResponseObject, error) {
	followers, err := h.followers(ctx, r.ID, "")
	if err != nil {
		return nil, err
	}
	if len(followers) > 0 {
		p := refuse(kindInUse, "Quick replies follow this calendar: give them other hours first.")
		p.usedBy = followers
		return nil, p
	}
	// The store looks again: one may have begun to go by it just now.
	if err := h.calendars.DeleteCalendar(ctx, r.ID); err != nil {
		return nil, err
	}
	return DeleteCalendar204Response{}, nil
}

// followers are the quick replies of a status, "" for any, that go by a calendar.
func (h calendarHandlers) followers(ctx context.Context, id string, status faq.Status) ([]Person, error) {
	replies, err := h.replies.ListQuickReplies(ctx)
	if err != nil {
		return nil, err
	}
	var found []Person
	for _, q := range replies {
		if q.When.OutsideHoursOf == id && (status == "" || q.Status == status) {
			found = append(found, Person{ID: q.ID, Name: q.Name})
		}
	}
	return found, nil
}

func calendarOf(b CalendarContent) (schedule.Calendar, error) {
	b.Version = 0 // no part of the domain's JSON
	var c schedule.Calendar
	err := convert(b, &c)
	if err == nil {
		err = c.Validate()
	}
	var f fields
	f.schedule("", err)
	return c, f.err()
}

func calendarView(c schedule.Calendar) Calendar {
	return Calendar{
		ID: c.ID, Name: c.Name, Zone: c.Zone, Open: each(c.Open, intervalView), Holidays: each(c.Holidays, holidayView),
		Version: c.Version, EditedBy: orNull(c.EditedBy), CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(),
	}
}

func holidayView(h schedule.Holiday) Holiday {
	return Holiday{Date: h.Date.String(), Name: h.Name, Open: each(h.Open, func(o schedule.Hours) Hours {
		return Hours{From: o.From.String(), To: o.To.String()}
	})}
}
