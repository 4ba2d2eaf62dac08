package schedule

import (
	"fmt"
	"time"
)

// Timetable is a [When] with its zone and its calendar at hand. It answers
// within bounded work: it looks [Horizon] far and takes for endless what does
// not change within it. It is safe for concurrent use. Its instants are in UTC.
type Timetable struct {
	clock clock
	hours hours
	// outside says that it is on while hours are not.
	outside bool
	// fixed is a pattern that never changes, being on is then [Timetable.outside]
	// or not; it is nil for one that does.
	fixed *bool
	// start and end are those of the range of dates, zero for none.
	start, end time.Time
}

// Horizon is how far a timetable looks, in days: ten years, which is longer
// than any valid calendar can keep a business closed.
const Horizon = 3660

// Timetable looks up the zone and the calendar. It fails with [ErrNoCalendar],
// [ErrZone] or [ErrNeverSaid].
func (w When) Timetable(calendars Calendars) (Timetable, error) {
	t := Timetable{outside: w.OutsideHoursOf != ""}
	zone, weekly := w.Zone, w.Weekly
	var holidays []Holiday
	switch {
	case t.outside:
		c, ok := calendars[w.OutsideHoursOf]
		if !ok {
			return Timetable{}, fmt.Errorf("%w: %s", ErrNoCalendar, w.OutsideHoursOf)
		}
		zone, weekly, holidays = c.Zone, c.Open, c.Holidays
	case w.Always && zone == "":
		zone = time.UTC.String()
	case !w.Always && len(weekly) == 0:
		return Timetable{}, ErrNeverSaid
	}
	loc, err := location(zone)
	if err != nil {
		return Timetable{}, fmt.Errorf("%w: %q", ErrZone, zone)
	}
	t.clock, t.hours = clock{loc}, newHours(weekly, holidays)
	if w.Always || t.hours.endless() {
		on := !t.outside
		t.fixed = &on
	}
	if w.From != (Date{}) {
		t.start = t.clock.begins(w.From, 0)
	}
	if w.Until != (Date{}) {
		t.end = t.clock.ends(w.Until, 0)
	}
	return t, nil
}

// At returns the period in which w is on at the instant at, and whether there
// is one. A schedule whose zone or calendar is not to be found is not on; see
// [When.Timetable] for why.
func (w When) At(at time.Time, calendars Calendars) (Period, bool) {
	t, err := w.Timetable(calendars)
	if err != nil {
		return Period{}, false
	}
	return t.At(at)
}

// At returns the period that contains at, and whether there is one. Hours that
// touch, over midnight or the end of a week, are one period, the same one for
// every instant in it.
func (t Timetable) At(at time.Time) (Period, bool) {
	if at.Before(t.start) || t.over(at) {
		return Period{}, false
	}
	p, on := t.period(at)
	if !on {
		return Period{}, false
	}
	if p.Start.Before(t.start) {
		p.Start = t.start
	}
	if !t.end.IsZero() && (p.End.IsZero() || p.End.After(t.end)) {
		p.End = t.end
	}
	return p, true
}

// Next returns the first instant later than at that begins or ends a period,
// and whether there is one.
func (t Timetable) Next(at time.Time) (time.Time, bool) {
	if at.Before(t.start) {
		if _, on := t.At(t.start); on {
			return t.start, true
		}
		at = t.start
	}
	p, on := t.At(at)
	if on {
		return p.End, !p.End.IsZero()
	}
	next, found := t.change(at)
	if !found || t.over(next) {
		return time.Time{}, false
	}
	return next, true
}

// Periods returns the periods that have a part in [from, until), whole, in
// their order. Its work grows with that span, which the caller bounds.
func (t Timetable) Periods(from, until time.Time) []Period {
	var all []Period
	for from.Before(until) {
		p, on := t.At(from)
		if on {
			all = append(all, p)
			if p.End.IsZero() {
				break
			}
			from = p.End
		}
		next, found := t.Next(from)
		if !found {
			break
		}
		from = next
	}
	return all
}

// over reports whether the range of dates has ended.
func (t Timetable) over(at time.Time) bool { return !t.end.IsZero() && !at.Before(t.end) }
