package devstack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// stopLeftover stops the server that an earlier, killed run left behind on this
// very data folder, and no other. The caller holds the folder's lock, so nobody
// is using it any more.
func stopLeftover(ctx context.Context, data string) error {
	pidFile := filepath.Join(data, "postmaster.pid")
	raw, err := os.ReadFile(pidFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", pidFile, err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid <= 1 {
		// An empty or torn file: the machine went down while it was written.
		return os.Remove(pidFile)
	}
	if !alive(pid) {
		return nil // Postgres itself clears the file of a server that is gone.
	}
	if !servesFolder(ctx, pid, data) {
		// The number now belongs to some other program, which would stop ours
		// from starting. No server works here, so the file says nothing.
		return os.Remove(pidFile)
	}
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT} {
		if err := syscall.Kill(pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stop the database of an earlier run (process %d): %w", pid, err)
		}
		if waitGone(ctx, pid, 15*time.Second) {
			return nil
		}
	}
	return fmt.Errorf("the database of an earlier run (process %d) does not stop", pid)
}

func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// servesFolder reports whether a process is a Postgres server on the data
// folder: the server works inside it, which Linux shows, and was given it as
// an argument, which ps shows elsewhere.
func servesFolder(ctx context.Context, pid int, data string) bool {
	if target, err := filepath.EvalSymlinks(data); err == nil {
		data = target
	}
	if _, err := os.Stat("/proc/self/cwd"); err == nil {
		cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
		return err == nil && cwd == data
	}
	out, err := exec.CommandContext(ctx, "ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(out), "-D "+data)
}

func waitGone(ctx context.Context, pid int, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for alive(pid) {
		if !pause(ctx, 50*time.Millisecond) {
			return false
		}
	}
	return true
}

// pause waits a moment; false says that ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
