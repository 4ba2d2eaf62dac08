package schedule

import (
	"slices"
	"time"
)

// view is what is on between two instants, in order, with gaps between.
type view struct {
	periods []Period
	from    time.Time
	until   time.Time
}

// view returns what is on between the midnights that begin two dates. A period
// that touches an edge may go on beyond it.
func (t Timetable) view(first, last Date) view {
	// What began two days before has ended at the first midnight, and nothing
	// begins before the last one on the day that it begins.
	v := view{from: t.clock.ends(first, 0), until: t.clock.begins(last, 0)}
	for d := first.AddDays(-1); d.Before(last); d = d.AddDays(1) {
		for _, o := range t.hours.on(d) {
			p := Period{Start: t.clock.begins(d, o.From), End: t.clock.ends(d, o.To)}
			if p.Start.Before(v.from) {
				p.Start = v.from
			}
			if p.End.After(v.until) {
				p.End = v.until
			}
			// Hours may lie in what the clocks skip, or before the view.
			if p.Start.Before(p.End) {
				v.periods = append(v.periods, p)
			}
		}
	}
	v.merge()
	if t.outside {
		v.invert()
	}
	return v
}

// merge makes periods that touch or overlap one.
func (v *view) merge() {
	slices.SortFunc(v.periods, func(a, b Period) int { return a.Start.Compare(b.Start) })
	merged := v.periods[:0]
	for _, p := range v.periods {
		if n := len(merged); n > 0 && !p.Start.After(merged[n-1].End) {
			if p.End.After(merged[n-1].End) {
				merged[n-1].End = p.End
			}
			continue
		}
		merged = append(merged, p)
	}
	v.periods = merged
}

// invert makes the gaps the periods.
func (v *view) invert() {
	gaps := make([]Period, 0, len(v.periods)+1)
	start := v.from
	for _, p := range v.periods {
		if start.Before(p.Start) {
			gaps = append(gaps, Period{Start: start, End: p.Start})
		}
		start = p.End
	}
	if start.Before(v.until) {
		gaps = append(gaps, Period{Start: start, End: v.until})
	}
	v.periods = gaps
}

// period returns the period that contains at, and whether there is one,
// whatever the range of dates. It looks further each time it sees no end.
func (t Timetable) period(at time.Time) (Period, bool) {
	if t.fixed != nil {
		return Period{}, *t.fixed
	}
	for back, ahead, today := 2, 2, t.clock.today(at); ; {
		v := t.view(today.AddDays(-back), today.AddDays(ahead))
		i := slices.IndexFunc(v.periods, func(p Period) bool { return p.Contains(at) })
		if i < 0 {
			return Period{}, false
		}
		p := v.periods[i]
		moreBack, moreAhead := p.Start.Equal(v.from), p.End.Equal(v.until)
		switch {
		case moreBack && back < Horizon:
			back = min(back*4, Horizon)
		case moreAhead && ahead < Horizon:
			ahead = min(ahead*4, Horizon)
		default:
			if moreBack {
				p.Start = time.Time{}
			}
			if moreAhead {
				p.End = time.Time{}
			}
			return p, true
		}
	}
}

// change returns the begin of the first period after at, which lies in none.
func (t Timetable) change(at time.Time) (time.Time, bool) {
	if t.fixed != nil {
		return time.Time{}, false
	}
	today := t.clock.today(at)
	for ahead := 2; ; ahead = min(ahead*4, Horizon) {
		v := t.view(today.AddDays(-2), today.AddDays(ahead))
		for _, p := range v.periods {
			if p.Start.After(at) {
				return p.Start, true
			}
		}
		if ahead == Horizon {
			return time.Time{}, false
		}
	}
}
