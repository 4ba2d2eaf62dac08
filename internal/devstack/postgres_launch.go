package devstack

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// launch starts the server, again if need be until the last one has ended.
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
