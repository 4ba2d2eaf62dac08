package schedule_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/schedule"
)

// Years in which clocks do what clocks somewhere do.
func years() []struct {
	zone string
	year int
	why  string
} {
	return []struct {
		zone string
		year int
		why  string
	}{
		{"Europe/Berlin", 2026, "an hour at two in the morning"},
		{"America/New_York", 2026, "an hour at two in the morning, on other dates"},
		{"America/Sao_Paulo", 2018, "no midnight in spring, eleven at night twice in autumn"},
		{"America/St_Johns", 2010, "back at a minute past midnight, to yesterday"},
		{"Australia/Lord_Howe", 2026, "half an hour"},
		{"Antarctica/Troll", 2026, "two hours"},
		{"Pacific/Apia", 2011, "no 30 December, summer over New Year"},
		{"Pacific/Chatham", 2026, "twelve hours and three quarters ahead"},
		{"Asia/Kathmandu", 1986, "a quarter of an hour, once"},
		{"Asia/Kathmandu", 2026, "never"},
		{"Africa/Casablanca", 2026, "back for Ramadan"},
		{"Europe/Dublin", 2026, "winter time is the exception"},
		{"America/Metlakatla", 2015, "another zone"},
		{"Asia/Gaza", 2026, "three or four changes in a year"},
	}
}

const (
	mon = time.Monday
	tue = time.Tuesday
	wed = time.Wednesday
	thu = time.Thursday
	fri = time.Friday
	sat = time.Saturday
	sun = time.Sunday
)

// every returns the interval on every day of the week.
func every(from, to schedule.Minute) []schedule.Interval {
	var all []schedule.Interval
	for d := sun; d <= sat; d++ {
		all = append(all, schedule.Interval{Day: d, From: from, To: to})
	}
	return all
}

func weeks() map[string][]schedule.Interval {
	return map[string][]schedule.Interval{
		"a working week":                {{mon, 540, 1020}, {tue, 540, 1020}, {wed, 540, 1020}, {thu, 540, 1020}, {fri, 540, 960}},
		"two shifts":                    {{mon, 480, 720}, {mon, 780, 1080}, {sun, 600, 660}},
		"every night":                   every(1080, 480),
		"a weekend out of three pieces": {{fri, 1080, 1440}, {sat, 0, 0}, {sun, 0, 0}, {mon, 0, 480}},
		"around two in the morning":     {{sat, 90, 150}, {sun, 90, 150}, {sun, 155, 170}, {sun, 180, 181}},
		"just the hour that is skipped": {{sun, 120, 180}},
		"just the hour that is doubled": {{sun, 60, 120}},
		"around midnight":               {{sat, 1380, 60}, {sun, 0, 1}, {thu, 1439, 1}},
		"one minute":                    {{fri, 0, 1}},
		"all but one minute":            {{sun, 0, 1439}, {mon, 0, 0}, {tue, 0, 0}, {wed, 0, 0}, {thu, 0, 0}, {fri, 0, 0}, {sat, 0, 0}},
		"all but an hour at two":        {{sun, 180, 180}, {mon, 180, 180}, {tue, 180, 180}, {wed, 180, 180}, {thu, 180, 180}, {fri, 180, 180}, {sat, 180, 120}},
		"24 hours from noon":            {{wed, 720, 720}},
		"overlapping":                   {{mon, 600, 900}, {mon, 660, 720}, {mon, 800, 1000}, {tue, 1300, 700}, {wed, 600, 610}},
	}
}

// closings returns a calendar whose holidays fall on the changes of the clocks.
func closings(zone string, year int) schedule.Calendar {
	date := func(month time.Month, day int) schedule.Date {
		return schedule.Date{Year: year, Month: month, Day: day}
	}
	return schedule.Calendar{
		ID: "c", Name: "Shop", Zone: zone,
		Open: append(every(600, 1200), schedule.Interval{Day: fri, From: 1320, To: 180}, schedule.Interval{Day: thu, From: 1200, To: 300}),
		Holidays: []schedule.Holiday{
			{Date: schedule.Date{Month: time.December, Day: 25}, Name: "Christmas"},
			{Date: schedule.Date{Month: time.December, Day: 24}, Open: []schedule.Hours{{From: 600, To: 840}, {From: 1380, To: 60}}},
			{Date: schedule.Date{Month: time.January, Day: 1}},
			{Date: date(time.January, 1), Open: []schedule.Hours{{From: 720, To: 780}}},
			{Date: date(time.March, 29)},
			{Date: date(time.October, 25), Open: []schedule.Hours{{From: 60, To: 180}}},
			{Date: date(time.November, 4)},
			{Date: date(time.February, 18), Open: []schedule.Hours{{From: 1380, To: 30}}},
			{Date: date(time.December, 31)},
			{Date: date(time.April, 3)},
			{Date: date(time.April, 4)},
		},
	}
}

// A whole year of every zone and schedule, minute by minute.
func TestAYearOfClocks(t *testing.T) {
	t.Parallel()
	for _, y := range years() {
		t.Run(y.zone+": "+y.why, func(t *testing.T) {
			t.Parallel()
			start := time.Date(y.year-1, time.December, 20, 0, 0, 0, 0, time.UTC)
			end := time.Date(y.year+1, time.January, 12, 0, 0, 0, 0, time.UTC)
			f := look(t, y.zone, start, end)
			for name, week := range weeks() {
				w := schedule.When{Weekly: week, Zone: y.zone}
				require.NoError(t, w.Validate(), name)
				compare(t, name, f, w, nil, f.weekly(week))
			}
			shop := closings(y.zone, y.year)
			require.NoError(t, shop.Validate())
			compare(t, "outside hours", f, schedule.When{OutsideHoursOf: "c"}, schedule.Calendars{"c": shop}, f.closed(shop))
		})
	}
}

func compare(t *testing.T, name string, f *face, w schedule.When, calendars schedule.Calendars, on []bool) {
	t.Helper()
	times, err := w.Timetable(calendars)
	require.NoError(t, err)
	want := f.runs(on)
	require.NotEmpty(t, want, name)
	inside := func(all []schedule.Period) []schedule.Period {
		first, last := want[0], want[len(want)-1]
		var within []schedule.Period
		for _, p := range all {
			if !p.Start.Before(first.Start) && !p.Start.After(last.Start) {
				within = append(within, p)
			}
		}
		return within
	}
	require.Equal(t, want, inside(times.Periods(want[0].Start, want[len(want)-1].End)), name)
	for i, p := range want {
		for _, at := range []time.Time{p.Start, p.Start.Add(p.End.Sub(p.Start) / 2), p.End.Add(-1)} {
			got, active := times.At(at)
			require.True(t, active, "%s: on at %s", name, at)
			require.Equal(t, p, got, "%s: at %s", name, at)
			next, found := times.Next(at)
			require.True(t, found)
			require.Equal(t, p.End, next, "%s: next after %s", name, at)
		}
		for _, at := range []time.Time{p.Start.Add(-1), p.End} {
			_, active := times.At(at)
			require.False(t, active, "%s: off at %s", name, at)
		}
		if i+1 < len(want) {
			next, found := times.Next(p.End)
			require.True(t, found)
			require.Equal(t, want[i+1].Start, next, "%s: next after %s", name, p.End)
		}
	}
}
