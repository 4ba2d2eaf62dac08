package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Statement is what Postgres spent on all executions of one statement.
type Statement struct {
	Text  string
	Calls int64
	// Total is the time of all executions. It includes waits.
	Total time.Duration
	// WALBytes is what they wrote ahead.
	WALBytes int64
}

// countStatements makes the cluster count statements. It takes a restart.
func (s *Stack) countStatements(ctx context.Context) error {
	err := s.admin(ctx, "postgres", `ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`)
	if err != nil {
		return err
	}
	if err := s.postgres.Stop(); err != nil {
		return fmt.Errorf("restart Postgres: %w", err)
	}
	s.stops = nil
	return s.startPostgres(ctx)
}

// ForgetStatements starts the count of a database's statements anew.
func (s *Stack) ForgetStatements(ctx context.Context, database string) error {
	return errors.Join(
		s.admin(ctx, database, `CREATE EXTENSION IF NOT EXISTS pg_stat_statements`),
		s.admin(ctx, database, `SELECT pg_stat_statements_reset()`),
	)
}

// Statements returns the n statements that took the most time.
func (s *Stack) Statements(ctx context.Context, database string, n int) (_ []Statement, err error) {
	connection, err := pgx.Connect(ctx, s.postgres.DSN(database))
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	rows, err := connection.Query(ctx, topStatements, n)
	if err != nil {
		return nil, fmt.Errorf("list statements: %w", err)
	}
	statements, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Statement, error) {
		var s Statement
		var milliseconds float64
		err := row.Scan(&s.Text, &s.Calls, &milliseconds, &s.WALBytes)
		s.Text, s.Total = strings.Join(strings.Fields(s.Text), " "), time.Duration(milliseconds*float64(time.Millisecond))
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("list statements: %w", err)
	}
	return statements, nil
}

const topStatements = `
SELECT query, calls, total_exec_time + total_plan_time, wal_bytes::bigint
FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
WHERE d.datname = current_database()
ORDER BY total_exec_time + total_plan_time DESC LIMIT $1`

func (s *Stack) admin(ctx context.Context, database, sql string) (err error) {
	connection, err := pgx.Connect(ctx, s.postgres.DSN(database))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	if _, err := connection.Exec(ctx, sql); err != nil {
		return fmt.Errorf("set up Postgres: %w", err)
	}
	return nil
}
