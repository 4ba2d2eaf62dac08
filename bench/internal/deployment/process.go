package deployment

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/parleyhq/parley/internal/devstack"
)

// ErrNoProc says that this machine does not tell how much memory other processes
// have: only Linux has /proc.
var ErrNoProc = errors.New("no memory figures without /proc")

// Process is a process of a deployment.
type Process struct {
	program *devstack.Program
	logFile string
}

// Memory returns what the process has in memory now, and the most it had since
// it started or since [Process.ForgetPeak], in bytes. It fails with ErrNoProc.
func (p *Process) Memory() (now, peak int64, err error) {
	status, err := os.ReadFile(p.file("status"))
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %w", ErrNoProc, err)
	}
	return parseMemory(string(status))
}

// ForgetPeak makes the peak what the process has in memory now.
func (p *Process) ForgetPeak() error {
	// See proc(5): 5 resets the peak.
	if err := os.WriteFile(p.file("clear_refs"), []byte("5"), 0); err != nil {
		return fmt.Errorf("%w: %w", ErrNoProc, err)
	}
	return nil
}

func (p *Process) file(name string) string {
	return filepath.Join("/proc", strconv.Itoa(p.program.PID()), name)
}

func (p *Process) log() string {
	text, err := os.ReadFile(p.logFile)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func parseMemory(status string) (now, peak int64, err error) {
	for line := range strings.Lines(status) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[2] != "kB" {
			continue
		}
		kilobytes, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil {
			return 0, 0, fmt.Errorf("read memory figures: %w", err)
		}
		switch fields[0] {
		case "VmRSS:":
			now = kilobytes << 10
		case "VmHWM:":
			peak = kilobytes << 10
		}
	}
	if now == 0 || peak == 0 {
		return 0, 0, fmt.Errorf("%w: no VmRSS or VmHWM", ErrNoProc)
	}
	return now, peak, nil
}
