package main

import (
	"context"
	"fmt"
	"time"

	"github.com/parleyhq/parley/bench/internal/load"
	"github.com/parleyhq/parley/bench/internal/parley"
	"github.com/parleyhq/parley/bench/internal/report"
	"github.com/parleyhq/parley/responder"
)

const (
	// lightPerSecond is the light load: one message at a time, as a small
	// deployment sees them.
	lightPerSecond = 5
	// lightTarget is the median asked for.
	lightTarget = 60 * time.Millisecond
)

// light measures how long a single answered message takes, and where.
func (b *bench) light(ctx context.Context) (_ *report.Light, err error) {
	answered, _, err := b.parley.Texts(ctx)
	if err != nil {
		return nil, err
	}
	result := &report.Light{PerSecond: lightPerSecond, Messages: b.options.light, Target: lightTarget}
	err = b.paced(ctx, b.bare, body(), func(m load.Message) error {
		handled, err := b.bare.Handle(ctx, m)
		result.Bare = append(result.Bare, handled.Done.Sub(handled.Accepted))
		return err
	})
	if err != nil {
		return nil, err
	}
	var journeys []parley.Journey
	err = b.paced(ctx, b.parley.Side(parley.UntilDelivered), answered, func(m load.Message) error {
		journey, err := b.parley.Journey(ctx, m)
		journeys = append(journeys, journey)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, j := range journeys {
		result.Parley = append(result.Parley, j.Between(parley.Accepted, parley.Delivered))
	}
	result.Stages = stages(journeys)
	return result, nil
}

// paced sends messages one by one at the light load's pace and ends the
// workflows afterwards.
func (b *bench) paced(ctx context.Context, side load.Side, texts []string, handle func(load.Message) error) error {
	pace := time.NewTicker(time.Second / lightPerSecond)
	defer pace.Stop()
	// As many conversations take turns as get every message answered.
	turns := (b.options.light + responder.LoopLimit - 1) / responder.LoopLimit
	var err error
	for i := 0; i < b.options.light && err == nil; i++ {
		err = handle(load.Message{
			Conversation: lightConversation(i, turns), N: i/turns + 1, Text: texts[i%len(texts)],
		})
		<-pace.C
	}
	for i := range turns {
		if ended := side.End(context.WithoutCancel(ctx), lightConversation(i, turns)); err == nil {
			err = ended
		}
	}
	if err != nil {
		return fmt.Errorf("light load, %s: %w", side.Name(), err)
	}
	return nil
}

func lightConversation(i, turns int) string { return fmt.Sprintf("light-%d", i%turns) }

// stages cuts journeys into the parts of a message's way.
func stages(journeys []parley.Journey) []report.Stage {
	cuts := []struct {
		name     string
		from, to parley.Moment
	}{
		{"request read and checked", parley.Posted, parley.Ingesting},
		{"ingest: the message is durable", parley.Ingesting, parley.Ingested},
		{"answer 202 travels", parley.Ingested, parley.Accepted},
		{"doorbell waits for a ringer", parley.Ingested, parley.Ringing},
		{"doorbell: SignalWithStart", parley.Ringing, parley.Rung},
		{"workflow task reaches the worker", parley.Rung, parley.Reading},
		{"mailbox read", parley.Reading, parley.Read},
		{"state applied", parley.Read, parley.Responding},
		{"burst read", parley.Responding, parley.Matching},
		{"match: embedding, nearest questions, score", parley.Matching, parley.Matched},
		{"commit: state, decision and reply", parley.Matched, parley.Recorded},
		{"workflow task ends, delivery reaches the worker", parley.Recorded, parley.Delivering},
		{"attempt recorded", parley.Delivering, parley.Sending},
		{"webhook posted", parley.Sending, parley.Delivered},
	}
	var list []report.Stage
	for _, c := range cuts {
		s := report.Stage{Name: c.name, Before: c.to <= parley.Ingested}
		for _, j := range journeys {
			s.Times = append(s.Times, j.Between(c.from, c.to))
		}
		list = append(list, s)
	}
	return list
}
