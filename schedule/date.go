package schedule

import (
	"errors"
	"fmt"
	"time"
)

// Date is a day of the calendar without a zone, comparable with ==. The zero
// Date is no date. A Date of year 0 is that day of every year. In JSON it is
// "2026-12-25", or "--12-25" for every year (ISO 8601).
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

var errDate = errors.New("must be a date such as 2026-12-25")

// DateOf returns the date that t shows in its location.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{Year: year, Month: month, Day: day}
}

// ParseDate reads "2026-12-25" and "--12-25". It refuses days that no year has.
func ParseDate(s string) (Date, error) {
	text, every := s, len(s) == len("--12-25") && s[:2] == "--"
	if every {
		// A leap year, so that --02-29 is a date.
		text = "2000" + s[1:]
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() == 0 {
		return Date{}, errDate
	}
	d := DateOf(t)
	if every {
		d.Year = 0
	}
	return d, nil
}

// Yearly reports whether d is a day of every year.
func (d Date) Yearly() bool { return d.Year == 0 && d != Date{} }

// Before reports whether d comes before o. Neither is yearly.
func (d Date) Before(o Date) bool { return d.midnight().Before(o.midnight()) }

// AddDays returns the date n days after d.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// Weekday returns the day of the week of d.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// midnight is the begin of d in UTC, where every day has one.
func (d Date) midnight() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// String returns d as it stands in JSON, and "" for no date.
func (d Date) String() string {
	switch {
	case d == Date{}:
		return ""
	case d.Yearly():
		return fmt.Sprintf("--%02d-%02d", int(d.Month), d.Day)
	default:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
	}
}

// MarshalText implements [encoding.TextMarshaler] as [Date.String].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] as [ParseDate]; an empty
// text is no date.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d = Date{}
	if len(text) > 0 {
		*d, err = ParseDate(string(text))
	}
	return err
}
