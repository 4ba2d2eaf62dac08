package report

import (
	"sort"
	"time"
)

// Correction is an automatic answer that an agent said was wrong.
type Correction struct {
	// At is when it was answered, not when that was said: how many of a day's answers
	// were wrong is asked of that day.
	At    time.Time
	FAQID string
}

// CountCorrections adds corrections to the steps in which the answers were given.
func CountCorrections(steps []Step, numbers []Numbers, corrections []Correction) {
	for _, c := range corrections {
		i := sort.Search(len(steps), func(i int) bool { return steps[i].End.After(c.At) })
		if i < len(steps) && !c.At.Before(steps[i].Begin) {
			numbers[i].Count(Corrected, 0, 1)
		}
	}
}
