// Package engine starts the Temporal server and the Postgres cluster that a
// benchmark runs on: private ones on loopback that end with it.
package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/parleyhq/parley/internal/devstack"
)

// Kind is what the Temporal server keeps its state in.
type Kind string

// The kinds.
const (
	// DevFile is the dev server with a SQLite file, as `make run` has it.
	DevFile Kind = "dev-file"
	// DevMemory is the dev server with its state in memory.
	DevMemory Kind = "dev-memory"
	// OnPostgres is the server on the same Postgres cluster as Parley.
	OnPostgres Kind = "postgres"
)

// Options say what to start.
type Options struct {
	Kind Kind
	// Root is the checkout, for OnPostgres.
	Root string
	// Statements has Postgres count what it spends on which statement, see
	// [Stack.Statements]. That costs a little.
	Statements bool
}

// Stack is a running server and a running cluster.
type Stack struct {
	// Temporal is the server's address.
	Temporal string
	// About describes both in words.
	About string
	// ServerPID and PostgresPID are their processes.
	ServerPID, PostgresPID int

	dir string
	// postgresPort is 0 if a unix socket is enough.
	postgresPort int
	postgres     *devstack.PostgresServer
	stops        []func() error
}

// Start starts both, in a folder of their own. Stop stops them and removes it.
func Start(ctx context.Context, o Options) (*Stack, error) {
	dir, err := os.MkdirTemp("", "parley-bench-")
	if err != nil {
		return nil, fmt.Errorf("create a folder: %w", err)
	}
	s := &Stack{dir: dir}
	// Postgres may run as another user, who must be able to pass through.
	err = os.Chmod(dir, 0o755)
	if err == nil && o.Kind == OnPostgres {
		err = s.choosePort(ctx)
	}
	if err == nil {
		err = s.startPostgres(ctx)
	}
	if err == nil && o.Statements {
		err = s.countStatements(ctx)
	}
	if err == nil {
		err = s.startTemporal(ctx, o)
	}
	if err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// choosePort finds a port for Postgres, which the Temporal server reaches by TCP.
func (s *Stack) choosePort(ctx context.Context) error {
	ports, err := freePorts(ctx, 1)
	if err == nil {
		s.postgresPort = ports[0]
	}
	return err
}

// Stop stops both servers and removes their folder.
func (s *Stack) Stop() error {
	var errs []error
	for i := len(s.stops) - 1; i >= 0; i-- {
		errs = append(errs, s.stops[i]())
	}
	return errors.Join(append(errs, os.RemoveAll(s.dir))...)
}

// Database creates a database and returns its connection string.
func (s *Stack) Database(ctx context.Context, name string) (string, error) {
	if err := s.postgres.EnsureDatabase(ctx, name); err != nil {
		return "", err
	}
	return s.postgres.DSN(name), nil
}

// startPostgres starts a cluster that keeps its promises: a message counts as
// accepted when it would survive a power cut.
func (s *Stack) startPostgres(ctx context.Context) error {
	var err error
	s.postgres, err = devstack.StartPostgres(ctx, devstack.PostgresOptions{
		Dir: filepath.Join(s.dir, "postgres"), Port: s.postgresPort,
	})
	if err != nil {
		return err
	}
	s.PostgresPID = s.postgres.PID()
	s.stops = append(s.stops, s.postgres.Stop)
	return nil
}

func (s *Stack) startTemporal(ctx context.Context, o Options) error {
	switch o.Kind {
	case DevFile:
		s.About = "Temporal dev server on a SQLite file (journal_mode=WAL, synchronous=NORMAL), as `make run` has it"
		return s.startDev(ctx, filepath.Join(s.dir, "temporal.db"))
	case DevMemory:
		s.About = "Temporal dev server with its state in memory"
		return s.startDev(ctx, "")
	case OnPostgres:
		s.About = "Temporal server with four shards on Postgres, the cluster that Parley uses too"
		return s.startServer(ctx, o.Root)
	default:
		return fmt.Errorf("there is no engine %q", o.Kind)
	}
}

func (s *Stack) startDev(ctx context.Context, file string) error {
	server, err := devstack.StartTemporal(ctx, devstack.TemporalOptions{DBFile: file})
	if err != nil {
		return err
	}
	s.stops = append(s.stops, server.Stop)
	s.Temporal, s.ServerPID = server.Addr, server.PID()
	return nil
}
