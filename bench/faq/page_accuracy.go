package main

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/parleyhq/parley/bench/internal/peers"
)

// systems in the order of the tables.
func systems() []string {
	return []string{balanced, cautious, peers.NodeNLP, peers.Cosine, peers.Trigrams}
}

func (p *page) accuracy(w *bytes.Buffer) {
	w.WriteString(peersExplained)
	corpus, k := "", -1
	for _, t := range p.Trials {
		if t.Corpus != corpus {
			fmt.Fprintf(w, "### %s\n\n", t.Corpus)
			w.WriteString("| k | questions | system | top-1 | answered rightly | answered wrongly | unknown answered | AUROC | far90 |\n" +
				"|---|---|---|---|---|---|---|---|---|\n")
		}
		if t.Corpus != corpus || t.K != k {
			p.draws(w, t)
			corpus, k = t.Corpus, t.K
		}
		if p.last(t) {
			w.WriteString("\n")
		}
	}
	p.typos(w)
	p.trainings(w)
}

const peersExplained = `## Beside others

The same FAQs and the same messages, in the same run:

- **node-nlp** 4.27.0, a natural language library for Node.js, with its defaults:
  an answer needs a confidence of 0.5.
- **max cosine**: the question whose vector, of the same embedding model, is
  nearest. It has no threshold, so it answers nothing; its score is compared.
- **pg_trgm**: the question most similar by trigrams in Postgres, above the
  extension's threshold of 0.3.

Top-1 is the share of messages whose best FAQ is the right one, answered or not.
AUROC is how often a message that an FAQ answers scores above an unknown one (50
is chance); far90 is the share of unknown messages that would be answered by a
threshold that lets 90 % of the others pass. Both compare scores and know no
threshold, so Parley's two settings share them. k = all: every training
question; pg_trgm was not asked there.

`

// draws writes what all systems came to on the draws like t.
func (p *page) draws(w *bytes.Buffer, t trial) {
	for _, system := range systems() {
		r := p.of(t.Corpus, t.K, system)
		if len(r) == 0 {
			continue
		}
		fmt.Fprintf(w, "| %s | %d | %s | %s | %s | %s | %s | %s | %s |\n", t.each(), t.Questions, system,
			cell(r, top1), answers(system, r, right), answers(system, r, wrong), answers(system, r, unknown), cell(r, auroc), cell(r, far90))
	}
}

// each says how many questions an FAQ has.
func (t *trial) each() string {
	if t.K == 0 {
		return "all"
	}
	return strconv.Itoa(t.K)
}

// answers is a cell about answers, of which max cosine gives none.
func answers(system string, results []result, figure func(result) float64) string {
	if system == peers.Cosine {
		return "–"
	}
	return cell(results, figure)
}

// last reports whether t is the last trial of its corpus.
func (p *page) last(t trial) bool {
	var last trial
	for _, other := range p.Trials {
		if other.Corpus == t.Corpus {
			last = other
		}
	}
	return last.K == t.K && last.Seed == t.Seed
}

func (p *page) typos(w *bytes.Buffer) {
	w.WriteString("### Typing mistakes\n\n1,000 messages of each set without, with one and with two random mistakes; k = 10, top-1.\n\n" +
		"| set | system | as written | one mistake | two | cost of one, points | cost of two |\n|---|---|---|---|---|---|---|\n")
	for _, corpus := range []string{"BANKING77", "CLINC150"} {
		for _, system := range systems() {
			r := p.of(corpus, 10, system)
			if _, asked := over(r, mistakes(0)); asked {
				fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s |\n", corpus, system, cell(r, mistakes(0)),
					cell(r, mistakes(1)), cell(r, mistakes(2)), cell(r, cost(1)), cell(r, cost(2)))
			}
		}
	}
	w.WriteString("\n")
}

func (p *page) trainings(w *bytes.Buffer) {
	w.WriteString("### What training made of it\n\n| set | k | seed | FAQs | questions | method | threshold, balanced | cautious | seconds |\n" +
		"|---|---|---|---|---|---|---|---|---|\n")
	for _, t := range p.Trials {
		fmt.Fprintf(w, "| %s | %s | %d | %d | %d | %s | %.3f | %.3f | %.1f |\n", t.Corpus, t.each(), t.Seed, t.FAQs, t.Training.Questions,
			t.Training.Summary.Method, t.Training.Balanced, t.Training.Cautious, t.Training.Took().Seconds())
	}
	w.WriteString("\n")
}
