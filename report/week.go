package report

import "time"

// HoursOfWeek counts by weekday, Monday first, and by hour of the day.
type HoursOfWeek [7][24]int64

// Count adds what happened at an instant, by the clock of a time zone.
func (h *HoursOfWeek) Count(at time.Time, zone *time.Location, n int64) {
	day, hour := hourOfWeek(at, zone)
	h[day][hour] += n
}

// TimesOfWeek is how long something took, by weekday, Monday first, and by hour of
// the day.
type TimesOfWeek [7][24]Times

// Count adds n of a bin that ended at an instant, by the clock of a time zone.
func (w *TimesOfWeek) Count(at time.Time, zone *time.Location, bin int, n int64) {
	day, hour := hourOfWeek(at, zone)
	if w[day][hour] == nil {
		w[day][hour] = Times{}
	}
	w[day][hour][bin] += n
}

func hourOfWeek(at time.Time, zone *time.Location) (day, hour int) {
	local := at.In(zone)
	return (int(local.Weekday()) + 6) % 7, local.Hour()
}

// Grain is the longest counted span that lies within one hour of every clock of
// the range: an hour, or a quarter where the clocks differ from UTC by a part of
// one.
func (d Days) Grain() time.Duration {
	for at, end := d.Begin(), d.End(); !at.After(end); at = at.Add(24 * time.Hour) {
		if _, offset := at.In(d.Zone).Zone(); offset%3600 != 0 {
			return Quarter
		}
	}
	return time.Hour
}
