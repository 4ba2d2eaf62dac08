package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
)

// The targets: how often a search is faster than the joins, and how many times a
// list takes what the scan does.
const (
	searchTarget = 50
	listTarget   = 3
)

// write writes the report.
func write(to io.Writer, conversations, rounds int, answers []answer) error {
	_, err := fmt.Fprintf(to, `# Lists and searches

%d conversations with %d messages, each question asked %d times on a machine with %d CPUs, in turns with the other way of
asking. 95 of 100 took no longer than this. Made with make bench-search.

## Lists

Beside the bare scan of the index of last activity, which reads the rows of a page and not whom they are with. Asked for:
the list within %d times the scan.

| question | Parley | scan | Parley takes |
|---|---|---|---|
`, conversations, conversations*perConversation, rounds, runtime.NumCPU(), listTarget)
	for _, a := range answers {
		if !a.search {
			ours, their := p95(a.ours), p95(a.their)
			_, lineErr := fmt.Fprintf(to, "| %s | %.1f ms | %.1f ms | %.1f times |\n", a.question, ms(ours), ms(their), float64(ours)/float64(their))
			err = errors.Join(err, lineErr)
		}
	}
	_, lineErr := fmt.Fprintf(to, `
## Searches

Beside ILIKE over contacts and messages joined to the conversations, as inboxes do that keep no projection: for the page,
and for the page with the number of all that match, which such an inbox shows with it and Parley does not. Asked for: %d
times as fast. A page of what is common is soon met by the joins too, which then walk down the list of conversations.

| question | Parley | page by joins | Parley is faster | page and number by joins | Parley is faster |
|---|---|---|---|---|---|
`, searchTarget)
	err = errors.Join(err, lineErr)
	for _, a := range answers {
		if a.search {
			ours, their := p95(a.ours), p95(a.their)
			both := their + p95(a.counted)
			_, lineErr := fmt.Fprintf(to, "| %s | %.1f ms | %.1f ms | %.1f times | %.1f ms | %.1f times |\n", a.question,
				ms(ours), ms(their), float64(their)/float64(ours), ms(both), float64(both)/float64(ours))
			err = errors.Join(err, lineErr)
		}
	}
	return err
}
