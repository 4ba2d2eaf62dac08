package devstack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// errNoPostgres is what a person reads on a machine that was never set up.
var errNoPostgres = errors.New("no PostgreSQL server with pgvector was found: run `make setup`, or use `docker compose up`")

// programs is one installed PostgreSQL server.
type programs struct {
	bin   string // folder of postgres and initdb
	major int
}

// findPrograms returns the best server with pgvector: the first in PATH, then
// pg_config's, then the newest of Debian's and Homebrew's. With major > 0 only
// that version will do, because a cluster's files belong to one version.
func findPrograms(ctx context.Context, major int) (programs, error) {
	var others []string
	for _, bin := range serverFolders(ctx) {
		found, ok := inspectPrograms(ctx, bin)
		switch {
		case !ok:
		case major == 0 || found.major == major:
			return found, nil
		default:
			others = append(others, strconv.Itoa(found.major))
		}
	}
	if len(others) > 0 {
		return programs{}, fmt.Errorf("the database was made by PostgreSQL %d and this machine has %s: install that version or begin anew with `make clean`",
			major, strings.Join(others, ", "))
	}
	return programs{}, errNoPostgres
}

func serverFolders(ctx context.Context) []string {
	var folders []string
	if path, err := exec.LookPath("postgres"); err == nil {
		// A link in PATH is followed: the extension folder lies beside its target.
		if target, err := filepath.EvalSymlinks(path); err == nil {
			folders = append(folders, filepath.Dir(target))
		}
	}
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
	} {
		// The patterns are constant, and Glob reports nothing but a bad pattern.
		found, _ := filepath.Glob(pattern)
		slices.Sort(found)
		slices.Reverse(found)
		folders = append(folders, found...)
	}
	return folders
}

func inspectPrograms(ctx context.Context, bin string) (programs, bool) {
	if _, err := exec.LookPath(filepath.Join(bin, "initdb")); err != nil {
		return programs{}, false
	}
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return programs{}, false
	}
	// "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
	var major int
	if _, err := fmt.Sscanf(string(out), "postgres (PostgreSQL) %d", &major); err != nil {
		return programs{}, false
	}
	_, err = os.Stat(filepath.Join(shareFolder(ctx, bin, major), "extension", "vector.control"))
	return programs{bin: bin, major: major}, err == nil
}

func shareFolder(ctx context.Context, bin string, major int) string {
	if out, err := exec.CommandContext(ctx, filepath.Join(bin, "pg_config"), "--sharedir").Output(); err == nil {
		return strings.TrimSpace(string(out))
	}
	// Debian ships pg_config with the development package only.
	return filepath.Join("/usr/share/postgresql", strconv.Itoa(major))
}
