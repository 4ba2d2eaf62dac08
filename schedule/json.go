package schedule

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// UnmarshalJSON reads a schedule strictly. What is wrong is reported field by
// field, see [FieldErrors]; [When.Validate] then looks at what it says.
func (w *When) UnmarshalJSON(data []byte) error {
	var r reader
	m := r.object("", data, "weekly", "zone", "outside_hours_of", "always", "from", "until")
	*w = When{
		Weekly:         list(&r, "weekly", m["weekly"], r.interval),
		Zone:           r.text("zone", m["zone"]),
		OutsideHoursOf: r.text("outside_hours_of", m["outside_hours_of"]),
		Always:         r.flag("always", m["always"]),
	}
	if m["from"] != nil {
		w.From = parsed(&r, "from", m["from"], ParseDate)
	}
	if m["until"] != nil {
		w.Until = parsed(&r, "until", m["until"], ParseDate)
	}
	return r.err()
}

// UnmarshalJSON reads a calendar strictly, as [When.UnmarshalJSON] does. Fields
// that have no JSON are left as they are.
func (c *Calendar) UnmarshalJSON(data []byte) error {
	var r reader
	m := r.object("", data, "id", "name", "zone", "open", "holidays")
	c.ID = r.text("id", m["id"])
	c.Name = r.text("name", m["name"])
	c.Zone = r.text("zone", m["zone"])
	c.Open = list(&r, "open", m["open"], r.interval)
	c.Holidays = list(&r, "holidays", m["holidays"], r.holiday)
	return r.err()
}

// UnmarshalJSON reads a holiday strictly, as [When.UnmarshalJSON] does.
func (h *Holiday) UnmarshalJSON(data []byte) error {
	var r reader
	*h = r.holiday("", data)
	return r.err()
}

// MarshalJSON writes {"day": "monday", "from": "09:00", "to": "17:30"}.
func (i Interval) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Day  string `json:"day"`
		From Minute `json:"from"`
		To   Minute `json:"to"`
	}{strings.ToLower(i.Day.String()), i.From, i.To})
}

// UnmarshalJSON reads an interval strictly, as [When.UnmarshalJSON] does.
func (i *Interval) UnmarshalJSON(data []byte) error {
	var r reader
	*i = r.interval("", data)
	return r.err()
}

func (r *reader) interval(field string, raw json.RawMessage) Interval {
	m := r.object(field, raw, "day", "from", "to")
	return Interval{
		Day:  parsed(r, path(field, "day"), m["day"], parseDay),
		From: parsed(r, path(field, "from"), m["from"], ParseMinute),
		To:   parsed(r, path(field, "to"), m["to"], ParseMinute),
	}
}

func (r *reader) holiday(field string, raw json.RawMessage) Holiday {
	m := r.object(field, raw, "date", "name", "open")
	return Holiday{
		Date: parsed(r, path(field, "date"), m["date"], ParseDate),
		Name: r.text(path(field, "name"), m["name"]),
		Open: list(r, path(field, "open"), m["open"], r.hours),
	}
}

func (r *reader) hours(field string, raw json.RawMessage) Hours {
	m := r.object(field, raw, "from", "to")
	return Hours{
		From: parsed(r, path(field, "from"), m["from"], ParseMinute),
		To:   parsed(r, path(field, "to"), m["to"], ParseMinute),
	}
}

var errDay = errors.New("must be a day of the week such as monday")

func parseDay(s string) (time.Weekday, error) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if s == strings.ToLower(d.String()) {
			return d, nil
		}
	}
	return 0, errDay
}
