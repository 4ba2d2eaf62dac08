package devstack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/migrations"
)

// startLimit bounds the start of a server on a busy machine.
const startLimit = 2 * time.Minute

// shared is what the tests of one process have in common.
var shared testServers //nolint:gochecknoglobals // tests reach it through plain functions; TestMain, which ends it, has nothing to pass on

type testServers struct {
	mu        sync.Mutex
	postgres  *PostgresServer
	dir       string // of postgres
	migrated  bool
	databases int
	ports     int // how many were looked at
	temporal  *TemporalServer
}

// Main runs a package's tests and then stops the servers they started:
//
//	func TestMain(m *testing.M) { devstack.Main(m) }
func Main(m *testing.M) {
	code := m.Run()
	if err := shared.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "devstack:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// Database returns the connection string of a database with Parley's schema
// that is this test's alone and is dropped after it.
func Database(tb testing.TB) string {
	tb.Helper()
	return shared.database(tb, true)
}

// EmptyDatabase is Database without the schema.
func EmptyDatabase(tb testing.TB) string {
	tb.Helper()
	return shared.database(tb, false)
}

// Temporal returns the host:port of an in-memory Temporal dev server that the
// tests of this process share: they keep apart by workflow id and task queue.
func Temporal(tb testing.TB) string {
	tb.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.temporal == nil {
		ctx, cancel := context.WithTimeout(context.Background(), startLimit)
		defer cancel()
		server, err := StartTemporal(ctx, TemporalOptions{})
		if err != nil {
			tb.Fatalf("start Temporal: %v", err)
		}
		shared.temporal = server
	}
	return shared.temporal.Addr
}

// FreePort returns a loopback port for a test to listen on. It is none of those
// that Linux gives to whoever asks for any, and no two tests of a process get the
// same one: nobody takes it before the test does.
func FreePort(tb testing.TB) int {
	tb.Helper()
	const lowest, span, apart = 10_000, 22_000, 61
	shared.mu.Lock()
	defer shared.mu.Unlock()
	for {
		shared.ports++
		// Processes that run side by side begin in different places.
		port := lowest + (os.Getpid()*apart+shared.ports)%span
		if checkPort(tb.Context(), port) == nil {
			return port
		}
	}
}

func (s *testServers) database(tb testing.TB, migrated bool) string {
	tb.Helper()
	// The server outlives this test, so the test's own context will not do.
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	name, err := s.create(ctx, migrated)
	if err != nil {
		tb.Fatalf("start Postgres: %v", err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), startLimit)
		defer cancel()
		if err := s.execute(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("drop database: %v", err)
		}
	})
	return s.postgres.DSN(name)
}

const template = "parley_template"

func (s *testServers) create(ctx context.Context, migrated bool) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.postgres == nil {
		if err := s.startPostgres(ctx); err != nil {
			return "", err
		}
	}
	source := "template0"
	if migrated {
		source = template
	}
	if migrated && !s.migrated {
		if err := s.postgres.EnsureDatabase(ctx, template); err != nil {
			return "", err
		}
		if err := migrations.Up(ctx, s.postgres.DSN(template)); err != nil {
			return "", err
		}
		s.migrated = true
	}
	s.databases++
	name := fmt.Sprintf("parley_test_%d", s.databases)
	return name, s.execute(ctx, "CREATE DATABASE "+name+" TEMPLATE "+source)
}

func (s *testServers) startPostgres(ctx context.Context) error {
	if err := removeAbandoned(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", throwawayPrefix)
	if err != nil {
		return fmt.Errorf("create a folder: %w", err)
	}
	// Another user's server must be able to pass through.
	if err := os.Chmod(dir, 0o755); err != nil {
		return fmt.Errorf("open up a folder: %w", err)
	}
	s.dir = dir
	s.postgres, err = StartPostgres(ctx, PostgresOptions{Dir: dir, Throwaway: true})
	return err
}

func (s *testServers) execute(ctx context.Context, statement string) (err error) {
	connection, err := pgx.Connect(ctx, s.postgres.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	if _, err := connection.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func (s *testServers) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	if s.temporal != nil {
		errs = append(errs, s.temporal.Kill())
	}
	if s.postgres != nil {
		errs = append(errs, s.postgres.Stop())
	}
	if s.dir != "" {
		errs = append(errs, os.RemoveAll(s.dir))
	}
	return errors.Join(errs...)
}
