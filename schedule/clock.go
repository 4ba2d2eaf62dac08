package schedule

import "time"

// clock turns what clocks show into instants.
type clock struct{ *time.Location }

// begins is the first instant at which the clocks show minute m of date d, or
// would if they did not skip it.
func (c clock) begins(d Date, m Minute) time.Time {
	first, _ := c.shown(d, m)
	return first
}

// ends is the last such instant.
func (c clock) ends(d Date, m Minute) time.Time {
	_, last := c.shown(d, m)
	return last
}

// shown looks at every offset from UTC that is in force around the time. Under
// an offset the time is shown once, which counts if the offset is in force at
// that instant. A time that no offset shows is skipped by the change to the
// offset under which it would be past already.
//
// [time.Date] would do but for skipped and doubled times, where it promises
// neither the first instant nor the last.
func (c clock) shown(d Date, m Minute) (first, last time.Time) {
	utc := d.midnight().Add(time.Duration(m) * time.Minute)
	// No zone is a day off UTC.
	from, until := utc.Add(-24*time.Hour), utc.Add(24*time.Hour)
	for !from.After(until) {
		here := from.In(c.Location)
		_, offset := here.Zone()
		_, end := here.ZoneBounds()
		at := utc.Add(-time.Duration(offset) * time.Second)
		switch {
		case at.Before(from):
			if first.IsZero() {
				first, last = from, from
			}
		case end.IsZero() || at.Before(end):
			if first.IsZero() {
				first = at
			}
			last = at
		}
		if end.IsZero() {
			break
		}
		from = end.UTC()
	}
	return first, last
}

// today is the date that the clocks show at t.
func (c clock) today(t time.Time) Date { return DateOf(t.In(c.Location)) }
