package devstack

import (
	"errors"
	"fmt"
	"os"
)

// A server that is killed while it makes its SQLite file leaves one that no
// server can start on. So a file counts only with a marker beside it, which is
// written once a server on it has answered.
const completeSuffix = ".complete"

// dropHalfMade removes a file without marker: no server ever answered on it, so
// nothing was kept there.
func dropHalfMade(dbFile string) error {
	if dbFile == "" {
		return nil
	}
	if _, err := os.Stat(dbFile + completeSuffix); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(dbFile + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove Temporal's half-made file: %w", err)
		}
	}
	return nil
}

func markComplete(dbFile string) error {
	if dbFile == "" {
		return nil
	}
	if err := os.WriteFile(dbFile+completeSuffix, nil, 0o644); err != nil {
		return fmt.Errorf("mark Temporal's file: %w", err)
	}
	return nil
}
