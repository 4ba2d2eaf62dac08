package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/parleyhq/parley/internal/devfile"
)

// state is the folder of a `parley dev`, held by this process.
type state struct {
	dir  string
	lock *os.File
}

// openState creates the folder if need be and takes it, for as long as the
// process lives. A dev.json that a killed run left behind goes away: it speaks
// of something that does not run.
func openState(dir string) (*state, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("state folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create the state folder: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the state folder: %w", err)
	}
	s := &state{dir: dir, lock: lock}
	err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		err = fmt.Errorf("another parley dev runs on %s: stop it first, or choose another folder with PARLEY_STATE_DIR", dir)
	case err != nil:
		err = fmt.Errorf("lock the state folder: %w", err)
	default:
		err = devfile.Remove(dir)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *state) path(name string) string { return filepath.Join(s.dir, name) }

func (s *state) close() error { return s.lock.Close() }
