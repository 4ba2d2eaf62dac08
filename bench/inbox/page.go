package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"
)

// target is how long 95 of 100 acts may take.
const target = 100 * time.Millisecond

// answer begins what is waited for from the last letter on.
const answer = "search answered: "

// write writes the report.
func write(to io.Writer, conversations, rounds int, waits []wait) error {
	_, err := fmt.Fprintf(to, `# The inbox in a browser

%d conversations, a headless Chromium, the API, Postgres and Temporal on a machine with %d CPUs. From a key, a click or the
wheel until what it leads to is painted, frames included; %d rounds after one that is not counted, as the database has just been
started; the page is loaded anew before each kind of act. Asked for: 95 of 100 within %s. Made with make bench-inbox.

Of a search two things are measured. "Type a letter into the search" is what each letter of a word leads to at once: the letter
in the field, and the list showing what it already has of the search, or that it is on its way. "Search answered" is from the
last letter until the server's whole answer is painted, of a word that is typed at %d letters a second, each letter asked for
while it is typed.

| act | times | half | 95 of 100 | slowest | within |
|---|---|---|---|---|---|
`, conversations, runtime.NumCPU(), rounds, target, time.Second/pace)
	for _, w := range waits {
		sorted := slices.Sorted(slices.Values(w.took))
		most := sorted[(len(sorted)*95+99)/100-1]
		within := "yes"
		if most > target {
			within = "no"
		}
		_, lineErr := fmt.Fprintf(to, "| %s | %d | %.0f ms | %.0f ms | %.0f ms | %s |\n", w.act, len(sorted),
			ms(sorted[len(sorted)/2]), ms(most), ms(sorted[len(sorted)-1]), within)
		err = errors.Join(err, lineErr)
	}
	return err
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
