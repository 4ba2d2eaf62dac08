package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/webhook"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/codec"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/telemetry"
	"github.com/parleyhq/parley/matcher"
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
	matching, err := newMatcher(c, st)
	if err != nil {
		return err
	}
	temporal, err := m.workerClient(ctx, c, l, registry)
	if err != nil {
		return err
	}
	defer temporal.Close()
	// Before serving, if that can be; runWorker does the rest.
	if err := reembed(ctx, st, matching, l); err != nil {
		l.Warn("questions not embedded before serving", "error", err)
	}
	group, ctx := errgroup.WithContext(ctx)
	if c.MetricsAddr != "" {
		group.Go(func() error { return serveMetrics(ctx, c.MetricsAddr, registry, l) })
	}
	group.Go(func() error { return runWorker(ctx, c, st, matching, temporal, l) })
	l.Info("worker runs", "version", buildVersion(), "task_queue", c.TaskQueue, "model", matching.Model())
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
func runWorker(
	ctx context.Context, c config.Config, st *store.Store, matching *matcher.Pinned, temporal client.Client, l *slog.Logger,
) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		tidy(ctx, st, l)
		return nil
	})
	group.Go(func() error {
		reembedAll(ctx, st, matching, l)
		return nil
	})
	group.Go(func() error {
		return worker.New(worker.Options{
			Client: temporal, TaskQueue: c.TaskQueue, Overdue: st, Log: l,
			Activities: &activities.Conversation{
				Mailbox: st, Users: st, Decisions: st, Deliveries: st, Responder: matching, Sender: newSender(c),
				Rules: c.Rules(), Log: l, MatchTimeout: c.MatchTimeout,
			},
		}).Run(ctx)
	})
	return group.Wait()
}

func newSender(c config.Config) *channels.Sender {
	return channels.NewSender(map[conversation.Channel]channels.Channel{
		conversation.ChannelWebhook: newWebhooks(c),
	}, time.Now)
}

func newWebhooks(c config.Config) *webhook.Channel {
	return webhook.New(webhook.Options{AllowPrivate: c.AllowPrivateWebhooks})
}
