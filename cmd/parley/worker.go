package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/files"
	"github.com/parleyhq/parley/internal/codec"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/telemetry"
	"github.com/parleyhq/parley/jobs"
	"github.com/parleyhq/parley/store"
	"github.com/parleyhq/parley/worker"
)

// worker runs workflows, activities and the sweeper until ctx ends.
func (m *Main) worker(ctx context.Context, args []string) error {
	c, l, err := m.configure("worker", args, nil)
	if err != nil {
		return err
	}
	if err := c.RequireDatabase(); err != nil {
		return err
	}
	registry := telemetry.NewRegistry()
	st, err := store.Open(ctx, string(c.DatabaseURL), storeOptions(c))
	if err != nil {
		return err
	}
	defer st.Close()
	answers, err := newMatching(c, st)
	if err != nil {
		return err
	}
	temporal, err := m.workerClient(ctx, c, l, registry)
	if err != nil {
		return err
	}
	defer temporal.Close()
	// Before serving, if that can be; runWorker sees to the rest.
	if _, err := answers.ensure(ctx); err != nil {
		l.Warn("nothing is known to match with yet", "error", err)
	}
	group, ctx := errgroup.WithContext(ctx)
	if c.MetricsAddr != "" {
		group.Go(func() error { return serveMetrics(ctx, c.MetricsAddr, registry, l) })
	}
	group.Go(func() error { return runWorker(ctx, c, answers, temporal, l) })
	l.Info("worker runs", "version", buildVersion(), "task_queue", c.TaskQueue)
	return group.Wait()
}

// workerClient connects to a Temporal that workflows can run on.
func (m *Main) workerClient(
	ctx context.Context, c config.Config, l *slog.Logger, registry prometheus.Registerer,
) (client.Client, error) {
	options, err := m.temporalOptions(c, l, registry)
	options.DataConverter = codec.Strict(options.DataConverter)
	if err != nil {
		return nil, err
	}
	temporal, err := waitForTemporal(ctx, options, l)
	if err != nil {
		return nil, err
	}
	if err := checkSearchAttributes(ctx, temporal, options.Namespace); err != nil {
		temporal.Close()
		return nil, err
	}
	return temporal, nil
}

// runWorker serves tasks and keeps house until ctx ends.
func runWorker(ctx context.Context, c config.Config, m *matching, temporal client.Client, l *slog.Logger) error {
	bucket, err := openBucket(ctx, c)
	if err != nil {
		return err
	}
	defer func() { _ = bucket.Close() }()
	library := newLibrary(c, bucket, m.store)
	all := newChannels(c, m.store, library)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		tidy(ctx, append(leftovers(m.store, c.WebhookRetention), unneeded(bucket, m.store)...), l)
		return nil
	})
	group.Go(func() error {
		newFetching(c, library, m.store, l, all).Run(ctx)
		return nil
	})
	group.Go(func() error {
		keepChecking(ctx, m.store, all, l)
		return nil
	})
	group.Go(func() error {
		keepNaming(ctx, m.store, all, l)
		return nil
	})
	group.Go(func() error {
		prepareAll(ctx, c, m, temporal, l)
		return nil
	})
	group.Go(func() error {
		return worker.New(worker.Options{
			Client: temporal, TaskQueue: c.TaskQueue, Overdue: m.store, Log: l,
			Activities: &activities.Conversation{
				Mailbox: m.store, Users: m.store, Decisions: m.store, Deliveries: m.store, Responder: m.chain,
				Sender: all.sender(), Rules: activities.NewSetRules(c.Rules(), m.store, time.Now), Terms: all.terms(), Serving: activities.NewRecentServing(m.store, time.Now),
				Log: l, MatchTimeout: c.MatchTimeout,
			},
			Background: newBackground(c, m, all, bucket, temporal, l), Pending: m.store, Reports: m.store,
		}).Run(ctx)
	})
	return group.Wait()
}

// newBackground are the activities beside the conversations.
func newBackground(
	c config.Config, m *matching, all registry, bucket *files.Bucket, temporal client.Client, l *slog.Logger,
) *activities.Background {
	return &activities.Background{
		Training: &activities.Training{
			FAQs: m.store, Words: m.embedders, Bell: jobs.New(temporal, c.TaskQueue), Log: l,
		},
		Reembedding: &activities.Reembedding{Stored: m.store, Vectors: m.matcher, Log: l},
		Importing:   &activities.Importing{Imports: m.store, Matcher: m.matcher, Log: l},
		Replaying:   activities.NewReplaying(m.store, m.matcher, m.embedders, time.Now, l),
		Suggesting:  &activities.Suggesting{Suggestions: m.store, Now: time.Now, Log: l},
		Campaigning: &activities.Campaigning{Campaigns: m.store, Sender: all.sender(), Log: l},
		Erasing: &activities.Erasing{
			Erasures: m.store, Contents: bucket, Histories: jobs.New(temporal, c.TaskQueue), Log: l,
		},
	}
}
