package report

import (
	"errors"
	"fmt"
	"time"
)

// MaxDays is how many days a report looks back at most.
const MaxDays = 731

// Errors of ranges.
var (
	// ErrZone: no IANA time zone has that name.
	ErrZone = errors.New("no such time zone")
	// ErrRange: the days are in the wrong order, or too many.
	ErrRange = errors.New("not a range of days")
)

// Days are whole days in a time zone, First and Last included. Both are midnights
// in UTC that stand for the date.
type Days struct {
	First, Last time.Time
	Zone        *time.Location
}

// NewDays checks a range. It fails with ErrZone or ErrRange.
func NewDays(first, last time.Time, zone string) (Days, error) {
	// "Local" would be the server's.
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return Days{}, ErrZone
	}
	d := Days{date(first), date(last), location}
	if n := d.Count(); n < 1 || n > MaxDays {
		return Days{}, fmt.Errorf("%d days: %w", n, ErrRange)
	}
	return d, nil
}

// Count is how many days there are.
func (d Days) Count() int { return int(d.Last.Sub(d.First)/(24*time.Hour)) + 1 }

// Before are as many days, those directly before.
func (d Days) Before() Days {
	n := d.Count()
	return Days{d.First.AddDate(0, 0, -n), d.First.AddDate(0, 0, -1), d.Zone}
}

// Begin and End are the instants between which the days lie; End is not part of
// them.
func (d Days) Begin() time.Time { return midnight(d.First, d.Zone) }

// End is the first instant after the days.
func (d Days) End() time.Time { return midnight(d.Last.AddDate(0, 0, 1), d.Zone) }

func date(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// midnight is when a date begins somewhere. Where clocks are put forward at
// midnight, it begins at one o'clock: time.Date would give an instant of the day
// before.
func midnight(date time.Time, zone *time.Location) time.Time {
	y, m, d := date.Date()
	t := time.Date(y, m, d, 0, 0, 0, 0, zone)
	for t.Day() != d {
		t = t.Add(Quarter)
	}
	return t
}
