package report

import "slices"

// binsOfMeasure is how many slots a measure has: 2^(999/8) seconds are beyond all
// times.
const binsOfMeasure = 1000

// Slot is the number under which a measure is counted, at a bin where it has bins:
// its place in [Measures], from 1 on, times 1000, and the bin.
func Slot(m Measure, bin int) int { return (slices.Index(Measures(), m)+1)*binsOfMeasure + bin }

// SlotAfter is the first slot that is no longer one of a measure.
func SlotAfter(m Measure) int { return Slot(m, binsOfMeasure) }

// CountSlots adds what was counted under slots. Of measures that this version does
// not know, nothing is added.
func (n Numbers) CountSlots(slots []int32, counts []int64) {
	measures := Measures()
	for i, slot := range slots {
		if at := int(slot)/binsOfMeasure - 1; at >= 0 && at < len(measures) {
			n.Count(measures[at], int(slot)%binsOfMeasure, counts[i])
		}
	}
}
