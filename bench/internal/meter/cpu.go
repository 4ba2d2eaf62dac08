package meter

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// ErrNoProc says that this machine does not tell what other processes cost:
// only Linux has /proc.
var ErrNoProc = errors.New("no CPU times without /proc")

// clockTick is the unit of CPU times in /proc: USER_HZ, 100 on every platform
// that Linux's own documentation knows.
const clockTick = 10 * time.Millisecond

// process is what /proc/<pid>/stat says of a process.
type process struct {
	pid, parent int
	// used is CPU time of the process and of its children that have ended.
	used time.Duration
}

// TreeCPU returns the CPU time that a process and all that it started have used
// so far, user and system together. It fails with ErrNoProc.
func TreeCPU(root int) (time.Duration, error) {
	all, err := processes()
	if err != nil {
		return 0, err
	}
	children := map[int][]process{}
	var total time.Duration
	for _, p := range all {
		children[p.parent] = append(children[p.parent], p)
		if p.pid == root {
			total = p.used
		}
	}
	for queue := children[root]; len(queue) > 0; queue = queue[1:] {
		total += queue[0].used
		queue = append(queue, children[queue[0].pid]...)
	}
	return total, nil
}

// MachineCPU returns the CPU time that everything on this machine has used. It
// fails with ErrNoProc.
func MachineCPU() (time.Duration, error) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNoProc, err)
	}
	line, _, _ := bytes.Cut(stat, []byte("\n"))
	fields := bytes.Fields(line)
	var ticks int64
	// user nice system idle iowait irq softirq steal: all but idle and iowait.
	for i, field := range fields[1:min(len(fields), 9)] {
		if i == 3 || i == 4 {
			continue
		}
		n, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read /proc/stat: %w", err)
		}
		ticks += n
	}
	return time.Duration(ticks) * clockTick, nil
}

func processes() ([]process, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoProc, err)
	}
	var all []process
	for _, entry := range entries {
		if name := entry.Name(); name[0] < '0' || name[0] > '9' {
			continue
		}
		p, err := readProcess(entry.Name())
		if errors.Is(err, ErrNoProc) {
			// It has ended since.
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func readProcess(pid string) (process, error) {
	stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return process{}, fmt.Errorf("%w: %w", ErrNoProc, err)
	}
	return parseStat(stat)
}

// parseStat reads proc(5)'s stat. The name in parentheses may hold spaces and
// parentheses, so the fields are counted from its end: state is the first.
func parseStat(stat []byte) (process, error) {
	pid, _, _ := bytes.Cut(stat, []byte(" "))
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	const parent, utime, cstime = 1, 11, 14
	if len(fields) <= cstime {
		return process{}, fmt.Errorf("read process %s: %d fields", pid, len(fields))
	}
	numbers := append([][]byte{pid, fields[parent]}, fields[utime:cstime+1]...)
	parsed := make([]int64, len(numbers))
	for i, n := range numbers {
		var err error
		if parsed[i], err = strconv.ParseInt(string(n), 10, 64); err != nil {
			return process{}, fmt.Errorf("read process %s: %w", pid, err)
		}
	}
	var ticks int64
	for _, n := range parsed[2:] {
		ticks += n
	}
	return process{pid: int(parsed[0]), parent: int(parsed[1]), used: time.Duration(ticks) * clockTick}, nil
}
