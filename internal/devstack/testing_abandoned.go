package devstack

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const throwawayPrefix = "parley-test-"

// removeAbandoned deletes the folders of test processes that were killed: the
// ones nobody holds the lock of, once they are old enough not to be in the making.
func removeAbandoned() error {
	dirs, err := filepath.Glob(filepath.Join(os.TempDir(), throwawayPrefix+"*"))
	if err != nil {
		return fmt.Errorf("look for abandoned folders: %w", err)
	}
	for _, dir := range dirs {
		info, err := os.Stat(filepath.Join(dir, "lock"))
		if err != nil || time.Since(info.ModTime()) < 10*time.Minute {
			continue
		}
		if err := removeFree(dir); err != nil {
			return err
		}
	}
	return nil
}
