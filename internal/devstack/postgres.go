package devstack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
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

func (s *PostgresServer) launch(ctx context.Context, with programs, as *account, options PostgresOptions) error {
	for {
		err := s.launchOnce(ctx, with, as, options)
		// Children of a server killed with -9 need a moment to notice.
		if !errors.Is(err, errSharedMemory) || !pause(ctx, 100*time.Millisecond) {
			return err
		}
	}
}

func (s *PostgresServer) launchOnce(ctx context.Context, with programs, as *account, options PostgresOptions) error {
	logFile := filepath.Join(s.home, "postgres.log")
	log, err := openLog(logFile)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	began, err := log.Stat()
	if err != nil {
		return fmt.Errorf("look at the log: %w", err)
	}
	cmd := as.run(exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(with.bin, "postgres"), s.arguments(options)...))
	cmd.Stdout, cmd.Stderr = log, log
	orphaned := syscall.SIGINT // an orderly, fast shutdown
	if options.Throwaway {
		orphaned = syscall.SIGQUIT
	}
	if s.process, err = startProcess(cmd, orphaned); err != nil {
		return err
	}
	for {
		if connection, err := pgx.Connect(ctx, s.DSN("postgres")); err == nil {
			return connection.Close(ctx)
		}
		select {
		case <-s.process.done:
			return explainExit("Postgres", logFile, began.Size())
		case <-ctx.Done():
			return fmt.Errorf("the database does not answer (log: %s): %w", logFile, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *PostgresServer) arguments(options PostgresOptions) []string {
	settings := []string{
		"unix_socket_directories=" + s.sockets,
		"listen_addresses=",
		"max_connections=200",
	}
	if options.Port != 0 {
		settings = append(settings, "listen_addresses="+loopback, "port="+strconv.Itoa(options.Port))
	}
	if options.Throwaway {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	args := []string{"-D", s.data()}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	return args
}

func (s *PostgresServer) data() string { return filepath.Join(s.home, "data") }

// DSN returns the connection string of a database of this server, with all
// rights. It stays the same across restarts of a state folder with a short path.
func (s *PostgresServer) DSN(database string) string {
	dsn := url.URL{Scheme: "postgres", Path: "/" + database}
	if s.port != 0 {
		dsn.User = url.User(superuser)
		dsn.Host = net.JoinHostPort(loopback, strconv.Itoa(s.port))
		dsn.RawQuery = url.Values{"sslmode": {"disable"}}.Encode()
	} else {
		dsn.RawQuery = url.Values{"host": {s.sockets}, "port": {"5432"}, "user": {superuser}}.Encode()
	}
	return dsn.String()
}

// EnsureDatabase creates the database if the server has none of that name.
func (s *PostgresServer) EnsureDatabase(ctx context.Context, name string) (err error) {
	connection, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	var exists bool
	err = connection.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists)
	if err != nil {
		return fmt.Errorf("look for database: %w", err)
	}
	if exists {
		return nil
	}
	if _, err := connection.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		return fmt.Errorf("create database: %w", err)
	}
	return nil
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
