package report_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/report"
)

func TestCountCorrections(t *testing.T) {
	t.Parallel()
	steps := days(t, "2026-03-01", "2026-03-03", "UTC").Steps()
	numbers := []report.Numbers{report.NewNumbers(), report.NewNumbers(), report.NewNumbers()}
	var all []report.Correction
	for _, at := range []string{"2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z", "2026-03-02T23:59:59Z", "2026-03-03T00:00:00Z", "2026-03-03T12:00:00Z", "2026-03-04T00:00:00Z"} {
		parsed, err := time.Parse(time.RFC3339, at)
		require.NoError(t, err)
		all = append(all, report.Correction{At: parsed})
	}
	report.CountCorrections(steps, numbers, all)
	require.Equal(t, []int64{1, 1, 2}, []int64{
		numbers[0].Counts[report.Corrected], numbers[1].Counts[report.Corrected], numbers[2].Counts[report.Corrected],
	})
}
