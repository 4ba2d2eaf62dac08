package schedule_test

import (
	"math"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/schedule"
)

// face is what the clocks of a zone show at every minute of a span, read off
// one minute after the other. It knows nothing of rules, only of clocks.
type face struct {
	start time.Time
	// shown[i] is the wall-clock time at start + i minutes, in minutes since
	// 1970 as if the clocks were UTC's.
	shown       []int
	first, last map[int]int
	dates       []schedule.Date
}

func look(t *testing.T, zone string, start, end time.Time) *face {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	f := &face{start: start, first: make(map[int]int), last: make(map[int]int)}
	for i, at := 0, start; at.Before(end); i, at = i+1, at.Add(time.Minute) {
		local := at.In(loc)
		_, offset := local.Zone()
		shown := int(math.Floor(float64(at.Unix()+int64(offset)) / 60))
		f.shown = append(f.shown, shown)
		if _, seen := f.first[shown]; !seen {
			f.first[shown] = i
		}
		f.last[shown] = i
	}
	low, high := f.shown[0], f.shown[len(f.shown)-1]
	for d := low/1440 - 1; d <= high/1440+1; d++ {
		f.dates = append(f.dates, schedule.DateOf(time.Unix(int64(d)*86400, 0).UTC()))
	}
	return f
}

// minute returns the index of the first or last minute at which the clocks show
// m of d; of the one at which they jumped over it if they never do.
func (f *face) minute(d schedule.Date, m schedule.Minute, last bool) int {
	want := int(time.Date(d.Year, d.Month, d.Day, 0, int(m), 0, 0, time.UTC).Unix() / 60)
	index, seen := f.first[want]
	if last && seen {
		index = f.last[want]
	}
	if seen {
		return index
	}
	if want < f.shown[0] {
		return 0
	}
	for i := 1; i < len(f.shown); i++ {
		if f.shown[i-1] < want && want < f.shown[i] {
			return i
		}
	}
	return len(f.shown)
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
	on := make([]bool, len(f.shown))
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
	on := make([]bool, len(f.shown))
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
	for i := f.minute(d, from, false); i < min(f.minute(next, to, true), len(on)); i++ {
		on[i] = true
	}
}
