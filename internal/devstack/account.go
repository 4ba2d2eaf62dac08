package devstack

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the system user a Postgres server runs as; nil means ourselves.
type account struct{ uid, gid int }

// serverAccount picks the user: Postgres refuses to run as root, so root hands
// over to the user postgres that every packaged server brings along.
func serverAccount() (*account, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	found, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("the database does not run as root and there is no user named postgres: %w", err)
	}
	uid, err := strconv.Atoi(found.Uid)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	gid, err := strconv.Atoi(found.Gid)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	return &account{uid: uid, gid: gid}, nil
}

// run makes cmd run as the account, from a folder everybody may enter.
func (a *account) run(cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = "/"
	cmd.Env = environment("PG")
	if a != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Credential: &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)},
		}
	}
	return cmd
}

// own creates a folder only the account may enter.
func (a *account) own(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("create %s: %w", dir, err)
	}
	if a == nil {
		return nil
	}
	if err := os.Chown(dir, a.uid, a.gid); err != nil {
		return fmt.Errorf("hand over %s: %w", dir, err)
	}
	return nil
}

// mayEnter asks the system, which knows about access lists and mounts too.
func (a *account) mayEnter(ctx context.Context, dir string) bool {
	return a == nil || a.run(exec.CommandContext(ctx, "/bin/sh", "-c", `cd "$0"`, dir)).Run() == nil
}
