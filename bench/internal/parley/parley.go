// Package parley is Parley as a whole: API over HTTP, Postgres, worker, matcher
// with the embedded model, and an app that takes the answers.
package parley

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"google.golang.org/grpc"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/webhook"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/webhookapp"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/migrations"
	"github.com/parleyhq/parley/store"
	"github.com/parleyhq/parley/worker"
)

// taskQueue keeps this run apart from whatever else runs on the server.
const taskQueue = "bench-parley"

// Options say what Parley stands on.
type Options struct {
	// DSN is an empty database of its own.
	DSN string
	// Temporal is the server's address.
	Temporal string
	// ModelDir holds the weights of the embedded model.
	ModelDir string
	Log      *slog.Logger
}

// System is a running Parley, watched.
type System struct {
	store   *watched
	client  client.Client
	matcher *matcher.Matcher
	chain   *matcher.Chain
	app     *webhookapp.App
	inbox   conversation.Inbox
	// agent is the id of the agent who holds conversations.
	agent string
	// workflows is how the API reaches them, front the API itself.
	workflows *api.Temporal
	front     *front
	// stops are what to stop, the last started first.
	stops []func() error
}

// Start migrates the database, imports the demo's FAQs and starts all parts of
// Parley in this process. Stop stops them.
func Start(ctx context.Context, o Options) (*System, error) {
	s := &System{}
	for _, start := range []func(context.Context, Options) error{
		s.openStore, s.hireAgent, s.connect, s.loadMatcher, s.startApp, s.startWorker, s.startAPI,
	} {
		if err := start(ctx, o); err != nil {
			return nil, errors.Join(err, s.Stop())
		}
	}
	return s, nil
}

// Stop stops everything Start started.
func (s *System) Stop() error {
	var errs []error
	for i := len(s.stops) - 1; i >= 0; i-- {
		errs = append(errs, s.stops[i]())
	}
	return errors.Join(errs...)
}

func (s *System) atStop(stop func() error) { s.stops = append(s.stops, stop) }

func (s *System) openStore(ctx context.Context, o Options) error {
	if err := migrations.Up(ctx, o.DSN); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	opened, err := store.Open(ctx, o.DSN, store.Options{MaxConns: 16})
	if err != nil {
		return err
	}
	s.store = watch(opened)
	s.atStop(func() error { opened.Close(); return nil })
	return nil
}

func (s *System) hireAgent(ctx context.Context, _ Options) error {
	agent, err := s.store.CreateUser(ctx, account.NewUser{
		Profile: account.Profile{Email: "agent@example.org", Name: "Agent"},
		Roles:   []account.Role{account.Agent}, PasswordHash: "none",
	})
	s.agent = agent.ID
	return err
}

func (s *System) connect(ctx context.Context, o Options) error {
	c, err := client.DialContext(ctx, client.Options{
		HostPort: o.Temporal, Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
		ConnectionOptions: client.ConnectionOptions{
			// As parley's own connection: both sides without compression.
			GrpcCompression: &client.GrpcCompressionNone{},
			DialOptions:     []grpc.DialOption{grpc.WithChainUnaryInterceptor(s.store.interceptRing)},
		},
	})
	if err != nil {
		return fmt.Errorf("connect to the engine: %w", err)
	}
	s.client = c
	s.atStop(func() error { c.Close(); return nil })
	return nil
}

// startApp starts the app and the inbox that delivers to it.
func (s *System) startApp(ctx context.Context, _ Options) error {
	// The app's address is part of the inbox and the inbox's secret part of the
	// app, so the inbox gets its address in a second step.
	inbox, err := s.store.CreateInbox(ctx, conversation.ChannelWebhook, conversation.InboxSettings{Name: "bench", Burst: 1})
	if err != nil {
		return err
	}
	s.app = webhookapp.New(webhookapp.Options{Secrets: inbox.Secrets})
	s.app.Always(func(x *webhookapp.Exchange) {
		webhookapp.Accept()(x)
		s.store.arrived(x.Request.Header.Get("Webhook-Id"))
	})
	s.atStop(func() error { s.app.Close(); return nil })
	s.inbox, err = s.store.UpdateInbox(ctx, inbox.ID, conversation.InboxSettings{
		Name: "bench", DeliveryURL: s.app.URL(), Burst: 1,
	})
	return err
}

func (s *System) startWorker(ctx context.Context, o Options) error {
	channel := webhook.New(webhook.Options{AllowPrivate: true})
	w := worker.New(worker.Options{
		Client: s.client, TaskQueue: taskQueue, Overdue: s.store, Log: o.Log,
		Activities: &activities.Conversation{
			Mailbox: s.store, Users: s.store, Decisions: s.store, Deliveries: s.store, Responder: s.chain,
			Sender: channels.NewSender(map[conversation.Channel]channels.Channel{conversation.ChannelWebhook: channel}, time.Now),
			Rules:  activities.NewSetRules(rules(), s.store, time.Now), Serving: activities.NewRecentServing(s.store, time.Now), Log: o.Log, MatchTimeout: 2 * time.Second,
		},
	})
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	s.atStop(func() error {
		cancel()
		return <-done
	})
	return nil
}

// rules are Parley's defaults, without the wait for the end of a burst: what is
// measured is the system, not a pause.
func rules() conversation.Rules {
	return conversation.Rules{Window: 24 * time.Hour, Lease: 5 * time.Minute, KeepOwner: 30 * time.Minute}
}
