package api

import (
	"encoding/json"
	"fmt"

	"github.com/parleyhq/parley/schedule"
)

// The JSON of schedules and calendars is that of package schedule, which reads
// it strictly and names the fields it cannot read; openapi.yaml repeats it for
// clients.

// whenOf reads a schedule and adds what is wrong to the fields.
func (f *fields) whenOf(w When) schedule.When {
	var when schedule.When
	err := convert(w, &when)
	if err == nil {
		err = when.Validate()
	}
	f.schedule("when.", err)
	return when
}

// schedule adds the field errors of package schedule below a path.
func (f *fields) schedule(prefix string, err error) {
	for _, e := range schedule.FieldErrors(err) {
		f.add(prefix+e.Field, e.Reason)
	}
}

// convert hands a value over by its JSON.
func convert(from, to any) error {
	raw, err := json.Marshal(from)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	return json.Unmarshal(raw, to)
}

func whenView(w schedule.When) When {
	return When{
		Weekly: each(w.Weekly, intervalView), Zone: w.Zone, OutsideHoursOf: w.OutsideHoursOf, Always: w.Always,
		From: w.From.String(), Until: w.Until.String(),
	}
}

func intervalView(i schedule.Interval) Interval {
	return Interval{Day: weekdays()[i.Day], From: i.From.String(), To: i.To.String()}
}

// weekdays are indexed by [time.Weekday].
func weekdays() []Weekday {
	return []Weekday{
		WeekdaySunday, WeekdayMonday, WeekdayTuesday, WeekdayWednesday, WeekdayThursday, WeekdayFriday, WeekdaySaturday,
	}
}

func periodView(p schedule.Period) Period {
	return Period{Start: instant(p.Start), End: instant(p.End)}
}
