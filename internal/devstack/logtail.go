package devstack

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// errDiskFull replaces whatever a server says about a full disk.
var errDiskFull = errors.New("the disk is full: free some space and start again")

// errSharedMemory is Postgres saying that children of a killed server still end.
var errSharedMemory = errors.New("the previous Postgres has not ended yet")

// explainExit turns the part of a server's log after offset into an error.
func explainExit(server, logFile string, offset int64) error {
	raw, err := os.ReadFile(logFile)
	if err != nil {
		return fmt.Errorf("%s ended while starting and its log is unreadable: %w", server, err)
	}
	if offset < int64(len(raw)) {
		raw = raw[offset:]
	}
	text := strings.TrimSpace(string(raw))
	// A log on the full disk cannot say so.
	free, err := freeSpace(filepath.Dir(logFile))
	switch {
	case err == nil && free == 0 && logFile != os.DevNull,
		strings.Contains(strings.ToLower(text), "no space left on device"),
		strings.Contains(text, "database or disk is full"):
		return errDiskFull
	case strings.Contains(text, "pre-existing shared memory block"):
		return errSharedMemory
	}
	return fmt.Errorf("%s ended while starting (log: %s): %s", server, logFile, lastLines(text))
}

// lastLines is the end of a log, short enough to be read on a terminal.
func lastLines(text string) string {
	const count, width = 3, 200
	lines := strings.Split(text, "\n")
	lines = lines[max(0, len(lines)-count):]
	for i, line := range lines {
		if len(line) > width {
			lines[i] = strings.ToValidUTF8(line[:width], "") + "…"
		}
	}
	return strings.Join(lines, " / ")
}
