package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/parleyhq/parley/internal/codec"
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

// secretKeysName is the file with the keys that seal the secrets of inboxes.
const secretKeysName = "secret-keys"

// secretKeys returns the folder's own keys, made when they are first asked for.
// Only the owner can read them.
func (s *state) secretKeys() (codec.Keys, error) {
	var keys codec.Keys
	raw, err := os.ReadFile(s.path(secretKeysName))
	if errors.Is(err, os.ErrNotExist) {
		var key [32]byte
		_, _ = rand.Read(key[:]) // never fails: the runtime ends the process instead
		raw = []byte("dev:" + base64.StdEncoding.EncodeToString(key[:]))
		err = os.WriteFile(s.path(secretKeysName), raw, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("keys of the state folder: %w", err)
	}
	if err := keys.UnmarshalText(bytes.TrimSpace(raw)); err != nil {
		return nil, fmt.Errorf("keys of the state folder in %s: %w", secretKeysName, err)
	}
	return keys, nil
}

func (s *state) close() error { return s.lock.Close() }
