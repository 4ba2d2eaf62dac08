// Webhooks measures how long a provider waits for the answer to its webhooks while
// its own send endpoint hangs: one must not hold up the other. It starts an API and
// a worker of bin/parley and a stand-in of WhatsApp, on loopback, and has everybody
// who writes answered automatically, so that calls hang all the time.
//
//	go run ./bench/webhooks -out bench/results/webhooks.md
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("webhooks", flag.ContinueOnError)
	out := flags.String("out", "", "file for the report, empty for the screen")
	binary := flags.String("binary", "bin/parley", "the parley program")
	model := flags.String("model", ".tools/model", "folder with the embedded model")
	load := plan{}
	flags.IntVar(&load.perSecond, "rate", 40, "webhooks a second")
	flags.DurationVar(&load.lasts, "for", 30*time.Second, "how long each load lasts")
	if err := flags.Parse(args); err != nil {
		return err
	}
	t, err := newTrial(ctx, *binary, *model)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	// Hanging calls last until the load is over, and keep the worker's slots busy.
	answering, err := t.measure(ctx, "the provider answers", load)
	if err != nil {
		return err
	}
	t.hangs.Store(true)
	if err := t.waitUntilItHangs(ctx); err != nil {
		return err
	}
	hanging, err := t.measure(ctx, "its send endpoint hangs", load)
	if err != nil {
		return err
	}
	to := io.Writer(os.Stdout)
	if *out != "" {
		file, err := os.Create(*out)
		if err != nil {
			return fmt.Errorf("create the report: %w", err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		to = file
	}
	return write(to, load, answering, hanging)
}
