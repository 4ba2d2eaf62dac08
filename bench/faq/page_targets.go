package main

import (
	"bytes"
	"fmt"

	"github.com/parleyhq/parley/bench/internal/meter"
)

// target is a figure that was asked for.
type target struct {
	what            string
	asked, ambition float64
	unit            string
	// most says that the figure may be at most what was asked, not at least.
	most  bool
	value func(*page) (float64, bool)
}

func targets() []target {
	const banking, clinc, half = "BANKING77", "CLINC150", "BANKING77, half unknown"
	of := func(corpus string, figure func(result) float64) func(*page) (float64, bool) {
		return func(p *page) (float64, bool) {
			s, known := over(p.of(corpus, 10, balanced), figure)
			return s.Mean, known
		}
	}
	latency := func(questions int, quantile float64) func(*page) (float64, bool) {
		return func(p *page) (float64, bool) {
			for _, s := range p.Speeds {
				if s.Questions == questions {
					return milliseconds(meter.Quantile(s.Match, quantile)), true
				}
			}
			return 0, false
		}
	}
	return []target{
		{what: "BANKING77, k = 10: top-1", asked: 75.5, ambition: 82, unit: "%", value: of(banking, top1)},
		{what: "CLINC150, k = 10: top-1", asked: 84, ambition: 89, unit: "%", value: of(clinc, top1)},
		{what: "CLINC150, k = 10: AUROC", asked: 93.5, ambition: 96, unit: "%", value: of(clinc, auroc)},
		{what: "CLINC150, k = 10: in-scope messages answered, self-calibrated", asked: 89, ambition: 95, unit: "%", value: of(clinc, answered)},
		{what: "CLINC150, k = 10: unknown messages answered, self-calibrated", asked: 18, ambition: 10, unit: "%", most: true, value: of(clinc, unknown)},
		{what: "BANKING77, half of the intents unknown: AUROC", asked: 80, ambition: 87, unit: "%", value: of(half, auroc)},
		{what: "BANKING77: two typos cost", asked: 5, ambition: 3, unit: "points", most: true, value: of(banking, cost(2))},
		{what: "CLINC150: two typos cost", asked: 5, ambition: 3, unit: "points", most: true, value: of(clinc, cost(2))},
		{what: "750 questions: embed and match, median", asked: 10, ambition: 10, unit: "ms", most: true, value: latency(smallest, 0.5)},
		{what: "750 questions: embed and match, p99", asked: 25, ambition: 25, unit: "ms", most: true, value: latency(smallest, 0.99)},
		{what: "100,000 questions: embed and match, median", asked: 50, ambition: 50, unit: "ms", most: true, value: latency(largest, 0.5)},
	}
}

// verdict says whether a value meets the target.
func (t target) verdict(value float64) string {
	reaches := func(bound float64) bool {
		if t.most {
			return value <= bound
		}
		return value >= bound
	}
	switch {
	case reaches(t.asked) && reaches(t.ambition) && t.asked != t.ambition:
		return "ambition met"
	case reaches(t.asked):
		return "met"
	default:
		return "**missed**"
	}
}

func (t target) bound(value float64) string {
	if t.most {
		return fmt.Sprintf("≤ %g", value)
	}
	return fmt.Sprintf("≥ %g", value)
}

func (p *page) targets(w *bytes.Buffer) {
	w.WriteString("## Targets\n\n| what | asked | ambition | measured | |\n|---|---|---|---|---|\n")
	for _, t := range targets() {
		value, known := t.value(p)
		if !known {
			continue
		}
		ambition := "–"
		if t.ambition != t.asked {
			ambition = t.bound(t.ambition)
		}
		fmt.Fprintf(w, "| %s | %s %s | %s | **%.1f** | %s |\n", t.what, t.bound(t.asked), t.unit, ambition, value, t.verdict(value))
	}
	w.WriteString("\n")
}
