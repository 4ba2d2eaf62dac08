package report

// Numbers are the counts of a span of time: by measure, and by bins for what took
// time.
type Numbers struct {
	Counts map[Measure]int64
	Timed  map[Measure]Times
}

// NewNumbers are of a span in which nothing happened.
func NewNumbers() Numbers {
	return Numbers{
		Counts: map[Measure]int64{},
		Timed:  map[Measure]Times{FirstResponse: {}, Resolution: {}},
	}
}

// Count adds n of a measure; bin is ignored where the measure has none.
func (n Numbers) Count(m Measure, bin int, by int64) {
	if m.Timed() {
		n.Timed[m][bin] += by
		return
	}
	n.Counts[m] += by
}

// Add adds what happened in another span.
func (n Numbers) Add(other Numbers) {
	for m, by := range other.Counts {
		n.Counts[m] += by
	}
	for m, times := range other.Timed {
		n.Timed[m].Add(times)
	}
}

// Sum adds spans up.
func Sum(spans []Numbers) Numbers {
	total := NewNumbers()
	for _, s := range spans {
		total.Add(s)
	}
	return total
}

// Answered is how many bursts the autoresponder answered, by any step.
func (n Numbers) Answered() int64 {
	return n.Counts[AnsweredFAQ] + n.Counts[AnsweredQuickReply] + n.Counts[AnsweredFiller]
}
