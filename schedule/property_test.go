package schedule_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/schedule"
)

func drawMinute() *rapid.Generator[schedule.Minute] {
	// Around the changes of clocks and days as often as anywhere.
	return rapid.OneOf(
		rapid.SampledFrom([]schedule.Minute{0, 1, 59, 60, 61, 119, 120, 121, 150, 180, 1380, 1439}),
		rapid.Custom(func(t *rapid.T) schedule.Minute { return schedule.Minute(rapid.IntRange(0, 1439).Draw(t, "minute")) }),
	)
}

func drawWeek() *rapid.Generator[[]schedule.Interval] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) schedule.Interval {
		return schedule.Interval{
			Day:  time.Weekday(rapid.IntRange(0, 6).Draw(t, "day")),
			From: drawMinute().Draw(t, "from"), To: drawMinute().Draw(t, "to"),
		}
	}), 1, 12)
}

func drawDate() *rapid.Generator[schedule.Date] {
	return rapid.Custom(func(t *rapid.T) schedule.Date {
		return schedule.Date{Year: 2010, Month: time.December, Day: 1}.AddDays(rapid.IntRange(0, 800).Draw(t, "date"))
	})
}

func drawZone() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom(years()).Draw(t, "zone").zone
	})
}

func drawCalendar() *rapid.Generator[schedule.Calendar] {
	return rapid.Custom(func(t *rapid.T) schedule.Calendar {
		c := schedule.Calendar{ID: "c", Name: "Shop", Zone: drawZone().Draw(t, "zone"), Open: drawWeek().Draw(t, "open")}
		dates := rapid.SliceOfNDistinct(drawDate(), 0, 20, rapid.ID[schedule.Date]).Draw(t, "holidays")
		for _, d := range dates {
			h := schedule.Holiday{Date: d}
			for range rapid.IntRange(0, 2).Draw(t, "own hours") {
				h.Open = append(h.Open, schedule.Hours{From: drawMinute().Draw(t, "from"), To: drawMinute().Draw(t, "to")})
			}
			c.Holidays = append(c.Holidays, h)
		}
		return c
	})
}

func drawWhen() *rapid.Generator[schedule.When] {
	return rapid.Custom(func(t *rapid.T) schedule.When {
		w := schedule.When{OutsideHoursOf: "c"}
		if rapid.Bool().Draw(t, "weekly") {
			w = schedule.When{Weekly: drawWeek().Draw(t, "week"), Zone: drawZone().Draw(t, "zone")}
		}
		if rapid.IntRange(0, 3).Draw(t, "dated") == 0 {
			w.From = drawDate().Draw(t, "from")
			w.Until = w.From.AddDays(rapid.IntRange(1, 60).Draw(t, "days"))
		}
		return w
	})
}

// What must hold of any schedule at any instant.
func TestPropertiesOfPeriods(t *testing.T) {
	t.Parallel()
	begin := time.Date(2010, time.December, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		w, c := drawWhen().Draw(t, "when"), drawCalendar().Draw(t, "calendar")
		require.NoError(t, w.Validate())
		require.NoError(t, c.Validate())
		times, err := w.Timetable(schedule.Calendars{"c": c})
		require.NoError(t, err)
		from := begin.Add(time.Duration(rapid.IntRange(0, 800*24*60).Draw(t, "at")) * time.Minute)
		until := from.Add(time.Duration(rapid.IntRange(1, 20*24*60).Draw(t, "span")) * time.Minute)
		periods := times.Periods(from, until)

		for i, p := range periods {
			if i > 0 {
				require.True(t, periods[i-1].End.Before(p.Start), "periods neither touch nor overlap")
			}
			require.True(t, p.Start.Before(until))
			require.True(t, p.End.IsZero() || p.End.After(from))
			halfOpen(t, times, p)
		}
		// An instant is on if and only if one of the periods contains it.
		probe := from.Add(time.Duration(rapid.Int64Range(0, int64(until.Sub(from))-1).Draw(t, "probe")))
		got, on := times.At(probe)
		var want schedule.Period
		for _, p := range periods {
			if p.Contains(probe) {
				want = p
			}
		}
		require.Equal(t, want != schedule.Period{}, on)
		require.Equal(t, want, got)
		// Nothing changes before the next change, and there it does.
		next, found := times.Next(probe)
		if !found {
			return
		}
		require.True(t, next.After(probe))
		_, before := times.At(next.Add(-1))
		_, then := times.At(next)
		require.Equal(t, on, before)
		require.NotEqual(t, on, then)
	})
}

func halfOpen(t *rapid.T, times schedule.Timetable, p schedule.Period) {
	if !p.Start.IsZero() {
		same, on := times.At(p.Start)
		require.True(t, on, "on at its start")
		require.Equal(t, p, same)
		_, on = times.At(p.Start.Add(-1))
		require.False(t, on, "off before its start")
	}
	if !p.End.IsZero() {
		_, on := times.At(p.End)
		require.False(t, on, "off at its end")
		same, on := times.At(p.End.Add(-1))
		require.True(t, on, "on until its end")
		require.Equal(t, p, same)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, c := drawWhen().Draw(t, "when"), drawCalendar().Draw(t, "calendar")
		var w2 schedule.When
		var c2 schedule.Calendar
		written, err := json.Marshal(w)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, &w2))
		require.Equal(t, w, w2)
		written, err = json.Marshal(c)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, &c2))
		require.Equal(t, c, c2)
	})
}

// The longest closure that a valid calendar can describe is seen to its end.
func TestALongClosure(t *testing.T) {
	t.Parallel()
	c := schedule.Calendar{ID: "c", Name: "Mondays", Zone: berlin, Open: []schedule.Interval{{Day: mon, From: 540, To: 600}}}
	closed := make(map[schedule.Date]bool)
	day := schedule.Date{Year: 2026, Month: time.January, Day: 5}
	for len(c.Holidays) < schedule.MaxHolidays {
		yearly := schedule.Date{Month: day.Month, Day: day.Day}
		if !closed[yearly] {
			closed[yearly] = true
			c.Holidays = append(c.Holidays, schedule.Holiday{Date: yearly})
		}
		day = day.AddDays(7)
	}
	require.NoError(t, c.Validate())
	for closed[schedule.Date{Month: day.Month, Day: day.Day}] {
		day = day.AddDays(7)
	}
	p, on := schedule.When{OutsideHoursOf: "c"}.At(at(t, "2026-02-01T00:00:00Z"), schedule.Calendars{"c": c})
	require.True(t, on)
	require.False(t, p.Start.IsZero())
	require.Equal(t, day, schedule.DateOf(p.End.Add(time.Hour)))
	require.Greater(t, p.End.Sub(p.Start), 5*365*24*time.Hour)
}
