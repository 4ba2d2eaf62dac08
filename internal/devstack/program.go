package devstack

import (
	"os/exec"
	"syscall"
)

// Program is another child process with the manners of the two servers: it has
// a process group of its own and dies with the process that started it.
type Program struct {
	process *process
}

// StartProgram starts a command.
func StartProgram(cmd *exec.Cmd) (*Program, error) {
	process, err := startProcess(cmd, syscall.SIGKILL)
	if err != nil {
		return nil, err
	}
	return &Program{process: process}, nil
}

// Stop asks the program to end and waits; one that does not end is killed.
func (p *Program) Stop() error { return p.process.stop(syscall.SIGTERM, stopGrace) }

// Exited is closed when the program is gone, for whatever reason.
func (p *Program) Exited() <-chan struct{} { return p.process.done }

// PID is the program's process id.
func (p *Program) PID() int { return p.process.cmd.Process.Pid }

// PID is the server's process id.
func (s *TemporalServer) PID() int { return s.process.cmd.Process.Pid }

// PID is the process id of the server that all others of the cluster come from.
func (s *PostgresServer) PID() int { return s.process.cmd.Process.Pid }
