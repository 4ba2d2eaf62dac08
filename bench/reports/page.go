package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"
)

// target is how long 95 of 100 pages may wait.
const target = 200 * time.Millisecond

// measured is what was found.
type measured struct {
	messages, events, cells, megabytes int64
	// rebuilt is how long it took to count, 0 if an earlier run has.
	rebuilt time.Duration
	pages   []page
	scanned []time.Duration
}

func (m measured) write(to io.Writer, rounds int) error {
	anew := "Counted, it makes"
	if m.rebuilt > 0 {
		anew = fmt.Sprintf("Counting all of it anew took %s and makes", m.rebuilt.Round(time.Second))
	}
	_, err := fmt.Fprintf(to, `# Reports

On the data of make bench-search: %d messages, with %d events of their tickets written beside them. %s
%d rows (%d MB with their indexes). Each page was asked for %d times over HTTP, in turns, on a machine
with %d CPUs; 95 of 100 took no longer than this. Asked for: %s. Made with make bench-reports.

| page | Parley | within |
|---|---|---|
`, m.messages, m.events, anew, m.cells, m.megabytes, rounds, runtime.NumCPU(), target)
	for _, p := range m.pages {
		within := "yes"
		if p95(p.took) > target {
			within = "no"
		}
		_, lineErr := fmt.Fprintf(to, "| %s | %.0f ms | %s |\n", p.name, ms(p95(p.took)), within)
		err = errors.Join(err, lineErr)
	}
	_, lineErr := fmt.Fprintf(to, `
Counting nothing but the messages of 28 days by day and author by a scan of the messages takes %.0f ms, the slowest of %d.
`, ms(p95(m.scanned)), len(m.scanned))
	return errors.Join(err, lineErr)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
