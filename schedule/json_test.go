package schedule_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/schedule"
)

func TestJSONOfASchedule(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name, text string
		when       schedule.When
	}{
		{"weekly", `{"weekly":[{"day":"monday","from":"18:00","to":"09:00"},{"day":"sunday","from":"00:00","to":"24:00"}],"zone":"Europe/Berlin"}`, schedule.When{
			Weekly: []schedule.Interval{{Day: mon, From: 1080, To: 540}, {Day: sun, From: 0, To: 1440}}, Zone: berlin,
		}},
		{"outside hours", `{"outside_hours_of":"office","from":"2026-12-01"}`, schedule.When{
			OutsideHoursOf: "office", From: schedule.Date{Year: 2026, Month: time.December, Day: 1},
		}},
		{"always", `{"zone":"UTC","always":true,"until":"2027-01-01"}`, schedule.When{
			Zone: "UTC", Always: true, Until: schedule.Date{Year: 2027, Month: time.January, Day: 1},
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			written, err := json.Marshal(row.when)
			require.NoError(t, err)
			require.JSONEq(t, row.text, string(written))
			var read schedule.When
			require.NoError(t, json.Unmarshal([]byte(row.text), &read))
			require.Equal(t, row.when, read)
			require.NoError(t, read.Validate())
		})
	}
}

func TestJSONOfACalendar(t *testing.T) {
	t.Parallel()
	const text = `{"id":"office","name":"Office","zone":"Europe/Berlin",
		"open":[{"day":"friday","from":"09:00","to":"18:00"}],
		"holidays":[{"date":"--12-25","name":"Christmas"},{"date":"2026-12-24","open":[{"from":"09:00","to":"12:00"}]}]}`
	edited := time.Date(2026, time.June, 1, 0, 0, 0, 0, time.UTC)
	read := schedule.Calendar{Version: 3, UpdatedAt: edited}
	require.NoError(t, json.Unmarshal([]byte(text), &read))
	want := office()
	want.Open, want.Version, want.UpdatedAt = want.Open[4:], 3, edited
	require.Equal(t, want, read)
	written, err := json.Marshal(read)
	require.NoError(t, err)
	require.JSONEq(t, text, string(written))
}

func TestJSONIsStrict(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name, text string
		errors     []string
	}{
		{"a list", `[]`, []string{": must be an object"}},
		{"an unknown member", `{"always":true,"Zone":"UTC"}`, []string{"Zone: is unknown"}},
		{"a member twice", `{"always":true,"always":false}`, []string{"always: is there twice"}},
		{"wrong kinds", `{"weekly":{},"zone":1,"always":"yes","from":5,"outside_hours_of":[]}`, []string{
			"weekly: must be a list", "zone: must be a text", "outside_hours_of: must be a text",
			"always: must be true or false", "from: must be a text",
		}},
		{"wrong texts", `{"weekly":[{"day":"Monday","from":"9:00","to":"24:01"}],"from":"2026-02-29","until":"24.12.2026"}`, []string{
			"weekly[0].day: must be a day of the week such as monday", "weekly[0].from: must be a time such as 09:30",
			"weekly[0].to: must be a time such as 09:30", "from: must be a date such as 2026-12-25", "until: must be a date such as 2026-12-25",
		}},
		{"missing and unknown within", `{"weekly":[{"day":"monday","from":"09:00","to":"10:00"},{"till":"09:00"}]}`, []string{
			"weekly[1].till: is unknown", "weekly[1].day: is missing", "weekly[1].from: is missing", "weekly[1].to: is missing",
		}},
		{"an interval that is none", `{"weekly":[null]}`, []string{
			"weekly[0]: must be an object", "weekly[0].day: is missing", "weekly[0].from: is missing", "weekly[0].to: is missing",
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var w schedule.When
			require.Equal(t, row.errors, sentences(json.Unmarshal([]byte(row.text), &w)))
		})
	}
}

func TestNullIsLikeAbsence(t *testing.T) {
	t.Parallel()
	var w schedule.When
	require.NoError(t, json.Unmarshal([]byte(`{"weekly":null,"zone":null,"always":true,"from":null}`), &w))
	require.Equal(t, schedule.When{Always: true}, w)
}

func sentences(err error) []string {
	var all []string
	for _, e := range schedule.FieldErrors(err) {
		all = append(all, e.Error())
	}
	return all
}

func TestValidateNamesTheField(t *testing.T) {
	t.Parallel()
	week := []schedule.Interval{{Day: mon, From: 540, To: 600}}
	first, second := date(t, "2026-12-01"), date(t, "2026-12-02")
	rows := []struct {
		name   string
		value  interface{ Validate() error }
		fields string
	}{
		{"nothing", schedule.When{}, "weekly"},
		{"everything", schedule.When{Weekly: week, OutsideHoursOf: "c", Always: true, Zone: berlin}, "outside_hours_of always zone"},
		{"no zone", schedule.When{Weekly: week}, "zone"},
		{"unknown zone", schedule.When{Always: true, Zone: "Mars/Olympus"}, "zone"},
		{"the machine's zone", schedule.When{Weekly: week, Zone: "Local"}, "zone"},
		{"a zone beside a calendar", schedule.When{OutsideHoursOf: "c", Zone: berlin}, "zone"},
		{"dates without a zone", schedule.When{Always: true, From: first}, "zone"},
		{"dates of a calendar", schedule.When{OutsideHoursOf: "c", From: first, Until: second}, ""},
		{"no date between", schedule.When{OutsideHoursOf: "c", From: second, Until: second}, "until"},
		{"a yearly limit", schedule.When{OutsideHoursOf: "c", From: date(t, "--12-24")}, "from"},
		{"no such date", schedule.When{OutsideHoursOf: "c", Until: schedule.Date{Year: 2026, Month: 2, Day: 29}}, "until"},
		{"no such times", schedule.When{Zone: berlin, Weekly: []schedule.Interval{{Day: 7, From: 1440, To: 1441}, {Day: -1, From: -1, To: -1}}}, "weekly[0].day weekly[0].from weekly[0].to weekly[1].day weekly[1].from weekly[1].to"},
		{"too many", schedule.When{Zone: berlin, Weekly: make([]schedule.Interval, schedule.MaxIntervals+1)}, "weekly"},
		{"no calendar", schedule.Calendar{}, "name zone open"},
		{"a name of nothing", schedule.Calendar{Name: " \u200b", Zone: berlin, Open: week}, "name"},
		{"a long name", schedule.Calendar{Name: strings.Repeat("ü", schedule.MaxNameLength+1), Zone: berlin, Open: week}, "name"},
		{"a name of two lines", schedule.Calendar{Name: "a\nb", Zone: berlin, Open: week}, "name"},
		{"a broken name", schedule.Calendar{Name: "caf\xe9", Zone: berlin, Open: week}, "name"},
		{"holidays", schedule.Calendar{Name: "Shop", Zone: berlin, Open: week, Holidays: []schedule.Holiday{
			{Date: date(t, "--02-29")},
			{Date: date(t, "2028-02-29")},
			{Date: date(t, "--02-29")},
			{Name: "\x00"},
			{Date: schedule.Date{Month: 2, Day: 30}, Open: []schedule.Hours{{From: 1440}}},
			{Date: first, Open: make([]schedule.Hours, schedule.MaxHolidayHours+1)},
		}}, "holidays[2].date holidays[3].date holidays[3].name holidays[4].date holidays[4].open[0].from holidays[5].open"},
		{"too many holidays", schedule.Calendar{Name: "Shop", Zone: berlin, Open: week, Holidays: make([]schedule.Holiday, schedule.MaxHolidays+1)}, "holidays"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var fields []string
			for _, e := range schedule.FieldErrors(row.value.Validate()) {
				require.NotEmpty(t, e.Reason)
				fields = append(fields, e.Field)
			}
			require.Equal(t, row.fields, strings.Join(fields, " "))
		})
	}
}

func TestFieldErrorsOfOtherErrors(t *testing.T) {
	t.Parallel()
	require.Nil(t, schedule.FieldErrors(nil))
	require.Nil(t, schedule.FieldErrors(errors.Join(errors.New("other"), schedule.ErrZone)))
}

// Whatever comes in is refused or can be written and read again, and what is
// valid can be asked for any instant.
func FuzzWhen(f *testing.F) {
	f.Add([]byte(`{"weekly":[{"day":"monday","from":"18:00","to":"09:00"}],"zone":"Europe/Berlin","from":"2026-12-01","until":"2027-01-01"}`))
	f.Add([]byte(`{"outside_hours_of":"office"}`))
	f.Add([]byte(`{"always":true,"zone":"Pacific/Apia"}`))
	f.Add([]byte(`{"weekly":[null,{}],"zone":7,"zone":"x"}`))
	now := time.Date(2026, time.March, 29, 1, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text []byte) {
		var w, again schedule.When
		if json.Unmarshal(text, &w) != nil || w.Validate() != nil {
			return
		}
		written, err := json.Marshal(w)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, &again))
		require.Equal(t, w.Validate(), again.Validate())
		times, err := w.Timetable(schedule.Calendars{w.OutsideHoursOf: office()})
		require.NoError(t, err)
		if p, on := times.At(now); on {
			require.True(t, p.Contains(now))
		}
	})
}
