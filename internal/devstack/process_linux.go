package devstack

import (
	"os/exec"
	"runtime"
	"syscall"
)

// startTied asks the kernel to signal the child when its parent dies. The
// kernel means the parent thread, so the calling goroutine keeps its thread
// until untie, after the child's end.
func startTied(cmd *exec.Cmd, orphaned syscall.Signal) (untie func(), err error) {
	runtime.LockOSThread()
	cmd.SysProcAttr.Pdeathsig = orphaned
	if err := cmd.Start(); err != nil {
		runtime.UnlockOSThread()
		return nil, err
	}
	return runtime.UnlockOSThread, nil
}
