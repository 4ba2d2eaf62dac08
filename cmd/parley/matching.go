package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/jobs"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/store"
	"github.com/parleyhq/parley/worker"
)

// matching is what answers messages by itself.
type matching struct {
	store     *store.Store
	embedders *embedders
	matcher   *matcher.Matcher
	chain     *matcher.Chain
}

// newMatching fails if the embedder of the environment cannot be opened.
func newMatching(c config.Config, st *store.Store) (*matching, error) {
	m := &matching{store: st, embedders: newEmbedders(c, st)}
	if _, err := m.embedders.Open(m.embedders.env); err != nil {
		return nil, err
	}
	var err error
	m.matcher, err = matcher.New(matcher.Options{Source: st, Trainings: st, Embedders: m.embedders})
	if err != nil {
		return nil, fmt.Errorf("set up matcher: %w", err)
	}
	m.chain = matcher.NewChain(m.matcher)
	return m, nil
}

// bounded gives the responders as long as live traffic gives them.
type bounded struct {
	chain *matcher.Chain
	limit time.Duration
}

// Respond implements api.Responders.
func (b bounded) Respond(
	ctx context.Context, burst responder.Burst, s responder.Setup, p responder.Past,
) (responder.Decision, error) {
	ctx, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	return b.chain.Respond(ctx, burst, s, p)
}

// ensure makes the embedder of the environment serve, or take over from another
// one once everything is embedded anew; whether it is to take over is returned.
func (m *matching) ensure(ctx context.Context) (takesOver bool, err error) {
	env := m.embedders.env
	env.APIKey = ""
	switchTo, err := m.store.EnsureEmbedder(ctx, env)
	return switchTo != "", err
}

// readable reports whether the training that serves is one this version can use.
func (m *matching) readable(ctx context.Context) (bool, error) {
	serving, err := m.store.Serving(ctx)
	if err != nil {
		return false, err
	}
	if serving.TrainingID == "" {
		return true, nil
	}
	_, err = m.matcher.Training(ctx, serving.TrainingID)
	return err == nil, nil
}

// prepareRetry is how long a failed attempt to prepare is left alone.
const prepareRetry = 30 * time.Second

// prepareAll is prepare until it has succeeded once. What it needs may be away
// when a worker starts; messages wait for people meanwhile.
func prepareAll(ctx context.Context, c config.Config, m *matching, temporal client.Client, l *slog.Logger) {
	for {
		err := prepare(ctx, c, m, temporal)
		if err == nil || ctx.Err() != nil {
			return
		}
		l.Warn("automatic answers are not prepared yet", "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(prepareRetry):
		}
	}
}

// prepare makes sure of everything that answering by itself needs beside the
// conversations. Every worker does it, and doing it again changes nothing.
func prepare(ctx context.Context, c config.Config, m *matching, temporal client.Client) error {
	work := jobs.New(temporal, c.TaskQueue)
	takesOver, err := m.ensure(ctx)
	if err != nil {
		return err
	}
	if takesOver {
		if err := work.StartReembed(ctx); err != nil {
			return err
		}
	}
	readable, err := m.readable(ctx)
	if err != nil {
		return err
	}
	if !readable {
		// Another release trains in another form.
		if err := work.FAQsChanged(ctx); err != nil {
			return err
		}
	}
	return worker.EnsureSuggestions(ctx, temporal, c.TaskQueue, c.SuggestionsEvery)
}
