// Search measures lists and searches of the inbox beside the same questions asked
// by joins over all messages, and beside the bare scan of an index. It starts a
// Postgres of its own and fills it.
//
//	go run ./bench/search -conversations 1000000 -out bench/results/search.md
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

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/migrations"
	"github.com/parleyhq/parley/store"
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
	flags := flag.NewFlagSet("search", flag.ContinueOnError)
	out := flags.String("out", "", "file for the report, empty for the screen")
	conversations := flags.Int("conversations", 1_000_000, "how many conversations, with five messages each")
	rounds := flags.Int("rounds", 100, "how often each question is asked")
	only := flags.String("only", "", "lists, or searches; empty for both")
	keep := flags.String("keep", "", "folder for the database, which is kept: what an earlier run wrote is not written again")
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder := *keep
	if folder == "" {
		if folder, err = os.MkdirTemp("", "parley-bench-search"); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	}
	server, err := devstack.StartPostgres(ctx, devstack.PostgresOptions{Dir: folder, Throwaway: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	database := fmt.Sprintf("search_%d", *conversations)
	if err := server.EnsureDatabase(ctx, database); err != nil {
		return err
	}
	measured, err := measure(ctx, server.DSN(database), found{conversations: *conversations, rounds: *rounds}, *only)
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
	return measured.write(to)
}

// measure fills a database and asks it.
func measure(ctx context.Context, dsn string, f found, only string) (found, error) {
	if err := migrations.Up(ctx, dsn); err != nil {
		return found{}, err
	}
	raw, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return found{}, fmt.Errorf("connect: %w", err)
	}
	defer raw.Close()
	filler := &generator{raw: raw, conversations: f.conversations, words: newVocabulary(), log: os.Stderr}
	if err := filler.generate(ctx); err != nil {
		return found{}, err
	}
	st, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return found{}, err
	}
	defer st.Close()
	a := asker{st: st, raw: raw, rounds: f.rounds, log: os.Stderr}
	if only != "searches" {
		if f.lists, err = a.lists(ctx); err != nil {
			return found{}, err
		}
	}
	if only != "lists" {
		f.searches, err = a.searches(ctx)
	}
	return f, err
}
