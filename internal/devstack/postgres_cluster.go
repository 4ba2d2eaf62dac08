package devstack

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// movedTo is the file in a state folder that names the folder really used.
const movedTo = "moved-to"

// clusterSpace is what a new cluster takes with its first segment of WAL, and a
// little to work with, in MB.
const clusterSpace = 150

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
	home := filepath.Join("/var/lib/parley", fmt.Sprintf("%x", sum[:6]))
	if err := os.MkdirAll(home, 0o755); err != nil {
		return "", fmt.Errorf("create state folder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, movedTo), []byte(home+"\n"), 0o644); err != nil {
		return "", fmt.Errorf("remember state folder: %w", err)
	}
	return home, nil
}

// clusterMajor is the version that made the cluster, 0 if there is none yet.
func clusterMajor(data string) (int, error) {
	raw, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read cluster version: %w", err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		return 0, fmt.Errorf("read cluster version: %w", err)
	}
	return major, nil
}

// initCluster makes the cluster beside its place and renames it into place, so
// that one killed half-way is never taken for a cluster.
func initCluster(ctx context.Context, with programs, data string, as *account, throwaway bool) error {
	if err := needSpace(filepath.Dir(data), clusterSpace); err != nil {
		return err
	}
	fresh := data + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("remove a half-made cluster: %w", err)
	}
	if err := as.own(fresh); err != nil {
		return err
	}
	locale := "C.UTF-8"
	if runtime.GOOS == "darwin" {
		locale = "en_US.UTF-8"
	}
	args := []string{"-D", fresh, "-U", superuser, "-E", "UTF8", "--locale=" + locale, "--auth=trust", "--no-instructions"}
	if throwaway {
		args = append(args, "--no-sync")
	}
	out, err := as.run(exec.CommandContext(ctx, filepath.Join(with.bin, "initdb"), args...)).CombinedOutput()
	if strings.Contains(string(out), "No space left on device") {
		return errDiskFull
	}
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))
	}
	if err := os.Rename(fresh, data); err != nil {
		return fmt.Errorf("put the new cluster into place: %w", err)
	}
	return nil
}
