package api

import (
	"errors"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/report"
)

// reportQuery is what every report is asked with.
type reportQuery struct{ from, to, zone, inbox, compare, format string }

// askedReport is the query as it is understood.
type askedReport struct {
	days         report.Days
	compare, csv bool
}

// usualDays is how far a report looks back that names no first day.
const usualDays = 28

func (h reportHandlers) asked(q reportQuery) (askedReport, error) {
	var f fields
	if q.inbox != "" && !conversation.IsUUID(q.inbox) {
		f.add("inbox", "is no id")
	}
	if q.zone == "" {
		q.zone = time.UTC.String()
	}
	zone, err := time.LoadLocation(q.zone)
	if err != nil {
		// NewDays refuses it, in words.
		zone = time.UTC
	}
	last := h.now().In(zone)
	if q.to != "" {
		last = f.date("to", q.to)
	}
	first := last.AddDate(0, 0, 1-usualDays)
	if q.from != "" {
		first = f.date("from", q.from)
	}
	if err := f.err(); err != nil {
		return askedReport{}, err
	}
	days, err := report.NewDays(first, last, q.zone)
	switch {
	case errors.Is(err, report.ErrZone):
		return askedReport{}, invalid(FieldError{Field: "zone", Reason: "is no IANA time zone, such as Asia/Kolkata"})
	case err != nil:
		return askedReport{}, invalid(FieldError{Field: "from", Reason: "must not be after to, nor more than 730 days before it"})
	}
	return askedReport{days, q.compare == "previous", q.format == "csv"}, nil
}

// date wants a day that there is.
func (f *fields) date(field, text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		f.add(field, "is no date, such as 2026-03-01")
	}
	return day
}
