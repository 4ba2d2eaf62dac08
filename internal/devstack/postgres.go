package devstack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	superuser = "postgres"
	// socketLimit is the longest path of a unix socket that every system takes.
	socketLimit = 103
	// stopGrace is how long an orderly stop may take before it becomes a kill.
	stopGrace = 30 * time.Second
)

// PostgresOptions says where a server keeps its files and how it is reached.
type PostgresOptions struct {
	// Dir is the state folder: cluster, log and lock. It is created if absent.
	Dir string
	// Port, if not 0, also listens on this loopback port, open to every local
	// user. Without it the server is reached by a unix socket in a private folder.
	Port int
	// Throwaway trades durability for speed: nothing survives a crash.
	Throwaway bool
}

// PostgresServer is a running private Postgres cluster with pgvector available.
type PostgresServer struct {
	home    string
	sockets string
	port    int
	process *process
	lock    *os.File
}

// StartPostgres starts the cluster of a state folder and returns when it takes
// connections. A missing cluster is created; what a killed run left behind (a
// half-made cluster, a server still running on the folder) is cleared away.
// ctx bounds the start only. Errors are sentences for the person at the screen.
func StartPostgres(ctx context.Context, options PostgresOptions) (*PostgresServer, error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, fmt.Errorf("state folder: %w", err)
	}
	as, err := serverAccount()
	if err != nil {
		return nil, err
	}
	home, err := clusterHome(ctx, dir, as)
	if err != nil {
		return nil, err
	}
	lock, err := lockFolder(home)
	if err != nil {
		return nil, err
	}
	server := &PostgresServer{home: home, port: options.Port, lock: lock}
	with, err := server.prepare(ctx, as, options)
	if err == nil {
		err = server.launch(ctx, with, as, options)
	}
	if err != nil {
		return nil, errors.Join(err, server.release())
	}
	return server, nil
}

// prepare leaves a stopped, complete cluster and a socket folder.
func (s *PostgresServer) prepare(ctx context.Context, as *account, options PostgresOptions) (programs, error) {
	if options.Port != 0 {
		if err := checkPort(ctx, options.Port); err != nil {
			return programs{}, err
		}
	}
	major, err := clusterMajor(s.data())
	if err != nil {
		return programs{}, err
	}
	with, err := findPrograms(ctx, major)
	if err != nil {
		return programs{}, err
	}
	if major == 0 {
		err = initCluster(ctx, with, s.data(), as, options.Throwaway)
	} else {
		err = stopLeftover(ctx, s.data())
	}
	if err != nil {
		return programs{}, err
	}
	return with, s.makeSocketFolder(as)
}

// makeSocketFolder uses the state folder where the path is short enough.
func (s *PostgresServer) makeSocketFolder(as *account) error {
	s.sockets = filepath.Join(s.home, "run")
	if len(filepath.Join(s.sockets, ".s.PGSQL.65535")) > socketLimit {
		short, err := os.MkdirTemp("/tmp", "parley-run-")
		if err != nil {
			return fmt.Errorf("create socket folder: %w", err)
		}
		s.sockets = short
	} else if err := os.RemoveAll(s.sockets); err != nil {
		return fmt.Errorf("clear socket folder: %w", err)
	}
	return as.own(s.sockets)
}

// Stop shuts the server down in order, ending open connections.
func (s *PostgresServer) Stop() error {
	return errors.Join(s.process.stop(syscall.SIGINT, stopGrace), s.release())
}

// Kill ends the server as kill -9 does. Its folder can be started again.
func (s *PostgresServer) Kill() error {
	return errors.Join(s.process.kill(), s.release())
}

// Exited is closed when the server is gone, for whatever reason.
func (s *PostgresServer) Exited() <-chan struct{} { return s.process.done }

// release gives the folder back; a server that still runs is killed first.
func (s *PostgresServer) release() error {
	var err error
	if s.process != nil && s.process.running() {
		err = s.process.kill()
	}
	if s.sockets != "" {
		err = errors.Join(err, os.RemoveAll(s.sockets))
	}
	return errors.Join(err, s.lock.Close())
}

func (s *PostgresServer) data() string { return filepath.Join(s.home, "data") }
