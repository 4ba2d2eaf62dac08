package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/parleyhq/parley/bench/internal/meter"
)

// Page is everything measured in one run.
type Page struct {
	// Engine says what the engine ran on, Machine on what machine, At when.
	Engine, Machine string
	At              time.Time
	Loads           []Load
	Light           *Light
}

// Markdown writes the page.
func (p Page) Markdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# What a message costs, beside the bare engine\n\n")
	fmt.Fprintf(&b, "%s. %s. Measured %s.\n\n", p.Engine, p.Machine, p.At.UTC().Format("2 January 2006, 15:04 MST"))
	b.WriteString(explanation)
	if len(p.Loads) > 0 {
		p.ratios(&b)
		p.details(&b)
	}
	if p.Light != nil {
		p.Light.markdown(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const explanation = `The bare engine is a workflow that receives signals and does nothing with them,
on the same Temporal server, in the same run, with the same number of
conversations and messages (SignalWithStart, 100 bytes). One of its messages is
done when the server has acknowledged the workflow task that received it.
Parley is all of it: HTTP API, Postgres with fsync, worker, matcher with the
embedded model, webhooks to an app. Windows of both alternate. Everything runs
on the same processors, the load itself included, so read the ratios and not the
absolute numbers.

`

func (p Page) ratios(b *strings.Builder) {
	b.WriteString("## Parley / bare engine\n\n")
	b.WriteString("| load | throughput | asked | ambition | CPU time | lowest to highest window |\n|---|---|---|---|---|---|\n")
	for _, l := range p.Loads {
		low, high := l.spread()
		fmt.Fprintf(b, "| %s | **%.2f** | %g | %g | %s | %.2f to %.2f |\n",
			l.Name, l.Ratio(), l.Target, l.Ambition, number(l.CostRatio()), low, high)
	}
	b.WriteString("\nThroughput is the median over pairs of windows that followed each other. CPU time\n" +
		"is the same ratio by cost: CPU time per message of the bare engine over Parley's.\n\n")
}

// number is a dash where nothing was measured.
func number(ratio float64) string {
	if math.IsNaN(ratio) {
		return "–"
	}
	return fmt.Sprintf("%.2f", ratio)
}

func (p Page) details(b *strings.Builder) {
	b.WriteString("## Both sides\n\n")
	for _, l := range p.Loads {
		fmt.Fprintf(b, "**%s**: %s %d conversations with %d messages each", l.Name, l.About, l.Shape.Conversations, l.Shape.Messages)
		if l.Shape.Burst {
			fmt.Fprintf(b, ", all at once, %d conversations at a time", l.Shape.InFlight)
		} else {
			fmt.Fprintf(b, ", %d in flight", l.Shape.InFlight)
		}
		fmt.Fprintf(b, "; %d windows a side.\n\n", len(l.Pairs))
		b.WriteString("| | messages/s | p50 ms | p95 | p99 | events/message | CPU ms/message: server + Postgres + this process | others' CPUs |\n" +
			"|---|---|---|---|---|---|---|---|\n")
		for _, s := range l.sides() {
			fmt.Fprintf(b, "| %s | %.0f | %.0f | %.0f | %.0f | %.2f | %.1f + %.1f + %.1f = %.1f | %.1f |\n",
				s.name, s.perSecond,
				milliseconds(meter.Quantile(s.latencies, 0.5)), milliseconds(meter.Quantile(s.latencies, 0.95)),
				milliseconds(meter.Quantile(s.latencies, 0.99)), s.events,
				s.server, s.postgres, s.self, s.server+s.postgres+s.self, s.others)
		}
		b.WriteString("\n")
	}
}

func (l *Light) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "## Light load\n\n%d messages, %g a second, debounce 0, from accepted (202) to the automatic reply at the app:\n"+
		"median **%.0f ms** (asked: at most %.0f), p95 %.0f, p99 %.0f. The bare engine, from the signal's\n"+
		"acknowledgement to the workflow task's: median %.0f ms.\n\n",
		l.Messages, l.PerSecond, milliseconds(meter.Quantile(l.Parley, 0.5)), milliseconds(l.Target),
		milliseconds(meter.Quantile(l.Parley, 0.95)), milliseconds(meter.Quantile(l.Parley, 0.99)),
		milliseconds(meter.Quantile(l.Bare, 0.5)))
	b.WriteString("| where the time goes | median ms | p95 |\n|---|---|---|\n")
	for _, s := range l.Stages {
		name := s.Name
		if s.Before {
			name += " (before the 202)"
		}
		fmt.Fprintf(b, "| %s | %.1f | %.1f |\n", name,
			milliseconds(meter.Quantile(s.Times, 0.5)), milliseconds(meter.Quantile(s.Times, 0.95)))
	}
	b.WriteString("\n")
}
