package devstack

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// movedHomes holds the clusters that cannot lie in their state folder. The file
// moved-to in the state folder and moved-from here point at each other.
const (
	movedHomes = "/var/lib/parley"
	movedTo    = "moved-to"
	movedFrom  = "moved-from"
)

// clusterHome returns the folder that holds the cluster of a state folder. It
// is the folder itself unless the server's user cannot enter it, as in a clone
// below root's home: then a folder in the system's state folder, named after
// the path and remembered in the file moved-to.
func clusterHome(ctx context.Context, dir string, as *account) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("create state folder: %w", err)
	}
	if as.mayEnter(ctx, dir) {
		return dir, nil
	}
	sum := sha256.Sum256([]byte(dir))
	if err := removeOrphanedHomes(); err != nil {
		return "", err
	}
	home := filepath.Join(movedHomes, fmt.Sprintf("%x", sum[:6]))
	if err := os.MkdirAll(home, 0o755); err != nil {
		return "", fmt.Errorf("create state folder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(home, movedFrom), []byte(dir+"\n"), 0o644); err != nil {
		return "", fmt.Errorf("remember state folder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, movedTo), []byte(home+"\n"), 0o644); err != nil {
		return "", fmt.Errorf("remember state folder: %w", err)
	}
	return home, nil
}

// removeOrphanedHomes deletes the clusters of temporary state folders that are
// gone, such as a test's. Others stay: their disk may only be unplugged.
func removeOrphanedHomes() error {
	pointers, err := filepath.Glob(filepath.Join(movedHomes, "*", movedFrom))
	if err != nil {
		return fmt.Errorf("look for orphaned clusters: %w", err)
	}
	for _, pointer := range pointers {
		raw, err := os.ReadFile(pointer)
		if err != nil {
			continue // somebody else is removing it
		}
		dir := strings.TrimSpace(string(raw))
		_, err = os.Stat(dir)
		if !strings.HasPrefix(dir, filepath.Clean(os.TempDir())+"/") || !errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := removeFree(filepath.Dir(pointer)); err != nil {
			return err
		}
	}
	return nil
}

// removeFree deletes a cluster's folder unless somebody uses it.
func removeFree(home string) error {
	lock, err := lockFolder(home)
	if err != nil {
		return nil //nolint:nilerr // in use, or another user's
	}
	err = os.RemoveAll(home)
	if err = errors.Join(err, lock.Close()); err != nil {
		return fmt.Errorf("remove an abandoned cluster: %w", err)
	}
	return nil
}
