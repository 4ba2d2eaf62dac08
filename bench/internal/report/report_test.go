package report

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/bench/internal/load"
	"github.com/parleyhq/parley/bench/internal/meter"
)

// window makes one of 100 messages that took so many milliseconds in all and
// cost so many of CPU time each.
func window(took, cost int) Window {
	return Window{
		Window: load.Window{
			Messages: 100, Took: time.Duration(took) * time.Millisecond, Events: 700,
			Latencies: []time.Duration{10 * time.Millisecond, 30 * time.Millisecond, 20 * time.Millisecond},
		},
		Used: meter.Used{
			Server: time.Duration(cost) * 50 * time.Millisecond, Self: time.Duration(cost) * 50 * time.Millisecond,
			Others: time.Second,
		},
	}
}

func measured() Load {
	return Load{
		Name: "messages for a human", About: "done at once.", Target: 0.6, Ambition: 0.8,
		Shape: load.Shape{Conversations: 10, Messages: 10, InFlight: 4},
		Pairs: []Pair{
			{Bare: window(1000, 5), Parley: window(2000, 10)}, // 0.5
			{Bare: window(4000, 5), Parley: window(5000, 20)}, // 0.8
			{Bare: window(1000, 5), Parley: window(4000, 10)}, // 0.25
		},
	}
}

func TestRatiosAreMediansOfPairs(t *testing.T) {
	t.Parallel()
	l := measured()
	require.InDelta(t, 0.5, l.Ratio(), 1e-9)
	require.InDelta(t, 0.5, l.CostRatio(), 1e-9)
	low, high := l.spread()
	require.InDelta(t, 0.25, low, 1e-9)
	require.InDelta(t, 0.8, high, 1e-9)
}

func TestThePageBeginsWithRatios(t *testing.T) {
	t.Parallel()
	page := Page{
		Engine: "An engine", Machine: "a machine", At: time.Date(2026, 5, 4, 3, 2, 0, 0, time.UTC),
		Loads: []Load{measured()},
		Light: &Light{
			PerSecond: 5, Messages: 3, Target: 60 * time.Millisecond,
			Bare:   []time.Duration{7 * time.Millisecond},
			Parley: []time.Duration{41 * time.Millisecond, 43 * time.Millisecond, 42 * time.Millisecond},
			Stages: []Stage{{Name: "commit", Times: []time.Duration{1500 * time.Microsecond}, Before: true}},
		},
	}
	var b strings.Builder
	require.NoError(t, page.Markdown(&b))
	text := b.String()
	for _, line := range []string{
		"An engine. a machine. Measured 4 May 2026, 03:02 UTC.",
		"| messages for a human | **0.50** | 0.6 | 0.8 | 0.50 | 0.25 to 0.80 |",
		"| bare engine | 100 | 20 | 30 | 30 | 7.00 | 2.5 + 0.0 + 2.5 = 5.0 | 1.0 |",
		"| Parley | 25 | 20 | 30 | 30 | 7.00 | 5.0 + 0.0 + 5.0 = 10.0 | 0.2 |",
		"10 conversations with 10 messages each, 4 in flight; 3 windows a side.",
		"median **42 ms** (asked: at most 60), p95 43",
		"| commit (before the 202) | 1.5 | 1.5 |",
	} {
		require.Contains(t, text, line)
	}
	require.Less(t, strings.Index(text, "## Parley / bare engine"), strings.Index(text, "## Both sides"))
}

func TestWithoutCPUTimesThereIsADash(t *testing.T) {
	t.Parallel()
	l := measured()
	for i := range l.Pairs {
		l.Pairs[i].Bare.Used, l.Pairs[i].Parley.Used = meter.Used{}, meter.Used{}
	}
	var b strings.Builder
	require.NoError(t, Page{Loads: []Load{l}}.Markdown(&b))
	require.Contains(t, b.String(), "| messages for a human | **0.50** | 0.6 | 0.8 | – |")
}
