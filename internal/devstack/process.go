package devstack

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process is a child that outlives the call that started it but never its
// parent process.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed once the child is gone
}

// startProcess starts cmd in a process group of its own, so that Ctrl-C in a
// terminal reaches only the parent, which then stops its children in order.
// If the parent dies first the child gets the signal orphaned.
func startProcess(cmd *exec.Cmd, orphaned syscall.Signal) (*process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		untie, err := startTied(cmd, orphaned)
		started <- err
		if err != nil {
			return
		}
		defer untie()
		defer close(p.done)
		// How a server ended is read from its log; here only that it ended matters.
		_ = cmd.Wait()
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	return p, nil
}

// running reports whether the child still lives.
func (p *process) running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// stop sends sig and waits; a child that outlives grace is killed, which is an
// error.
func (p *process) stop(sig syscall.Signal, grace time.Duration) error {
	if err := p.signal(sig); err != nil {
		return err
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(grace):
	}
	if err := p.kill(); err != nil {
		return err
	}
	return fmt.Errorf("%s did not stop within %s and was killed", p.cmd.Path, grace)
}

// kill ends the child at once, as kill -9 does, and waits for its end.
func (p *process) kill() error {
	if err := p.signal(syscall.SIGKILL); err != nil {
		return err
	}
	<-p.done
	return nil
}

func (p *process) signal(sig syscall.Signal) error {
	if err := p.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signal %s: %w", p.cmd.Path, err)
	}
	return nil
}

// environment is the parent's without the variables that would steer the
// child, such as PGDATA for Postgres.
func environment(without string) []string {
	var kept []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, without) {
			kept = append(kept, entry)
		}
	}
	return kept
}
