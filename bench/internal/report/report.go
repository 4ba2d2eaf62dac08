// Package report turns measurements into a page for people: ratios first.
package report

import (
	"slices"
	"time"

	"github.com/parleyhq/parley/bench/internal/load"
	"github.com/parleyhq/parley/bench/internal/meter"
)

// Window is one measured window of one side.
type Window struct {
	load.Window
	Used meter.Used
}

// Pair is a window of the bare engine and the window of Parley after it.
type Pair struct {
	Bare, Parley Window
}

// Load is what was measured under one shape of load.
type Load struct {
	// Name and About say what was sent and when it counts as done.
	Name, About string
	// Target and Ambition are the ratios of throughput asked for.
	Target, Ambition float64
	Shape            load.Shape
	Pairs            []Pair
}

// Ratio is Parley's throughput as a multiple of the bare engine's: the median
// over the pairs, whose windows followed each other.
func (l Load) Ratio() float64 {
	return l.median(func(p Pair) float64 { return p.Parley.PerSecond() / p.Bare.PerSecond() })
}

// CostRatio is the bare engine's CPU time per message as a multiple of Parley's:
// the ratio of throughput that a machine with nothing else to do would show if
// its processors were all that counts. It is NaN without CPU times.
func (l Load) CostRatio() float64 {
	return l.median(func(p Pair) float64 { return p.Bare.cost() / p.Parley.cost() })
}

func (w Window) cost() float64 { return float64(w.Used.Ours()) / float64(w.Messages) }

func (l Load) median(of func(Pair) float64) float64 {
	values := make([]float64, len(l.Pairs))
	for i, p := range l.Pairs {
		values[i] = of(p)
	}
	return meter.Median(values)
}

// side is what the windows of one side came to.
type side struct {
	name string
	// perSecond is the median throughput.
	perSecond float64
	// latencies are those of all windows.
	latencies []time.Duration
	events    float64
	// CPU milliseconds per message, medians.
	server, postgres, self float64
	// others is how many processors everything else on the machine used.
	others float64
}

// sides returns the bare engine and Parley.
func (l Load) sides() []side {
	var bare, parley []Window
	for _, p := range l.Pairs {
		bare, parley = append(bare, p.Bare), append(parley, p.Parley)
	}
	return []side{sum("bare engine", bare), sum("Parley", parley)}
}

func sum(name string, windows []Window) side {
	s := side{name: name}
	median := func(of func(Window) float64) float64 {
		values := make([]float64, len(windows))
		for i, w := range windows {
			values[i] = of(w)
		}
		return meter.Median(values)
	}
	perMessage := func(of func(meter.Used) time.Duration) float64 {
		return median(func(w Window) float64 { return milliseconds(of(w.Used)) / float64(w.Messages) })
	}
	s.perSecond = median(Window.PerSecond)
	s.events = median(func(w Window) float64 { return float64(w.Events) / float64(w.Messages) })
	s.server = perMessage(func(u meter.Used) time.Duration { return u.Server })
	s.postgres = perMessage(func(u meter.Used) time.Duration { return u.Postgres })
	s.self = perMessage(func(u meter.Used) time.Duration { return u.Self })
	s.others = median(func(w Window) float64 { return w.Used.Others.Seconds() / w.Took.Seconds() })
	for _, w := range windows {
		s.latencies = append(s.latencies, w.Latencies...)
	}
	slices.Sort(s.latencies)
	return s
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// spread returns the lowest and the highest ratio of a pair.
func (l Load) spread() (low, high float64) {
	for i, p := range l.Pairs {
		ratio := p.Parley.PerSecond() / p.Bare.PerSecond()
		if i == 0 || ratio < low {
			low = ratio
		}
		high = max(high, ratio)
	}
	return low, high
}
