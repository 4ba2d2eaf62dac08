package report

import "time"

// Unit is how long the steps of a series are.
type Unit string

// The units.
const (
	Hour  Unit = "hour"
	Day   Unit = "day"
	Week  Unit = "week"
	Month Unit = "month"
)

// Step is a part of a range, from its begin up to its end, which is not part of
// it.
type Step struct{ Begin, End time.Time }

// Unit is how a range is cut, so that a chart of it can be read.
func (d Days) Unit() Unit {
	switch n := d.Count(); {
	case n <= 2:
		return Hour
	case n <= 62:
		return Day
	case n <= 366:
		return Week
	default:
		return Month
	}
}

// Steps cuts the range without gaps. Hours are hours that pass: the day on which
// clocks change has 23 or 25. Weeks begin on Monday, months on their first day;
// the first and the last may be cut short.
func (d Days) Steps() []Step {
	var steps []Step
	end := d.End()
	for begin := d.Begin(); begin.Before(end); {
		next := d.next(begin)
		if next.After(end) {
			next = end
		}
		steps = append(steps, Step{begin, next})
		begin = next
	}
	return steps
}

func (d Days) next(begin time.Time) time.Time {
	local := begin.In(d.Zone)
	today := date(local)
	switch d.Unit() {
	case Hour:
		return begin.Add(time.Hour)
	case Week:
		return midnight(today.AddDate(0, 0, 7-(int(local.Weekday())+6)%7), d.Zone)
	case Month:
		return midnight(time.Date(today.Year(), today.Month()+1, 1, 0, 0, 0, 0, time.UTC), d.Zone)
	default:
		return midnight(today.AddDate(0, 0, 1), d.Zone)
	}
}
