package main

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/parleyhq/parley/bench/internal/accuracy"
)

// page is everything measured. Parts that were not measured are empty.
type page struct {
	Machine string
	Quick   bool
	// At says when the parts were measured.
	At      map[string]time.Time
	Trials  []trial
	Speeds  []speed
	Uploads []upload
	// missing are the draws that a run was stopped before.
	missing []trial
}

// markdown writes the page.
func (p *page) markdown(w *bytes.Buffer) {
	w.WriteString("# How well, and how fast, FAQs answer\n\n")
	fmt.Fprintf(w, "%s. %s\n\n", p.Machine, p.when())
	if p.Quick {
		w.WriteString("**A quick run: one seed and 300 messages a set. It shows that everything works and proves nothing.**\n\n")
	}
	if len(p.missing) > 0 {
		w.WriteString("**Incomplete: the run was stopped before it came to these draws:**\n\n")
		for _, t := range p.missing {
			fmt.Fprintf(w, "- %s, k = %s, seed %d\n", t.Corpus, t.each(), t.Seed)
		}
		w.WriteString("\n")
	}
	w.WriteString(introduction)
	p.targets(w)
	if len(p.Trials) > 0 {
		p.accuracy(w)
	}
	if len(p.Speeds) > 0 {
		p.speed(w)
	}
	if len(p.Uploads) > 0 {
		p.imports(w)
	}
}

const introduction = `Everything goes the way users go: an API and a worker, processes of their own on
Postgres with pgvector and a Temporal dev server, get the FAQs as a CSV file;
when the training for them serves, every message is put to Test FAQ, which takes
the path of live traffic. The embedding model is the embedded one. Each draw of
FAQs has a deployment of its own.

The sets are public: BANKING77 (77 intents of a bank, 3,079 messages) and
CLINC150 (150 intents of ten domains, 4,500 messages, and 1,000 that none of
them answers). An FAQ is an intent with k of its training questions, drawn with
the seeds 0, 1 and 2; messages are the test splits, all of them, asked once.
Figures are means over the seeds in percent, in brackets the least and the most.

`

// dropIncomplete forgets what a run did not come to the end of: sizes and files
// of parts that it was stopped in, and draws that it did not get to, which the
// report then says.
func (p *page) dropIncomplete() {
	if _, complete := p.At[partSpeed]; !complete {
		p.Speeds = nil
	}
	if _, complete := p.At[partImport]; !complete {
		p.Uploads = nil
	}
	var measured []trial
	for _, t := range p.Trials {
		if t.Results == nil {
			p.missing = append(p.missing, t)
		} else {
			measured = append(measured, t)
		}
	}
	p.Trials = measured
}

// when says when the parts were measured.
func (p *page) when() string {
	var parts []string
	for _, part := range allParts() {
		if at, measured := p.At[part]; measured {
			parts = append(parts, part+" "+at.UTC().Format("2 January 2006, 15:04 MST"))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Measured " + strings.Join(parts, "; ") + "."
}

// of returns the results of a system on the draws of a corpus with k questions.
func (p *page) of(corpus string, k int, system string) []result {
	var results []result
	for _, t := range p.Trials {
		if r, asked := t.Results[system]; asked && t.Corpus == corpus && t.K == k {
			results = append(results, r)
		}
	}
	return results
}

// over returns the spread of a figure over draws, and false if there is none.
func over(results []result, figure func(result) float64) (accuracy.Spread, bool) {
	var values []float64
	for _, r := range results {
		if v := figure(r); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return accuracy.Spread{}, false
	}
	return accuracy.Over(values), true
}

// cell is a figure over draws in a table: its mean, and its least and most where
// there are several.
func cell(results []result, figure func(result) float64) string {
	s, known := over(results, figure)
	switch {
	case !known:
		return "–"
	case len(results) == 1:
		return fmt.Sprintf("%.1f", s.Mean)
	default:
		return fmt.Sprintf("%.1f (%.1f–%.1f)", s.Mean, s.Least, s.Most)
	}
}

// The figures of a result.
func top1(r result) float64     { return r.Top1 }
func right(r result) float64    { return r.Right }
func wrong(r result) float64    { return r.Wrong }
func answered(r result) float64 { return r.Answered() }
func unknown(r result) float64  { return r.Unknown }
func auroc(r result) float64    { return r.AUROC }
func far90(r result) float64    { return r.Far90 }

// mistakes returns the figure for messages with a number of mistakes.
func mistakes(number int) func(result) float64 {
	return func(r result) float64 {
		if len(r.Typos) <= number {
			return math.NaN()
		}
		return r.Typos[number]
	}
}

// cost is what a number of mistakes costs in points.
func cost(number int) func(result) float64 {
	return func(r result) float64 { return mistakes(0)(r) - mistakes(number)(r) }
}
