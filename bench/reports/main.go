// Reports measures how long the pages of reports wait for the API, on the database
// that bench/search made and kept. What the messages of that database would have led
// to is written beside them, and counted.
//
//	go run ./bench/search -keep folder
//	go run ./bench/reports -keep folder -out bench/results/reports.md
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
	flags := flag.NewFlagSet("reports", flag.ContinueOnError)
	out := flags.String("out", "", "file for the report, empty for the screen")
	keep := flags.String("keep", "", "folder in which bench/search kept its database")
	conversations := flags.Int("conversations", 1_000_000, "how many conversations that database has")
	rounds := flags.Int("rounds", 40, "how often each page is asked for")
	counted := flags.Bool("counted", false, "take the counts of an earlier run, which take minutes to make")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *keep == "" {
		return errors.New("-keep needs the folder that bench/search was given")
	}
	server, err := devstack.StartPostgres(ctx, devstack.PostgresOptions{Dir: *keep, Throwaway: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	found, err := measure(ctx, server.DSN(fmt.Sprintf("search_%d", *conversations)), *rounds, *counted)
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
	return found.write(to, *rounds)
}

// measure counts what there is, unless that is done, and asks for every page.
func measure(ctx context.Context, dsn string, rounds int, counted bool) (measured, error) {
	if err := migrations.Up(ctx, dsn); err != nil {
		return measured{}, err
	}
	raw, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return measured{}, fmt.Errorf("connect: %w", err)
	}
	defer raw.Close()
	if err := generate(ctx, raw); err != nil {
		return measured{}, err
	}
	st, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return measured{}, err
	}
	defer st.Close()
	var m measured
	if !counted {
		begin := time.Now()
		if err := st.RebuildReports(ctx); err != nil {
			return measured{}, err
		}
		m.rebuilt = time.Since(begin)
		if _, err := raw.Exec(ctx, `VACUUM (ANALYZE) report_cells`); err != nil {
			return measured{}, fmt.Errorf("vacuum: %w", err)
		}
	}
	if err := raw.QueryRow(ctx, `SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM events), (SELECT count(*) FROM report_cells),
		pg_total_relation_size('report_cells') / 1000000`).Scan(&m.messages, &m.events, &m.cells, &m.megabytes); err != nil {
		return measured{}, fmt.Errorf("count: %w", err)
	}
	m.pages, err = ask(ctx, st, rounds)
	if err != nil {
		return measured{}, err
	}
	m.scanned, err = scan(ctx, raw)
	return m, err
}
