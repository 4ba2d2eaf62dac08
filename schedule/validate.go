package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of a schedule and of a calendar.
const (
	// MaxIntervals is the most weekly intervals, a dozen a day.
	MaxIntervals = 84
	// MaxHolidays is the most holidays of a calendar. Being fewer than the days
	// of a year, they cannot close a business for good.
	MaxHolidays = 300
	// MaxHolidayHours is the most stretches of hours of one holiday.
	MaxHolidayHours = 12
	// MaxNameLength is the length of a name in characters (code points).
	MaxNameLength = 100
)

// Validate returns nil, or an error that joins one [*FieldError] for every
// field that is not acceptable. Whether the calendar is there is for
// [When.Timetable] to find out.
func (w When) Validate() error {
	var r reader
	said := ""
	for _, kind := range []struct {
		field string
		set   bool
	}{{"weekly", len(w.Weekly) > 0}, {"outside_hours_of", w.OutsideHoursOf != ""}, {"always", w.Always}} {
		switch {
		case !kind.set:
		case said != "":
			r.add(kind.field, "cannot be given beside "+said)
		default:
			said = kind.field
		}
	}
	if said == "" {
		r.add("weekly", "needs an interval, unless outside_hours_of or always is given")
	}
	r.checkWeekly("weekly", w.Weekly)
	dated := w.From != Date{} || w.Until != Date{}
	switch {
	case w.Zone != "" && w.OutsideHoursOf != "":
		r.add("zone", "cannot be given beside outside_hours_of: the calendar has its own")
	case w.Zone != "" || len(w.Weekly) > 0 || dated && w.OutsideHoursOf == "":
		r.checkZone(w.Zone)
	}
	r.checkRange(w.From, w.Until)
	return r.err()
}

// Validate returns nil, or an error that joins one [*FieldError] for every
// field that is not acceptable.
func (c Calendar) Validate() error {
	var r reader
	r.checkName("name", c.Name)
	r.checkZone(c.Zone)
	if len(c.Open) == 0 {
		r.add("open", "needs an interval")
	}
	r.checkWeekly("open", c.Open)
	if len(c.Holidays) > MaxHolidays {
		r.add("holidays", fmt.Sprintf("has more than %d holidays", MaxHolidays))
		return r.err()
	}
	first := make(map[Date]int, len(c.Holidays))
	for i, h := range c.Holidays {
		field := fmt.Sprintf("holidays[%d]", i)
		r.checkHoliday(field, h)
		if j, repeated := first[h.Date]; repeated {
			r.add(field+".date", fmt.Sprintf("repeats holidays[%d]", j))
			continue
		}
		first[h.Date] = i
	}
	return r.err()
}

func (r *reader) checkHoliday(field string, h Holiday) {
	if !h.Date.valid() {
		r.add(field+".date", errDate.Error())
	}
	if h.Name != "" {
		r.checkName(field+".name", h.Name)
	}
	if len(h.Open) > MaxHolidayHours {
		r.add(field+".open", fmt.Sprintf("has more than %d stretches of hours", MaxHolidayHours))
		return
	}
	for i, o := range h.Open {
		r.checkHours(fmt.Sprintf("%s.open[%d]", field, i), o)
	}
}

func (r *reader) checkWeekly(field string, weekly []Interval) {
	if len(weekly) > MaxIntervals {
		r.add(field, fmt.Sprintf("has more than %d intervals", MaxIntervals))
		return
	}
	for i, interval := range weekly {
		one := fmt.Sprintf("%s[%d]", field, i)
		if interval.Day < time.Sunday || interval.Day > time.Saturday {
			r.add(one+".day", errDay.Error())
		}
		r.checkHours(one, Hours{From: interval.From, To: interval.To})
	}
}

func (r *reader) checkHours(field string, h Hours) {
	if h.From < 0 || h.From >= EndOfDay {
		r.add(field+".from", "must be a time from 00:00 to 23:59")
	}
	if h.To < 0 || h.To > EndOfDay {
		r.add(field+".to", "must be a time from 00:00 to 24:00")
	}
}

func (r *reader) checkZone(zone string) {
	if _, err := location(zone); err != nil {
		r.add("zone", "must be a time zone such as Europe/Berlin")
	}
}

func (r *reader) checkRange(from, until Date) {
	for _, d := range []struct {
		field string
		date  Date
	}{{"from", from}, {"until", until}} {
		if d.date != (Date{}) && (d.date.Yearly() || !d.date.valid()) {
			r.add(d.field, errDate.Error())
			return
		}
	}
	if from != (Date{}) && until != (Date{}) && !from.Before(until) {
		r.add("until", "must be a date after from")
	}
}

func (r *reader) checkName(field, name string) {
	switch {
	case !utf8.ValidString(name):
		r.add(field, "is not valid UTF-8")
	case strings.ContainsFunc(name, unicode.IsControl):
		r.add(field, "contains a control character")
	case utf8.RuneCountInString(name) > MaxNameLength:
		r.add(field, fmt.Sprintf("is longer than %d characters", MaxNameLength))
	case !strings.ContainsFunc(name, visible):
		r.add(field, "is empty")
	}
}

func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// valid reports whether d is a day that its year has, or some year if yearly.
func (d Date) valid() bool {
	parsed, err := ParseDate(d.String())
	return err == nil && parsed == d
}

// location is [time.LoadLocation] without the names that mean something else
// on every machine or nothing at all.
func location(zone string) (*time.Location, error) {
	if zone == "" || zone == "Local" {
		return nil, errors.New("no zone")
	}
	return time.LoadLocation(zone)
}
