// Inbox measures how long somebody who works in the dashboard's inbox waits, from a
// key or a click until what it leads to is painted: the program as it is built, a
// headless Chromium, and the database that bench/search made and kept.
//
//	go run ./bench/search -keep folder
//	go run ./bench/inbox -keep folder -out bench/results/inbox.md
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
	flags := flag.NewFlagSet("inbox", flag.ContinueOnError)
	out := flags.String("out", "", "file for the report, empty for the screen")
	keep := flags.String("keep", "", "folder in which bench/search kept its database")
	conversations := flags.Int("conversations", 1_000_000, "how many conversations that database has")
	rounds := flags.Int("rounds", 10, "how often the page is loaded anew and worked in")
	searches := flags.Int("searches", 2, "how often each word is searched for in a round")
	binary := flags.String("binary", "bin/parley", "the program")
	pictures := flags.String("pictures", "", "folder for a picture of each kind of page, empty for none")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *keep == "" {
		return errors.New("-keep needs the folder that bench/search was given")
	}
	office, err := open(ctx, *keep, fmt.Sprintf("search_%d", *conversations), *binary)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, office.close()) }()
	d, leave, err := sitDown(ctx, office.url, *pictures)
	if err != nil {
		return err
	}
	defer leave()
	// A database that has just been started reads from the disk what an inbox that is
	// worked in has in memory: the first round is not counted.
	for round := range *rounds + 1 {
		if err := d.work(round, *searches); err != nil { //nolint:contextcheck // the tab is its context
			return fmt.Errorf("round %d: %w", round, err)
		}
		if round == 0 {
			d.waits = nil
		}
		if _, err := fmt.Fprintf(os.Stderr, "round %d of %d\n", round, *rounds); err != nil {
			return err
		}
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
	return write(to, *conversations, *rounds, d.waits)
}
