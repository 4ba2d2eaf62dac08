package devstack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// clusterSpace is what a new cluster takes with its first segment of WAL, and a
// little to work with, in MB.
const clusterSpace = 150

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
