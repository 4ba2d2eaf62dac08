package report_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/report"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func days(t *testing.T, first, last, zone string) report.Days {
	t.Helper()
	d, err := report.NewDays(day(first), day(last), zone)
	require.NoError(t, err)
	return d
}

// Days are days of the clock on the wall: 23 hours long when it is put forward,
// 25 when it is put back, and they begin when they begin there.
func TestDays(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, zone, day, begin, end string
	}{
		{"utc", "UTC", "2026-11-22", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"},
		{"half an hour", "Asia/Kolkata", "2026-11-22", "2026-11-21T18:30:00Z", "2026-11-22T18:30:00Z"},
		{"a quarter", "Asia/Kathmandu", "2026-11-22", "2026-11-21T18:15:00Z", "2026-11-22T18:15:00Z"},
		{"23 hours", "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
		{"25 hours", "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
		// Clocks go from 23:59 to 01:00.
		{"no midnight", "Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			d := days(t, row.day, row.day, row.zone)
			require.Equal(t, row.begin, d.Begin().UTC().Format(time.RFC3339))
			require.Equal(t, row.end, d.End().UTC().Format(time.RFC3339))
		})
	}
}

func TestRangesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Mars/Olympus", "Local", "../etc/passwd"} {
		_, err := report.NewDays(day("2026-01-01"), day("2026-01-02"), zone)
		require.ErrorIs(t, err, report.ErrZone, zone)
	}
	_, err := report.NewDays(day("2026-01-02"), day("2026-01-01"), "UTC")
	require.ErrorIs(t, err, report.ErrRange)
	_, err = report.NewDays(day("2024-01-01"), day("2026-01-01"), "UTC")
	require.ErrorIs(t, err, report.ErrRange)
	require.Equal(t, report.MaxDays, days(t, "2024-01-01", "2025-12-31", "UTC").Count())
}

func TestBefore(t *testing.T) {
	t.Parallel()
	before := days(t, "2026-03-01", "2026-03-07", "UTC").Before()
	require.Equal(t, days(t, "2026-02-22", "2026-02-28", "UTC"), before)
}

// Steps have no gaps and end where the range does.
func TestSteps(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, first, last string
		unit              report.Unit
		steps             int
		second            string
	}{
		{"hours of the day the clock is put back", "2026-10-25", "2026-10-25", report.Hour, 25, "2026-10-25T01:00:00+02:00"},
		{"days", "2026-10-24", "2026-10-31", report.Day, 8, "2026-10-25T00:00:00+02:00"},
		// From Thursday on: three full weeks and two that are cut.
		{"weeks", "2026-01-01", "2026-03-31", report.Week, 14, "2026-01-05T00:00:00+01:00"},
		{"months", "2025-01-15", "2026-02-10", report.Month, 14, "2025-02-01T00:00:00+01:00"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			d := days(t, row.first, row.last, "Europe/Berlin")
			steps := d.Steps()
			require.Equal(t, row.unit, d.Unit())
			require.Len(t, steps, row.steps)
			require.Equal(t, row.second, steps[1].Begin.In(d.Zone).Format(time.RFC3339))
			require.Equal(t, d.Begin(), steps[0].Begin)
			require.Equal(t, d.End(), steps[len(steps)-1].End)
			for i := range steps[1:] {
				require.Equal(t, steps[i].End, steps[i+1].Begin)
			}
		})
	}
}

// Spans cover an interval once, each aligned to its size, and there are seven at
// most.
func TestSpans(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		begin := day("2026-01-01").Add(report.Quarter * time.Duration(rapid.IntRange(0, 1000).Draw(t, "begin")))
		end := begin.Add(report.Quarter * time.Duration(rapid.IntRange(0, 10_000).Draw(t, "length")))
		at := begin
		monday := day("1969-12-29")
		spans := report.Spans(begin, end)
		for _, s := range spans {
			require.Equal(t, at, s.Begin)
			require.True(t, s.Begin.Before(s.End))
			require.Zero(t, s.Begin.Sub(monday)%s.Size)
			require.Zero(t, s.End.Sub(s.Begin)%s.Size)
			at = s.End
		}
		require.Equal(t, end, at)
		require.LessOrEqual(t, len(spans), 7)
	})
}

// A clock that differs from UTC by half an hour needs quarters, and only in the
// half of the year in which it does.
func TestGrain(t *testing.T) {
	t.Parallel()
	require.Equal(t, time.Hour, days(t, "2026-10-01", "2026-11-30", "America/New_York").Grain())
	require.Equal(t, report.Quarter, days(t, "2026-10-01", "2026-10-01", "Asia/Kolkata").Grain())
	// Lord Howe: +10:30 in winter, +11 in summer.
	require.Equal(t, time.Hour, days(t, "2026-01-01", "2026-01-31", "Australia/Lord_Howe").Grain())
	require.Equal(t, report.Quarter, days(t, "2026-01-01", "2026-06-30", "Australia/Lord_Howe").Grain())
}

func TestHoursOfWeek(t *testing.T) {
	t.Parallel()
	d := days(t, "2026-11-22", "2026-11-22", "Asia/Kolkata")
	var h report.HoursOfWeek
	// Sunday 23:45 in Kolkata, and a quarter later it is Monday.
	h.Count(time.Date(2026, 11, 22, 18, 15, 0, 0, time.UTC), d.Zone, 3)
	h.Count(time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC), d.Zone, 4)
	require.Equal(t, int64(3), h[6][23])
	require.Equal(t, int64(4), h[0][0])
	var w report.TimesOfWeek
	w.Count(time.Date(2026, 11, 22, 18, 15, 0, 0, time.UTC), d.Zone, 48, 1)
	w.Count(time.Date(2026, 11, 22, 17, 30, 0, 0, time.UTC), d.Zone, 48, 2)
	w.Count(time.Date(2026, 11, 22, 18, 30, 0, 0, time.UTC), d.Zone, 8, 4)
	require.Equal(t, report.Times{48: 3}, w[6][23])
	require.Equal(t, report.Times{8: 4}, w[0][0])
}
