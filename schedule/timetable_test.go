package schedule_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/schedule"
)

const berlin = "Europe/Berlin"

// at reads an instant such as "2026-03-29T01:59:59+01:00", and none from "".
func at(t *testing.T, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	instant, err := time.Parse(time.RFC3339, s)
	require.NoError(t, err)
	return instant.UTC()
}

func date(t *testing.T, s string) schedule.Date {
	t.Helper()
	d, err := schedule.ParseDate(s)
	require.NoError(t, err)
	return d
}

func office() schedule.Calendar {
	return schedule.Calendar{
		ID: "office", Name: "Office", Zone: berlin,
		Open: []schedule.Interval{{mon, 540, 1080}, {tue, 540, 1080}, {wed, 540, 1080}, {thu, 540, 1080}, {fri, 540, 1080}},
		Holidays: []schedule.Holiday{
			{Date: schedule.Date{Month: time.December, Day: 25}, Name: "Christmas"},
			{Date: schedule.Date{Year: 2026, Month: time.December, Day: 24}, Open: []schedule.Hours{{From: 540, To: 720}}},
		},
	}
}

// bar is open over midnight, every day.
func bar(holidays ...schedule.Holiday) schedule.Calendar {
	return schedule.Calendar{ID: "bar", Name: "Bar", Zone: berlin, Open: every(1200, 120), Holidays: holidays}
}

func TestAt(t *testing.T) {
	t.Parallel()
	nights := schedule.When{Weekly: every(1080, 540), Zone: berlin}
	newYear := schedule.Holiday{Date: schedule.Date{Month: time.January, Day: 1}}
	rows := []struct {
		name       string
		when       schedule.When
		calendar   schedule.Calendar
		at         string
		start, end string // both empty: off
	}{
		{"before it begins", nights, schedule.Calendar{}, "2026-06-01T17:59:59+02:00", "", ""},
		{"as it begins", nights, schedule.Calendar{}, "2026-06-01T18:00:00+02:00", "2026-06-01T18:00:00+02:00", "2026-06-02T09:00:00+02:00"},
		{"over midnight", nights, schedule.Calendar{}, "2026-06-02T00:00:00+02:00", "2026-06-01T18:00:00+02:00", "2026-06-02T09:00:00+02:00"},
		{"as it ends", nights, schedule.Calendar{}, "2026-06-02T09:00:00+02:00", "", ""},
		{"the short night of spring", nights, schedule.Calendar{}, "2026-03-29T03:00:00+02:00", "2026-03-28T18:00:00+01:00", "2026-03-29T09:00:00+02:00"},
		{"the long night of autumn", nights, schedule.Calendar{}, "2026-10-25T02:30:00+01:00", "2026-10-24T18:00:00+02:00", "2026-10-25T09:00:00+01:00"},
		{
			"a skipped begin is when the clocks go on",
			schedule.When{Weekly: []schedule.Interval{{sun, 150, 240}}, Zone: berlin},
			schedule.Calendar{},
			"2026-03-29T03:00:00+02:00", "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00",
		},
		{
			"a doubled time begins at its first and ends at its last",
			schedule.When{Weekly: []schedule.Interval{{sun, 135, 165}}, Zone: berlin},
			schedule.Calendar{},
			"2026-10-25T02:50:00+02:00", "2026-10-25T02:15:00+02:00", "2026-10-25T02:45:00+01:00",
		},
		{
			"hours that the clocks skip",
			schedule.When{Weekly: []schedule.Interval{{sun, 130, 170}}, Zone: berlin},
			schedule.Calendar{},
			"2026-03-29T03:00:00+02:00", "", "",
		},
		{
			"a day that a country skips",
			schedule.When{Weekly: []schedule.Interval{{fri, 540, 1020}}, Zone: "Pacific/Apia"},
			schedule.Calendar{},
			"2011-12-31T00:00:00+14:00", "", "",
		},
		{
			"the end of a night whose beginning was skipped",
			schedule.When{Weekly: []schedule.Interval{{fri, 1320, 120}}, Zone: "Pacific/Apia"},
			schedule.Calendar{},
			"2011-12-31T01:00:00+14:00", "2011-12-31T00:00:00+14:00", "2011-12-31T02:00:00+14:00",
		},
		{
			"weekends are one period",
			schedule.When{Weekly: []schedule.Interval{{fri, 1080, 1440}, {sat, 0, 0}, {sun, 0, 1440}, {mon, 0, 480}}, Zone: "Asia/Kathmandu"},
			schedule.Calendar{},
			"2026-06-07T12:00:00+05:45", "2026-06-05T18:00:00+05:45", "2026-06-08T08:00:00+05:45",
		},
		{
			"a whole week has no end",
			schedule.When{Weekly: every(600, 600), Zone: berlin},
			schedule.Calendar{},
			"2026-06-07T12:00:00Z", "0001-01-01T00:00:00Z", "",
		},
		{"always", schedule.When{Always: true}, schedule.Calendar{}, "2026-06-07T12:00:00Z", "0001-01-01T00:00:00Z", ""},
		{
			"always, on some dates",
			schedule.When{Always: true, Zone: berlin, From: date(t, "2026-12-01"), Until: date(t, "2026-12-24")},
			schedule.Calendar{},
			"2026-12-23T23:59:59+01:00", "2026-12-01T00:00:00+01:00", "2026-12-24T00:00:00+01:00",
		},
		{
			"until is not among its dates",
			schedule.When{Always: true, Zone: berlin, From: date(t, "2026-12-01"), Until: date(t, "2026-12-24")},
			schedule.Calendar{},
			"2026-12-24T00:00:00+01:00", "", "",
		},
		{
			"a night is cut by the first date",
			schedule.When{Weekly: every(1080, 540), Zone: berlin, From: date(t, "2026-12-01")},
			schedule.Calendar{},
			"2026-12-01T00:00:00+01:00", "2026-12-01T00:00:00+01:00", "2026-12-01T09:00:00+01:00",
		},
		{
			"a night is cut by the last date",
			schedule.When{Weekly: every(1080, 540), Zone: berlin, Until: date(t, "2026-12-01")},
			schedule.Calendar{},
			"2026-11-30T23:00:00+01:00", "2026-11-30T18:00:00+01:00", "2026-12-01T00:00:00+01:00",
		},
		{
			"until a midnight that comes twice",
			schedule.When{Always: true, Zone: "America/St_Johns", Until: date(t, "2010-11-07")},
			schedule.Calendar{},
			"2010-11-06T23:30:00-03:30", "0001-01-01T00:00:00Z", "2010-11-07T00:00:00-03:30",
		},
		{
			"a morning that begins before its eve ends",
			schedule.When{Weekly: []schedule.Interval{{fri, 720, 720}, {sat, 720, 1410}, {sun, 0, 300}}, Zone: "America/St_Johns"},
			schedule.Calendar{},
			"2010-11-05T13:00:00-02:30", "2010-11-05T12:00:00-02:30", "2010-11-07T05:00:00-03:30",
		},
		{"while the office is open", schedule.When{OutsideHoursOf: "office"}, office(), "2026-12-23T17:59:59+01:00", "", ""},
		{"after hours", schedule.When{OutsideHoursOf: "office"}, office(), "2026-12-23T18:00:00+01:00", "2026-12-23T18:00:00+01:00", "2026-12-24T09:00:00+01:00"},
		{"a holiday with its own hours", schedule.When{OutsideHoursOf: "office"}, office(), "2026-12-24T11:59:00+01:00", "", ""},
		{"a holiday and a weekend", schedule.When{OutsideHoursOf: "office"}, office(), "2026-12-25T11:00:00+01:00", "2026-12-24T12:00:00+01:00", "2026-12-28T09:00:00+01:00"},
		{"the same date of another year", schedule.When{OutsideHoursOf: "office"}, office(), "2029-12-25T11:00:00+01:00", "2029-12-24T18:00:00+01:00", "2029-12-26T09:00:00+01:00"},
		{"a bar closes on the eve of a holiday at midnight", schedule.When{OutsideHoursOf: "bar"}, bar(newYear), "2027-01-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00", "2027-01-02T20:00:00+01:00"},
		{
			"the hours of a holiday run into the next day",
			schedule.When{OutsideHoursOf: "bar"},
			bar(schedule.Holiday{Date: newYear.Date, Open: []schedule.Hours{{From: 1320, To: 300}}}),
			"2027-01-02T05:00:00+01:00", "2027-01-02T05:00:00+01:00", "2027-01-02T20:00:00+01:00",
		},
		{
			"outside of never closed",
			schedule.When{OutsideHoursOf: "always"},
			schedule.Calendar{ID: "always", Zone: berlin, Open: every(0, 0)},
			"2026-06-01T12:00:00Z", "", "",
		},
		{
			"outside of closed on holidays only",
			schedule.When{OutsideHoursOf: "always"},
			schedule.Calendar{ID: "always", Zone: berlin, Open: every(0, 0), Holidays: []schedule.Holiday{newYear}},
			"2040-01-01T12:00:00+01:00", "2040-01-01T00:00:00+01:00", "2040-01-02T00:00:00+01:00",
		},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			calendars := schedule.Calendars{row.calendar.ID: row.calendar}
			p, on := row.when.At(at(t, row.at), calendars)
			require.Equal(t, row.start != "", on)
			require.Equal(t, schedule.Period{Start: at(t, row.start), End: at(t, row.end)}, p)
		})
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	december := schedule.When{Weekly: []schedule.Interval{{mon, 540, 1020}}, Zone: berlin, From: date(t, "2026-12-01"), Until: date(t, "2026-12-14")}
	always := schedule.When{Always: true, Zone: berlin, From: date(t, "2026-12-01")}
	harbour := schedule.Calendar{ID: "harbour", Zone: "America/St_Johns", Open: []schedule.Interval{{sat, 720, 1410}}}
	rows := []struct {
		name     string
		when     schedule.When
		at, next string
	}{
		{"yesterday once more", schedule.When{OutsideHoursOf: "harbour"}, "2010-11-07T00:00:30-02:30", "2010-11-06T23:30:00-03:30"},
		{"before the dates", december, "2026-06-01T12:00:00Z", "2026-12-07T09:00:00+01:00"},
		{"as it begins", december, "2026-12-07T09:00:00+01:00", "2026-12-07T17:00:00+01:00"},
		{"nothing more on its dates", december, "2026-12-07T17:00:00+01:00", ""},
		{"after the dates", december, "2026-12-20T17:00:00+01:00", ""},
		{"the dates begin", always, "2026-06-01T12:00:00Z", "2026-12-01T00:00:00+01:00"},
		{"for ever", always, "2026-12-01T00:00:00+01:00", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			times, err := row.when.Timetable(schedule.Calendars{"harbour": harbour})
			require.NoError(t, err)
			next, found := times.Next(at(t, row.at))
			require.Equal(t, row.next != "", found)
			require.Equal(t, at(t, row.next), next)
		})
	}
}

func TestPeriodsAreWholeAndInOrder(t *testing.T) {
	t.Parallel()
	times, err := schedule.When{Weekly: []schedule.Interval{{mon, 1080, 540}, {wed, 60, 120}}, Zone: berlin}.Timetable(nil)
	require.NoError(t, err)
	require.Equal(t, []schedule.Period{
		{Start: at(t, "2026-06-01T18:00:00+02:00"), End: at(t, "2026-06-02T09:00:00+02:00")},
		{Start: at(t, "2026-06-03T01:00:00+02:00"), End: at(t, "2026-06-03T02:00:00+02:00")},
		{Start: at(t, "2026-06-08T18:00:00+02:00"), End: at(t, "2026-06-09T09:00:00+02:00")},
	}, times.Periods(at(t, "2026-06-02T08:59:00+02:00"), at(t, "2026-06-08T18:01:00+02:00")))
	require.Empty(t, times.Periods(at(t, "2026-06-02T09:00:00+02:00"), at(t, "2026-06-03T01:00:00+02:00")))
	require.Empty(t, times.Periods(at(t, "2026-06-08T20:00:00+02:00"), at(t, "2026-06-08T19:00:00+02:00")))
}

func TestTimetableSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-06-01T12:00:00Z")
	rows := []struct {
		name string
		when schedule.When
		err  error
	}{
		{"calendar", schedule.When{OutsideHoursOf: "gone"}, schedule.ErrNoCalendar},
		{"zone", schedule.When{Weekly: every(0, 0), Zone: "Europe/Atlantis"}, schedule.ErrZone},
		{"no zone", schedule.When{Weekly: every(0, 0)}, schedule.ErrZone},
		{"the machine's zone", schedule.When{Weekly: every(0, 0), Zone: "Local"}, schedule.ErrZone},
		{"when", schedule.When{}, schedule.ErrNeverSaid},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, err := row.when.Timetable(schedule.Calendars{"office": office()})
			require.ErrorIs(t, err, row.err)
			_, on := row.when.At(now, schedule.Calendars{"office": office()})
			require.False(t, on)
		})
	}
}
