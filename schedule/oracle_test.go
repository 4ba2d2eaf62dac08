package schedule_test

import (
	"math"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/schedule"
)

// face is what the clocks of a zone show at every minute of a span, read off
// one minute after the other. It knows nothing of rules, only of clocks.
type face struct {
	start   time.Time
	minutes int
	// first and last are the indexes of the minutes at which the clocks show a
	// time, or jump over it, counted from the earliest time that they show.
	first, last []int
	earliest    int
	dates       []schedule.Date
}

func look(t *testing.T, zone string, start, end time.Time) *face {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	// The wall-clock time in minutes since 1970, as if the clocks were UTC's.
	shown := func(at time.Time) int {
		_, offset := at.In(loc).Zone()
		return int(math.Floor(float64(at.Unix()+int64(offset)) / 60))
	}
	f := &face{start: start, minutes: int(end.Sub(start) / time.Minute), earliest: shown(start)}
	size := shown(end) - f.earliest
	f.first, f.last = slices.Repeat([]int{-1}, size), make([]int, size)
	see := func(index, shown int) {
		if f.first[shown] < 0 {
			f.first[shown] = index
		}
		f.last[shown] = index
	}
	before := -1
	for i := range f.minutes {
		now := shown(f.at(i)) - f.earliest
		for jumped := before + 1; jumped < now; jumped++ {
			if f.first[jumped] < 0 {
				see(i, jumped)
			}
		}
		see(i, now)
		before = now
	}
	for d := f.earliest/1440 - 1; d <= (f.earliest+size)/1440+1; d++ {
		f.dates = append(f.dates, schedule.DateOf(time.Unix(int64(d)*86400, 0).UTC()))
	}
	return f
}

// minute returns the index of the first or last minute at which the clocks show
// m of d; of the one at which they jumped over it if they never do.
func (f *face) minute(d schedule.Date, m schedule.Minute, last bool) int {
	want := int(time.Date(d.Year, d.Month, d.Day, 0, int(m), 0, 0, time.UTC).Unix()/60) - f.earliest
	switch {
	case want < 0:
		return 0
	case want >= len(f.first):
		return f.minutes
	case last:
		return f.last[want]
	default:
		return f.first[want]
	}
}

// runs returns the stretches of true minutes, without those at the edges of the
// span, whose begin or end cannot be seen.
func (f *face) runs(on []bool) []schedule.Period {
	var all []schedule.Period
	for i := 0; i < len(on); {
		j := i
		for j < len(on) && on[j] == on[i] {
			j++
		}
		if on[i] && i > 0 && j < len(on) {
			all = append(all, schedule.Period{Start: f.at(i), End: f.at(j)})
		}
		i = j
	}
	return all
}

func (f *face) at(i int) time.Time { return f.start.Add(time.Duration(i) * time.Minute) }

// weekly marks every minute at which weekly hours are on.
func (f *face) weekly(intervals []schedule.Interval) []bool {
	on := make([]bool, f.minutes)
	for _, d := range f.dates {
		for _, i := range intervals {
			if d.Weekday() == i.Day {
				f.mark(on, d, i.From, i.To, false)
			}
		}
	}
	return on
}

// closed marks every minute at which a business is closed.
func (f *face) closed(c schedule.Calendar) []bool {
	on := make([]bool, f.minutes)
	for _, d := range f.dates {
		own, holiday := holidayOf(c, d)
		_, eve := holidayOf(c, d.AddDays(1))
		for _, o := range own {
			f.mark(on, d, o.From, o.To, eve)
		}
		for _, i := range c.Open {
			if !holiday && d.Weekday() == i.Day {
				f.mark(on, d, i.From, i.To, eve)
			}
		}
	}
	for i := range on {
		on[i] = !on[i]
	}
	return on
}

func holidayOf(c schedule.Calendar, d schedule.Date) (own []schedule.Hours, is bool) {
	for _, h := range c.Holidays {
		if h.Date == d {
			return h.Open, true
		}
		if h.Date.Year == 0 && h.Date.Month == d.Month && h.Date.Day == d.Day {
			own, is = h.Open, true
		}
	}
	return own, is
}

func (f *face) mark(on []bool, d schedule.Date, from, to schedule.Minute, cut bool) {
	next := d
	if to <= from {
		next = d.AddDays(1)
	}
	if cut && next != d {
		next, to = d.AddDays(1), 0
	}
	for i := f.minute(d, from, false); i < f.minute(next, to, true); i++ {
		on[i] = true
	}
}
