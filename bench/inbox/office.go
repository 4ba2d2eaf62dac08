package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/migrations"
	"github.com/parleyhq/parley/store"
)

// office is an API on the kept database, and what it needs.
type office struct {
	url   string
	stops []func() error
}

// Whoever works there; nobody but this process can reach it.
const (
	email    = "inbox@example.com"
	password = "only on loopback"
)

// open starts Postgres on the folder, a Temporal server and the program's API.
func open(ctx context.Context, folder, database, binary string) (*office, error) {
	o := &office{}
	if err := o.start(ctx, folder, database, binary); err != nil {
		return nil, errors.Join(err, o.close())
	}
	return o, nil
}

// close ends everything, the last first.
func (o *office) close() error {
	var errs []error
	for i := len(o.stops) - 1; i >= 0; i-- {
		errs = append(errs, o.stops[i]())
	}
	return errors.Join(errs...)
}

func (o *office) start(ctx context.Context, folder, database, binary string) error {
	postgres, err := devstack.StartPostgres(ctx, devstack.PostgresOptions{Dir: folder, Throwaway: true})
	if err != nil {
		return err
	}
	o.stops = append(o.stops, postgres.Stop)
	dsn := postgres.DSN(database)
	if err := migrations.Up(ctx, dsn); err != nil {
		return err
	}
	if err := hire(ctx, dsn); err != nil {
		return fmt.Errorf("make a user: %w", err)
	}
	temporal, err := devstack.StartTemporal(ctx, devstack.TemporalOptions{})
	if err != nil {
		return err
	}
	o.stops = append(o.stops, temporal.Stop)
	state, err := os.MkdirTemp("", "parley-bench-inbox-")
	if err != nil {
		return fmt.Errorf("create a folder: %w", err)
	}
	o.stops = append(o.stops, func() error { return os.RemoveAll(state) })
	return o.startAPI(ctx, binary, state, []string{"PARLEY_DATABASE_URL=" + dsn, "TEMPORAL_ADDRESS=" + temporal.Addr})
}

// hire makes the user, unless an earlier run has.
func hire(ctx context.Context, dsn string) error {
	st, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	if _, err := st.UserByEmail(ctx, email); err == nil || !errors.Is(err, account.ErrNotFound) {
		return err
	}
	hash, err := account.NewPasswords().Hash(ctx, password)
	if err != nil {
		return err
	}
	_, err = st.CreateUser(ctx, account.NewUser{
		Profile: account.Profile{Email: email, Name: "Ines Rao"}, Roles: []account.Role{account.Agent}, PasswordHash: hash,
	})
	return err
}

func (o *office) startAPI(ctx context.Context, binary, state string, env []string) error {
	address, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(state, "api.log"))
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	defer func() { _ = log.Close() }()
	api := exec.CommandContext(context.WithoutCancel(ctx), binary, "api")
	api.Env = append(withoutOwn(os.Environ()), append(env, "PARLEY_ADDR="+address, "PARLEY_STATE_DIR="+state, "PARLEY_LOG_LEVEL=warn")...)
	api.Stdout, api.Stderr = log, log
	program, err := devstack.StartProgram(api)
	if err != nil {
		return err
	}
	o.stops = append(o.stops, program.Stop)
	o.url = "http://" + address
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.url+"/", nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			return response.Body.Close()
		}
		select {
		case <-program.Exited():
			said, _ := os.ReadFile(log.Name())
			return fmt.Errorf("the API ended:\n%s", said)
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String(), nil
}

// withoutOwn returns an environment without what configures Parley.
func withoutOwn(environment []string) []string {
	var kept []string
	for _, entry := range environment {
		if !strings.HasPrefix(entry, "PARLEY_") && !strings.HasPrefix(entry, "TEMPORAL_") {
			kept = append(kept, entry)
		}
	}
	return kept
}
