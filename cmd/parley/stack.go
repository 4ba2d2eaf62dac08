package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/files"
	"github.com/parleyhq/parley/internal/codec"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/internal/telemetry"
	"github.com/parleyhq/parley/migrations"
	"github.com/parleyhq/parley/store"
)

// stack is a whole Parley in one process: private servers as children, API and
// worker on them.
type stack struct {
	config config.Config
	log    *slog.Logger
	steps  *steps
	// codecPass opens the codec endpoint to the private Temporal UI, "" without
	// codec keys.
	codecPass string

	state    *state
	listener net.Listener
	postgres *devstack.PostgresServer
	temporal *devstack.TemporalServer
	store    *store.Store
	matching *matching
	bucket   *files.Bucket
	// fakes are the stand-ins of providers, nil without.
	fakes  *fakes
	client client.Client
	api    *running
	worker *running
}

// startLimit bounds the start: beyond it something hangs.
const startLimit = 2 * time.Minute

// startStack starts everything and returns when the API answers. If that fails,
// nothing is left running. If ctx ends meanwhile it returns neither a stack nor
// an error, unless stopping fails.
func startStack(ctx context.Context, c config.Config, l *slog.Logger, out *steps) (*stack, error) {
	s := &stack{config: c, log: l, steps: out}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(interrupted(ctx, err), s.stop())
	}
	return s, nil
}

func (s *stack) start(ctx context.Context) (err error) {
	if s.state, err = openState(s.config.StateDir); err != nil {
		return err
	}
	if len(s.config.SecretKeys) == 0 {
		if s.config.SecretKeys, err = s.state.secretKeys(); err != nil {
			return err
		}
	}
	if s.config.DevFakes && s.config.DevDemo {
		s.fakes = startFakes(ctx)
	}
	if s.listener, err = listen(ctx, s.config.Addr); err != nil {
		return err
	}
	if len(s.config.CodecKeys) > 0 {
		s.codecPass = rand.Text()
	}
	limited, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	if err := s.startServers(limited); err != nil {
		return err
	}
	if err := s.steps.do("Embedding model", func() error {
		if s.matching, err = newMatching(s.config, s.store); err != nil {
			return err
		}
		_, err = s.matching.ensure(limited)
		return err
	}); err != nil {
		return err
	}
	return s.steps.do("API and worker", func() error { return s.serve(ctx) })
}

// startServers starts both servers beside each other: each takes a second or two.
func (s *stack) startServers(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return s.steps.do("Postgres with pgvector", func() error { return s.startPostgres(ctx) })
	})
	group.Go(func() error {
		return s.steps.do("Temporal", func() error { return s.startTemporal(ctx) })
	})
	return group.Wait()
}

// database is the name of Parley's database in the private cluster.
const database = "parley"

func (s *stack) startPostgres(ctx context.Context) (err error) {
	s.postgres, err = devstack.StartPostgres(ctx, devstack.PostgresOptions{Dir: s.state.path("postgres")})
	if err != nil {
		return err
	}
	if err := s.postgres.EnsureDatabase(ctx, database); err != nil {
		return err
	}
	if err := migrations.Up(ctx, s.dsn()); err != nil {
		return err
	}
	s.store, err = store.Open(ctx, s.dsn(), storeOptions(s.config))
	return err
}

func (s *stack) dsn() string { return s.postgres.DSN(database) }

func (s *stack) startTemporal(ctx context.Context) (err error) {
	s.temporal, err = devstack.StartTemporal(ctx, devstack.TemporalOptions{
		DBFile: s.state.path("temporal.db"), LogFile: s.state.path("temporal.log"),
		Port:          choosePort(ctx, s.config.DevTemporalPort, 7233),
		UIPort:        choosePort(ctx, s.config.DevTemporalUIPort, 8233),
		CodecEndpoint: s.codecEndpoint(),
	})
	return err
}

// codecEndpoint is where the private Temporal UI has payloads decoded, "" without
// codec keys.
func (s *stack) codecEndpoint() string {
	if s.codecPass == "" {
		return ""
	}
	return s.url() + codecPath + s.codecPass
}

// serve starts API and worker and waits until the API is ready.
func (s *stack) serve(ctx context.Context) error {
	registry := telemetry.NewRegistry()
	options, err := completeOptions(client.Options{HostPort: s.temporal.Addr}, s.config, s.log, registry)
	options.DataConverter = codec.Strict(options.DataConverter)
	if err != nil {
		return err
	}
	if s.client, err = client.DialContext(ctx, options); err != nil {
		return fmt.Errorf("connect to Temporal: %w", err)
	}
	if err := checkSearchAttributes(ctx, s.client, options.Namespace); err != nil {
		return err
	}
	c := s.config
	if c.CodecOrigin == "" {
		c.CodecOrigin = s.temporal.UIURL
	}
	if s.bucket, err = openBucket(ctx, c); err != nil {
		return err
	}
	server, err := newAPI(c, apiParts{ //nolint:contextcheck // its doorbell is drained at the end
		matching: s.matching, temporal: s.client, files: newLibrary(c, s.bucket, s.store), dsn: s.dsn(), url: s.url(), registry: registry, log: s.log,
		codecPass: s.codecPass, example: true,
	})
	if err != nil {
		return err
	}
	s.api = start(ctx, func(ctx context.Context) error { return server.Serve(ctx, s.listener) })
	s.worker = start(ctx, func(ctx context.Context) error {
		return runWorker(ctx, s.config, s.matching, s.client, s.log)
	})
	return s.ready(ctx)
}

// ready waits until the API says that it can serve.
func (s *stack) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		err := probe(ctx, s.url()+"/readyz")
		if err == nil {
			return nil
		}
		select {
		case <-s.api.done:
			return s.api.err
		case <-s.worker.done:
			return s.worker.err
		case <-ctx.Done():
			return fmt.Errorf("the API does not become ready: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// url is where this machine reaches the API.
func (s *stack) url() string { return localURL(s.listener) }

// wait returns nil when ctx ends, and an error as soon as a part of the stack
// has ended by itself.
func (s *stack) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-s.api.done:
		return errors.Join(errors.New("the API ended"), s.api.err)
	case <-s.worker.done:
		return errors.Join(errors.New("the worker ended"), s.worker.err)
	case <-s.postgres.Exited():
		return fmt.Errorf("the private Postgres ended by itself; its log is in %s", s.state.path("postgres"))
	case <-s.temporal.Exited():
		return fmt.Errorf("the private Temporal ended by itself; its log is %s", s.state.path("temporal.log"))
	}
}

// stop ends what was started, the last first: the API drains, the worker lets
// running tasks finish, then the servers.
func (s *stack) stop() error {
	var errs []error
	for _, part := range []*running{s.api, s.worker} {
		if part != nil {
			errs = append(errs, part.end())
		}
	}
	if s.client != nil {
		s.client.Close()
	}
	if s.store != nil {
		s.store.Close()
	}
	if s.bucket != nil {
		errs = append(errs, s.bucket.Close())
	}
	if s.temporal != nil {
		errs = append(errs, s.temporal.Stop())
	}
	if s.postgres != nil {
		errs = append(errs, s.postgres.Stop())
	}
	if s.fakes != nil {
		s.fakes.stop()
	}
	if s.listener != nil && s.api == nil {
		errs = append(errs, s.listener.Close())
	}
	if s.state != nil {
		errs = append(errs, s.state.close())
	}
	return errors.Join(errs...)
}
