package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/parleyhq/parley/bench/internal/load"
	"github.com/parleyhq/parley/bench/internal/parley"
	"github.com/parleyhq/parley/bench/internal/report"
	"github.com/parleyhq/parley/responder"
)

// plan is a load to measure and Parley as it is to be met by it.
type plan struct {
	key string
	report.Load
	side load.Side
}

// plans returns the loads that were asked for.
func (b *bench) plans(ctx context.Context) ([]plan, error) {
	answered, unanswered, err := b.parley.Texts(ctx)
	if err != nil {
		return nil, err
	}
	o := b.options
	steady := load.Shape{Conversations: o.conversations, Messages: o.messages, InFlight: o.inFlight}
	held := steady
	held.Prepared = true
	// Who writes as fast as this gets no more automatic answers than that.
	each := min(o.messages, responder.LoopLimit)
	asking := load.Shape{Conversations: (steady.Total() + each - 1) / each, Messages: each, InFlight: o.inFlight}
	burst := load.Shape{Conversations: o.bursts, Messages: o.burst, InFlight: o.burstsInFlight, Burst: true}
	all := []plan{
		{"human", report.Load{
			Name: "messages for a human", Target: 0.6, Ambition: 0.8, Shape: with(steady, unanswered),
			About: "no agent has the conversation yet, so the FAQs are asked each time and know no answer; done when " +
				"the state in Postgres has it.",
		}, b.parley.Side(parley.UntilApplied)},
		{"held", report.Load{
			Name: "messages for the agent who holds the conversation", Target: 0.6, Ambition: 0.8, Shape: with(held, unanswered),
			About: "an agent has claimed it, so nothing is matched; done when the state in Postgres has it.",
		}, b.parley.Held()},
		{"answered", report.Load{
			Name: "messages answered by a FAQ", Target: 0.25, Ambition: 0.5, Shape: with(asking, answered),
			About: "done when the app has the automatic reply.",
		}, b.parley.Side(parley.UntilDelivered)},
		{"burst", report.Load{
			Name: "bursts", Target: 2, Ambition: 5, Shape: with(burst, unanswered),
			About: "done when the state in Postgres has it.",
		}, b.parley.Side(parley.UntilApplied)},
	}
	var chosen []plan
	for _, p := range all {
		if o.measures(p.key) {
			chosen = append(chosen, p)
		}
	}
	return chosen, nil
}

func with(s load.Shape, texts []string) load.Shape {
	s.Texts = texts
	return s
}

// body is what the bare engine's messages carry.
func body() []string { return []string{strings.Repeat("x", 100)} }

// alternate measures a load in windows of the bare engine and Parley by turns.
func (b *bench) alternate(ctx context.Context, p plan) (report.Load, error) {
	result := p.Load
	for i := range b.options.windows {
		prefix := fmt.Sprintf("%s-%d", p.key, i)
		bare, err := b.window(ctx, b.bare, with(p.Shape, body()), prefix)
		if err != nil {
			return report.Load{}, err
		}
		whole, err := b.window(ctx, p.side, p.Shape, prefix)
		if err != nil {
			return report.Load{}, err
		}
		say("%s: bare engine %.0f/s, Parley %.0f/s", p.Name, bare.PerSecond(), whole.PerSecond())
		result.Pairs = append(result.Pairs, report.Pair{Bare: bare, Parley: whole})
	}
	return result, nil
}

// window measures one window of a side.
func (b *bench) window(ctx context.Context, side load.Side, shape load.Shape, prefix string) (report.Window, error) {
	gauge := gauge{meter: b.meter}
	w, err := load.Run(ctx, side, shape, prefix, &gauge)
	return report.Window{Window: w, Used: gauge.used}, err
}
