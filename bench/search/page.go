package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"
)

// The targets: how often a search is faster than the joins, and how many times a
// list takes what the scan does.
const (
	searchTarget = 50
	listTarget   = 3
)

// found is what was measured.
type found struct {
	conversations, rounds int
	lists, searches       []answer
}

// write writes the report.
func (f found) write(to io.Writer) error {
	_, err := fmt.Fprintf(to, `# Lists and searches

%d conversations with %d messages, on a machine with %d CPUs. Half of the questions took no longer than the one figure, 95 of
100 no longer than the other. Made with make bench-search.
`, f.conversations, f.conversations*perConversation, runtime.NumCPU())
	if len(f.lists) > 0 {
		err = errors.Join(err, f.writeLists(to))
	}
	if len(f.searches) > 0 {
		err = errors.Join(err, f.writeSearches(to))
	}
	return err
}

func (f found) writeLists(to io.Writer) error {
	_, err := fmt.Fprintf(to, `
## Lists

In turns with the bare scan of the index of last activity, which reads the rows of a page and not whom they are with, each
%d times. Asked for: 95 of 100 lists within %d times as many scans.

| question | Parley, half | scan, half | Parley takes | Parley, 95 of 100 | scan, 95 of 100 | Parley takes |
|---|---|---|---|---|---|---|
`, f.rounds*listRounds, listTarget)
	for _, a := range f.lists {
		_, lineErr := fmt.Fprintf(to, "| %s | %.2f ms | %.2f ms | %.1f times | %.2f ms | %.2f ms | %.1f times |\n", a.question,
			ms(median(a.ours)), ms(median(a.scan)), times(median(a.ours), median(a.scan)),
			ms(p95(a.ours)), ms(p95(a.scan)), times(p95(a.ours), p95(a.scan)))
		err = errors.Join(err, lineErr)
	}
	return err
}

func (f found) writeSearches(to io.Writer) error {
	_, err := fmt.Fprintf(to, `
## Searches

Beside joins as inboxes ask that keep no projection: ILIKE over the messages of the conversations (and over names where
Parley looks there), a page of 25 of them and the three numbers that are counted with each page there, what one agent has, what
nobody has, and all (ConversationFinder of Chatwoot). Parley shows no such numbers with a search. Parley was asked %d times,
the joins once for each wording. CPU is what each search cost Postgres and the asking process: what else the machine does
disturbs it less. Asked for: %d times as fast.

| question | Parley, half | 95 of 100 | joins, page and numbers | by half | by 95 of 100 | CPU, Parley | CPU, joins | Parley takes less |
|---|---|---|---|---|---|---|---|---|
`, f.rounds, searchTarget)
	for _, a := range f.searches {
		half, most, both := median(a.ours), p95(a.ours), a.joins.both()
		_, lineErr := fmt.Fprintf(to, "| %s | %.1f ms | %.1f ms | %.0f ms | %.0f times | %.0f times | %.1f ms | %.0f ms | %.0f times |\n", a.question,
			ms(half), ms(most), ms(both), times(both, half), times(both, most), ms(a.cpu), ms(a.joins.cpu), times(a.joins.cpu, a.cpu))
		err = errors.Join(err, lineErr)
	}
	_, lineErr := fmt.Fprint(to, `
A page of what is common the joins meet soon too, walking down the list of conversations; counting it they do not. The page
alone, without its numbers:

| question | joins, the page alone | Parley is faster, by half | by 95 of 100 |
|---|---|---|---|
`)
	err = errors.Join(err, lineErr)
	for _, a := range f.searches {
		_, lineErr := fmt.Fprintf(to, "| %s | %.0f ms | %.0f times | %.0f times |\n", a.question,
			ms(a.joins.page), times(a.joins.page, median(a.ours)), times(a.joins.page, p95(a.ours)))
		err = errors.Join(err, lineErr)
	}
	return err
}

func times(of, what time.Duration) float64 { return float64(of) / float64(what) }
