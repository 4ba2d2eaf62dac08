package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/parleyhq/parley/bench/internal/bare"
	"github.com/parleyhq/parley/bench/internal/engine"
	"github.com/parleyhq/parley/bench/internal/meter"
	"github.com/parleyhq/parley/bench/internal/parley"
)

// run starts everything, measures, prints and stops everything.
func run(ctx context.Context, args []string) (err error) {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, fmt.Errorf("not done within %s", o.limit))
	defer cancel()
	b := &bench{options: o}
	defer func() { err = errors.Join(err, b.stop()) }()
	if err := b.start(ctx); err != nil {
		return err
	}
	return b.measure(ctx)
}

// database is Parley's.
const database = "parley"

// bench is a benchmark under way.
type bench struct {
	options options
	stack   *engine.Stack
	// meter is nil where CPU times cannot be read.
	meter  *meter.Meter
	bare   *bare.Engine
	parley *parley.System
	stops  []func() error
}

func (b *bench) start(ctx context.Context) error {
	var err error
	say("starting Postgres and Temporal (%s)", b.options.engine)
	if b.stack, err = engine.Start(ctx, engine.Options{
		Kind: b.options.engine, Root: b.options.root, Statements: b.options.statements,
	}); err != nil {
		return err
	}
	b.stops = append(b.stops, b.stack.Stop)
	dsn, err := b.stack.Database(ctx, database)
	if err != nil {
		return err
	}
	b.meter, err = meter.New(b.stack.ServerPID, b.stack.PostgresPID)
	if errors.Is(err, meter.ErrNoProc) {
		say("CPU times are left out: %v", err)
	} else if err != nil {
		return err
	}
	if b.bare, err = bare.Start(ctx, b.stack.Temporal); err != nil {
		return err
	}
	b.stops = append(b.stops, func() error { b.bare.Stop(); return nil })
	say("starting Parley")
	b.parley, err = parley.Start(ctx, parley.Options{
		DSN: dsn, Temporal: b.stack.Temporal, ModelDir: filepath.Join(b.options.root, ".tools", "model"),
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return err
	}
	b.stops = append(b.stops, b.parley.Stop)
	return nil
}

func (b *bench) stop() error {
	var errs []error
	for i := len(b.stops) - 1; i >= 0; i-- {
		errs = append(errs, b.stops[i]())
	}
	return errors.Join(errs...)
}

func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}
