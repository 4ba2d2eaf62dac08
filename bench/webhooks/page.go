package main

import (
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/parleyhq/parley/bench/internal/meter"
)

// The targets for the answer to a webhook while the provider hangs.
const (
	medianTarget = 50 * time.Millisecond
	tailTarget   = 250 * time.Millisecond
)

// write writes the report.
func write(to io.Writer, p plan, results ...result) error {
	_, err := fmt.Fprintf(to, `# Answers to webhooks while the provider hangs

%d signed webhooks a second for %s, each a text of somebody new whom the autoresponder answers, on a machine with %d CPUs
where everything runs: the load, the stand-in of WhatsApp, API, worker, Postgres and Temporal. The time is that from the
first byte of the request to the last of the answer, which says that the message is durable. Asked for while the send
endpoint hangs: at most %s at the median, %s for 99 of 100. Made with make bench-webhooks.

| | webhooks | median | 99 of 100 | slowest | calls hanging at the end |
|---|---|---|---|---|---|
`, p.perSecond, p.lasts, runtime.NumCPU(), medianTarget, tailTarget)
	for _, r := range results {
		if err == nil {
			_, err = fmt.Fprintf(to, "| %s | %d | %s | %s | %s | %d |\n", r.name, len(r.times),
				short(meter.Quantile(r.times, 0.5)), short(meter.Quantile(r.times, 0.99)), short(meter.Quantile(r.times, 1)), r.held)
		}
	}
	if err != nil || len(results) == 0 {
		return err
	}
	last := results[len(results)-1]
	verdict := "Both are kept."
	if meter.Quantile(last.times, 0.5) > medianTarget || meter.Quantile(last.times, 0.99) > tailTarget {
		verdict = "**They are not kept.**"
	}
	_, err = fmt.Fprintf(to, "\n%s\n", verdict)
	return err
}

func short(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
