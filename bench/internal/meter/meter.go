package meter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Meter reads the CPU time of everything that takes part.
type Meter struct {
	// server is 0 if its process is not ours to see.
	server, postgres int
}

// New returns a meter of the engine's process, or 0 if that is unknown, of the
// Postgres cluster at dsn and of this process.
func New(ctx context.Context, server int, dsn string) (_ *Meter, err error) {
	connection, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	var backend int
	if err := connection.QueryRow(ctx, `SELECT pg_backend_pid()`).Scan(&backend); err != nil {
		return nil, fmt.Errorf("ask for the backend's process: %w", err)
	}
	cluster, err := Parent(backend)
	if err != nil {
		return nil, err
	}
	return &Meter{server: server, postgres: cluster}, nil
}

// Used is CPU time, user and system together.
type Used struct {
	// Server is the engine, Postgres the cluster with all its backends, Self this
	// process: clients, API, worker and the load itself.
	Server, Postgres, Self time.Duration
	// Others is everything else on the machine: a measure of how disturbed a
	// measurement was.
	Others time.Duration
}

// Ours is the CPU time of all that takes part.
func (u Used) Ours() time.Duration { return u.Server + u.Postgres + u.Self }

// Since returns what was used since before.
func (u Used) Since(before Used) Used {
	return Used{
		Server: u.Server - before.Server, Postgres: u.Postgres - before.Postgres, Self: u.Self - before.Self,
		Others: u.Others - before.Others,
	}
}

// Read returns what has been used so far.
func (m *Meter) Read() (Used, error) {
	machine, err := MachineCPU()
	if err != nil {
		return Used{}, err
	}
	var used Used
	if m.server != 0 {
		if used.Server, err = TreeCPU(m.server); err != nil {
			return Used{}, err
		}
	}
	if used.Postgres, err = TreeCPU(m.postgres); err != nil {
		return Used{}, err
	}
	self, err := readProcess("self")
	if err != nil {
		return Used{}, err
	}
	used.Self, used.Others = self.used, machine-self.used-used.Server-used.Postgres
	return used, nil
}
