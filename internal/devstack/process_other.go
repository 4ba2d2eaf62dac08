//go:build !linux

package devstack

import (
	"fmt"
	"os/exec"
	"strconv"
	"syscall"
)

// startTied pairs the child with a shell that waits on a pipe from this
// process: the pipe closes however this process ends, and the shell then
// signals the child.
func startTied(cmd *exec.Cmd, orphaned syscall.Signal) (untie func(), err error) {
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	guard := exec.Command("/bin/sh", "-c", `read -r _; kill -"$0" "$1"`, //nolint:gosec // constant script
		strconv.Itoa(int(orphaned)), strconv.Itoa(cmd.Process.Pid))
	guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := guard.StdinPipe()
	if err == nil {
		err = guard.Start()
	}
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return nil, fmt.Errorf("guard the child: %w", err)
	}
	return func() {
		// The guard goes first, so that it never signals a reused process id.
		_ = guard.Process.Kill()
		_ = guard.Wait()
		_ = pipe.Close()
	}, nil
}
