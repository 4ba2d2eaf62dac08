package meter

import "time"

// Meter reads the CPU time of everything that takes part.
type Meter struct {
	server, postgres int
}

// New returns a meter of the engine's process, of the first process of the
// Postgres cluster, and of this one. It fails with ErrNoProc.
func New(server, postgres int) (*Meter, error) {
	m := &Meter{server: server, postgres: postgres}
	if _, err := m.Read(); err != nil {
		return nil, err
	}
	return m, nil
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
	if used.Server, err = TreeCPU(m.server); err != nil {
		return Used{}, err
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
