// Package schedule says when something is on: at weekly hours in a time zone,
// outside the business hours of a calendar, or always, within a range of dates
// if there is one. It is pure and imports the standard library only.
//
// People write wall-clock times, machines compare instants. A wall-clock time
// becomes an instant in its zone on its date. One that the clocks skip in
// spring is the instant at which they go on; one that they show twice in autumn
// begins something at its first showing and ends something at its last. What is
// on at night is therefore on for that whole night, whatever the clocks do.
//
// Everything is half-open: on at its start, off at its end.
package schedule

import "time"

// When is when something is on. Exactly one of Weekly, OutsideHoursOf and
// Always is set in a valid one, see [When.Validate].
type When struct {
	// Weekly are hours that come back every week, on the clocks of Zone. Those
	// that touch or overlap are one period.
	Weekly []Interval `json:"weekly,omitempty"`
	// Zone is an IANA name such as "Europe/Berlin". Weekly needs it and so do
	// From and Until, except beside OutsideHoursOf: the calendar has its own.
	Zone string `json:"zone,omitempty"`
	// OutsideHoursOf is the id of a [Calendar] while which is closed this is on.
	OutsideHoursOf string `json:"outside_hours_of,omitempty"`
	Always         bool   `json:"always,omitempty"`
	// From is the first date on which this may be on, Until the first on which
	// it may not be any more. The zero date is no limit. A night that runs past
	// either is cut there, at midnight.
	From  Date `json:"from,omitzero"`
	Until Date `json:"until,omitzero"`
}

// Interval is a stretch of hours that comes back every week: from From on Day
// until To, on the next day if To is not after From. Equal times are 24 hours.
type Interval struct {
	Day  time.Weekday
	From Minute
	To   Minute
}

// Period is a stretch of time in which something is on without a break: from
// Start, until just before End. A zero Start means "since ever", a zero End
// "for ever". Its Start tells it from every other period of the same [When].
type Period struct {
	Start time.Time
	End   time.Time
}

// Contains reports whether t lies in p.
func (p Period) Contains(t time.Time) bool {
	return !t.Before(p.Start) && (p.End.IsZero() || t.Before(p.End))
}
