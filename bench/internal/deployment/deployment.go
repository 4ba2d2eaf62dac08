// Package deployment is Parley as operators run it, for a benchmark: an API and
// a worker, each a process of its own, on a Postgres cluster and a Temporal
// server started for it. It listens on loopback only and leaves nothing behind.
package deployment

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/parleyhq/parley/bench/internal/engine"
	"github.com/parleyhq/parley/bench/internal/meter"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// Options say what to run.
type Options struct {
	// Binary is the parley program.
	Binary string
	// ModelDir has the weights of the embedded model.
	ModelDir string
	// Env is added to the environment of its processes.
	Env []string
}

// Deployment is a running one.
type Deployment struct {
	// API and Worker are its processes.
	API, Worker *Process
	// Store reads the database that they share.
	Store *store.Store
	// DSN is the database's connection string, Spare that of an empty one on the
	// same cluster.
	DSN, Spare string
	// Meter reads CPU times of Postgres and of this process; nil where the machine
	// does not tell.
	Meter *meter.Meter

	options Options
	dir     string
	env     []string
	client  *client
	stops   []func() error
}

// Start starts one, empty, with an admin. Stop stops it.
func Start(ctx context.Context, o Options) (*Deployment, error) {
	d := &Deployment{options: o}
	for _, step := range []func(context.Context) error{d.startServers, d.migrate, d.startAPI, d.StartWorker, d.openStore} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, d.Stop())
		}
	}
	return d, nil
}

// Stop ends everything, the last first.
func (d *Deployment) Stop() error {
	var errs []error
	for i := len(d.stops) - 1; i >= 0; i-- {
		errs = append(errs, d.stops[i]())
	}
	d.stops = nil
	return errors.Join(errs...)
}

// The admin of every deployment, which nobody but this process can reach.
const (
	adminEmail    = "bench@example.com"
	adminPassword = "only on loopback"
)

func (d *Deployment) startServers(ctx context.Context) error {
	var err error
	if d.dir, err = os.MkdirTemp("", "parley-bench-logs-"); err != nil {
		return fmt.Errorf("create a folder: %w", err)
	}
	d.stops = append(d.stops, func() error { return os.RemoveAll(d.dir) })
	stack, err := engine.Start(ctx, engine.Options{Kind: engine.DevMemory})
	if err != nil {
		return err
	}
	d.stops = append(d.stops, stack.Stop)
	d.Meter, err = meter.New(stack.ServerPID, stack.PostgresPID)
	if err != nil && !errors.Is(err, meter.ErrNoProc) {
		return err
	}
	if d.DSN, err = stack.Database(ctx, "parley"); err != nil {
		return err
	}
	if d.Spare, err = stack.Database(ctx, "spare"); err != nil {
		return err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return err
	}
	model, err := filepath.Abs(d.options.ModelDir)
	if err != nil {
		return fmt.Errorf("find the embedded model: %w", err)
	}
	d.env = append(withoutOwn(os.Environ()),
		"PARLEY_DATABASE_URL="+d.DSN, "PARLEY_ADDR="+address, "PARLEY_MODEL_DIR="+model, "PARLEY_LOG_LEVEL=warn",
		"PARLEY_SUGGESTIONS_EVERY=0", "TEMPORAL_ADDRESS="+stack.Temporal,
		"PARLEY_BOOTSTRAP_ADMIN_EMAIL="+adminEmail, "PARLEY_BOOTSTRAP_ADMIN_PASSWORD="+adminPassword,
		"PARLEY_STATE_DIR="+d.dir,
	)
	d.env = append(d.env, d.options.Env...)
	d.client = newClient("http://" + address)
	return nil
}

func (d *Deployment) migrate(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, d.options.Binary, "migrate")
	cmd.Env = d.env
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("parley migrate: %w\n%s", err, output)
	}
	return nil
}

func (d *Deployment) startAPI(ctx context.Context) error {
	var err error
	if d.API, err = d.start(ctx, "api"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, startLimit, errors.New("it does not answer"))
	defer cancel()
	for {
		if err = d.client.login(ctx, adminEmail, adminPassword); err == nil {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("start the API: %w\n%s", errors.Join(context.Cause(ctx), err), d.API.log())
		case <-d.API.program.Exited():
			return fmt.Errorf("start the API: it ended\n%s", d.API.log())
		}
	}
}

// startLimit is how long a process may take to be of use.
const startLimit = time.Minute

// StartWorker starts the worker, or another one in the place of the one there is.
func (d *Deployment) StartWorker(ctx context.Context) error {
	if d.Worker != nil {
		if err := d.Worker.program.Stop(); err != nil {
			return err
		}
	}
	var err error
	d.Worker, err = d.start(ctx, "worker")
	return err
}

func (d *Deployment) openStore(ctx context.Context) error {
	var err error
	if d.Store, err = store.Open(ctx, d.DSN, store.Options{StatementTimeout: time.Minute}); err != nil {
		return err
	}
	d.stops = append(d.stops, func() error {
		d.Store.Close()
		return nil
	})
	return nil
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

// start starts a process, which Stop ends if it has not ended by then.
func (d *Deployment) start(ctx context.Context, command string) (*Process, error) {
	logFile := filepath.Join(d.dir, command+".log")
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	defer func() { _ = log.Close() }()
	cmd := exec.CommandContext(context.WithoutCancel(ctx), d.options.Binary, command)
	cmd.Env, cmd.Stdout, cmd.Stderr = d.env, log, log
	program, err := devstack.StartProgram(cmd)
	if err != nil {
		return nil, err
	}
	d.stops = append(d.stops, program.Stop)
	return &Process{program: program, logFile: logFile}, nil
}
