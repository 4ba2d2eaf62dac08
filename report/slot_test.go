package report_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/report"
)

// Slots are stored: each measure keeps its own, and new ones come behind.
func TestSlots(t *testing.T) {
	t.Parallel()
	require.Equal(t, 1000, report.Slot(report.MessagesIn, 0))
	require.Equal(t, 10_048, report.Slot(report.FirstResponse, 48))
	require.Equal(t, 20_000, report.Slot(report.Settled, 0))
	require.Equal(t, 11_000, report.SlotAfter(report.FirstResponse))
	n := report.NewNumbers()
	n.CountSlots([]int32{1000, 10_048, 20_000, 7, 21_000}, []int64{1, 2, 3, 4, 5})
	require.Equal(t, map[report.Measure]int64{report.MessagesIn: 1, report.Settled: 3}, n.Counts)
	require.Equal(t, report.Times{48: 2}, n.Timed[report.FirstResponse])
}
