package main

import (
	"github.com/parleyhq/parley/bench/internal/accuracy"
	"github.com/parleyhq/parley/bench/internal/sets"
)

// messages are what a system is asked about a draw, all in one row.
type messages struct {
	texts []string
	// known, unknown and the three lists of typos follow each other in texts.
	known []sets.Sample
	// unknown counts the messages that nothing may answer.
	unknown int
	// typos are the same messages without, with one and with two mistakes.
	typos [][]sets.Sample
}

// messages returns those of a corpus, with those that have mistakes or without.
func (c corpus) messages(typos bool) messages {
	m := messages{known: c.known, unknown: len(c.unknown)}
	if typos && len(c.typos[0]) > 0 {
		m.typos = [][]sets.Sample{sets.Cleaned(c.typos[0]), c.typos[0], c.typos[1]}
	}
	for _, list := range append([][]sets.Sample{c.known, c.unknown}, m.typos...) {
		for _, s := range list {
			m.texts = append(m.texts, s.Question)
		}
	}
	return m
}

// result returns what verdicts on the texts come to.
func (m messages) result(verdicts []accuracy.Verdict) result {
	inside, rest := judged(m.known, verdicts)
	r := result{Figures: accuracy.Of(inside, rest[:m.unknown])}
	rest = rest[m.unknown:]
	for _, list := range m.typos {
		var with []accuracy.Judged
		with, rest = judged(list, rest)
		r.Typos = append(r.Typos, accuracy.Of(with, nil).Top1)
	}
	return r
}

// judged puts the first verdicts beside the samples that they are on.
func judged(samples []sets.Sample, verdicts []accuracy.Verdict) (list []accuracy.Judged, rest []accuracy.Verdict) {
	for i, s := range samples {
		list = append(list, accuracy.Judged{Verdict: verdicts[i], FAQ: s.FAQ})
	}
	return list, verdicts[len(samples):]
}
