package report

import "time"

// Quarter is the finest span that is counted: the clocks of all time zones differ
// from UTC by a multiple of it.
const Quarter = 15 * time.Minute

// sizes of spans, the longest first. All are aligned to Mondays at midnight, as the
// zero time is one.
func sizes() []time.Duration {
	return []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, Quarter}
}

// Span is a stretch of counted spans of one size, aligned in UTC.
type Span struct {
	Size       time.Duration
	Begin, End time.Time
}

// Spans puts an interval together from as few counted spans as can be: weeks in
// the middle, then days, hours, and quarters at the edges. Instants between two
// quarters are moved back to the earlier one.
func Spans(begin, end time.Time) []Span {
	return cut(begin.UTC().Truncate(Quarter), end.UTC().Truncate(Quarter), sizes())
}

func cut(begin, end time.Time, sizes []time.Duration) []Span {
	if !begin.Before(end) {
		return nil
	}
	size := sizes[0]
	from, to := begin.Add(size-1).Truncate(size), end.Truncate(size)
	if !from.Before(to) {
		// Quarters fit always.
		return cut(begin, end, sizes[1:])
	}
	var spans []Span
	if begin.Before(from) {
		spans = cut(begin, from, sizes[1:])
	}
	spans = append(spans, Span{size, from, to})
	if to.Before(end) {
		spans = append(spans, cut(to, end, sizes[1:])...)
	}
	return spans
}
