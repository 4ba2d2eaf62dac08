package meter

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// Child returns the process that this one started with the given argument. It
// fails with ErrNoProc.
func Child(argument string) (int, error) {
	all, err := processes()
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		if p.parent != os.Getpid() {
			continue
		}
		line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.pid), "cmdline"))
		if err != nil {
			return 0, fmt.Errorf("read command line: %w", err)
		}
		if slices.ContainsFunc(bytes.Split(line, []byte{0}), func(a []byte) bool { return string(a) == argument }) {
			return p.pid, nil
		}
	}
	return 0, errors.New("no child process has the argument " + argument)
}
