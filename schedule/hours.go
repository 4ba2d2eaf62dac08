package schedule

import "slices"

// hours is what is on by the clocks: every week, other than on holidays.
type hours struct {
	weekly [7][]Hours
	// dated and yearly are holidays, with the hours that are theirs.
	dated, yearly map[Date][]Hours
}

func newHours(weekly []Interval, holidays []Holiday) hours {
	h := hours{dated: make(map[Date][]Hours), yearly: make(map[Date][]Hours)}
	for _, i := range weekly {
		h.weekly[i.Day] = append(h.weekly[i.Day], Hours{From: i.From, To: i.To})
	}
	for _, day := range holidays {
		if day.Date.Yearly() {
			h.yearly[day.Date] = day.Open
		} else {
			h.dated[day.Date] = day.Open
		}
	}
	return h
}

// on returns what is on from date d, with every end after its begin: counted on
// past 24:00 into the next date, unless that is a holiday.
func (h hours) on(d Date) []Hours {
	today, holiday := h.holiday(d)
	if !holiday {
		today = h.weekly[d.Weekday()]
	}
	if len(today) == 0 {
		return nil
	}
	_, eve := h.holiday(d.AddDays(1))
	out := make([]Hours, len(today))
	for i, o := range today {
		out[i] = o.straight()
		if eve {
			out[i].To = min(out[i].To, EndOfDay)
		}
	}
	return out
}

// holiday returns the hours of the holiday that d is, and whether it is one.
func (h hours) holiday(d Date) ([]Hours, bool) {
	if own, is := h.dated[d]; is {
		return own, true
	}
	own, is := h.yearly[Date{Month: d.Month, Day: d.Day}]
	return own, is
}

// endless reports whether something is on at every minute of every week.
func (h hours) endless() bool {
	if len(h.dated)+len(h.yearly) > 0 {
		return false
	}
	const week = 7 * EndOfDay
	var all []Hours
	for day, today := range h.weekly {
		for _, o := range today {
			o = o.straight()
			from, to := o.From+Minute(day)*EndOfDay, o.To+Minute(day)*EndOfDay
			// What runs out of the week runs into it.
			all = append(all, Hours{From: from, To: to}, Hours{From: from - week, To: to - week})
		}
	}
	slices.SortFunc(all, func(a, b Hours) int { return int(a.From - b.From) })
	covered := Minute(0)
	for _, o := range all {
		if o.From > covered {
			return false
		}
		covered = max(covered, o.To)
	}
	return covered >= week
}

// straight returns o with its end after its begin.
func (o Hours) straight() Hours {
	if o.To <= o.From {
		o.To += EndOfDay
	}
	return o
}
