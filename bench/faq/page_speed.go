package main

import (
	"bytes"
	"fmt"
	"time"

	"github.com/parleyhq/parley/bench/internal/meter"
	"github.com/parleyhq/parley/bench/internal/peers"
)

func (p *page) speed(w *bytes.Buffer) {
	fmt.Fprintf(w, speedExplained, speedMessages-warmUp)
	w.WriteString("| questions | FAQs | method | embed alone | embed and match: median | p99 | Test FAQ over HTTP: median | p99 | CPU time of a match | others' CPUs |\n" +
		"|---|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range p.Speeds {
		fmt.Fprintf(w, "| %d | %d | %s | %.1f | **%.1f** | %.1f | %.1f | %.1f | %.1f | %.1f |\n", s.Questions, s.FAQs, s.Training.Summary.Method,
			at(s.Embed, 0.5), at(s.Match, 0.5), at(s.Match, 0.99), at(s.HTTP, 0.5), at(s.HTTP, 0.99), milliseconds(s.CPU), s.Others)
	}
	p.peerSpeeds(w)
	w.WriteString(trainingExplained)
	w.WriteString("| questions | import, s | training, s | worker before, MB | at most, MB |\n|---|---|---|---|---|\n")
	for _, s := range p.Speeds {
		imported := "–"
		if s.Imported > 0 {
			imported = fmt.Sprintf("%.1f", s.Imported.Seconds())
		}
		fmt.Fprintf(w, "| %d | %s | %.1f | %s | %s |\n", s.Questions, imported, s.Training.Took().Seconds(),
			megabytes(s.Worker.Before), megabytes(s.Worker.Peak))
	}
	w.WriteString("\n")
}

const speedExplained = `## Time

%d messages of BANKING77, a fifth of them for the largest set, one after the
other, in milliseconds. Embed and match is all of the matcher in a process with
one thread (GOMAXPROCS=1), with Postgres beside it; over HTTP it is Test FAQ of
the API process, asked first. 750 questions are a draw of BANKING77; 3,000 and
10,000 are training questions of both sets; 100,000 are all of these and
variants of them with words put before or after ("Hi, a quick question: …"),
stored without an import. CPU time is that of the process and of Postgres for a
match, its mean: about what it takes where nothing else runs. "Others' CPUs" is
how many of the CPUs everything else on the machine used meanwhile; times suffer
from it.

`

const trainingExplained = `### Training

In a fresh worker, which had imported one FAQ before; memory is resident, at its
peak while it trained.

`

// peerSpeeds writes the times of the other systems on the smallest set.
func (p *page) peerSpeeds(w *bytes.Buffer) {
	w.WriteString("\n")
	for _, s := range p.Speeds {
		if len(s.Peers) == 0 {
			continue
		}
		fmt.Fprintf(w, "The others with %d questions, each in its own process:\n\n| system | median | p99 |\n|---|---|---|\n", s.Questions)
		for _, system := range []string{peers.NodeNLP, peers.Cosine, peers.Trigrams} {
			fmt.Fprintf(w, "| %s | %.1f | %.1f |\n", system, at(s.Peers[system], 0.5), at(s.Peers[system], 0.99))
		}
		w.WriteString("\n")
	}
}

func (p *page) imports(w *bytes.Buffer) {
	w.WriteString("## Import\n\nA CSV file with a row for each of many sentences of both sets, from the request until\n" +
		"all rows are live: read, checked, linted, embedded, compared with each other and\nwith what is stored, applied at once.\n\n" +
		"| rows | seconds | rows/s | API before, MB | at most | worker before, MB | at most | training after it, s |\n" +
		"|---|---|---|---|---|---|---|---|\n")
	for _, u := range p.Uploads {
		fmt.Fprintf(w, "| %d | %.1f | %.0f | %s | %s | %s | %s | %.1f |\n", u.Rows, u.Took.Seconds(), float64(u.Rows)/u.Took.Seconds(),
			megabytes(u.API.Before), megabytes(u.API.Peak), megabytes(u.Worker.Before), megabytes(u.Worker.Peak),
			u.Training.Took().Seconds())
	}
	w.WriteString("\n")
}

// at is a quantile in milliseconds.
func at(times []time.Duration, quantile float64) float64 {
	return milliseconds(meter.Quantile(times, quantile))
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// megabytes is a dash where the machine does not tell.
func megabytes(bytes int64) string {
	if bytes == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f", float64(bytes)/(1<<20))
}
