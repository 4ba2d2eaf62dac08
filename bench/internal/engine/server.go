package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/parleyhq/parley/internal/devstack"
)

// startServer starts a Temporal server on the cluster: schema, server,
// namespace. Its programs are those that `make bench-pg` builds.
func (s *Stack) startServer(ctx context.Context, root string) error {
	ports, err := freePorts(ctx, len(serverPorts()))
	if err != nil {
		return err
	}
	conf := filepath.Join(root, "bench", "engine", "conf")
	environment := append(os.Environ(),
		"ENGINE_POSTGRES_PORT="+strconv.Itoa(s.postgresPort),
		"ENGINE_DYNAMIC_CONFIG="+filepath.Join(conf, "dynamic.yaml"),
	)
	for i, name := range serverPorts() {
		environment = append(environment, name+"="+strconv.Itoa(ports[i]))
	}
	bin := filepath.Join(root, ".tools", "bin")
	if err := createSchemas(ctx, filepath.Join(bin, "temporal-sql-tool"), s.postgresPort); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(s.dir, "temporal.log"))
	if err != nil {
		return fmt.Errorf("write the server's log: %w", err)
	}
	defer func() { _ = log.Close() }()
	cmd := exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(bin, "temporal-server"),
		"--config-file", filepath.Join(conf, "server.yaml"), "--allow-no-auth", "start")
	cmd.Env, cmd.Stdout, cmd.Stderr = environment, log, log
	program, err := devstack.StartProgram(cmd)
	if err != nil {
		return fmt.Errorf("start the Temporal server, which `make bench-pg` builds: %w", err)
	}
	s.stops = append(s.stops, program.Stop)
	s.ServerPID = program.PID()
	s.Temporal = net.JoinHostPort("127.0.0.1", strconv.Itoa(ports[0]))

	ctx, cancel := context.WithTimeoutCause(ctx, serverStart, errors.New("it does not answer"))
	defer cancel()
	ready := make(chan error, 1)
	go func() { ready <- prepareNamespace(ctx, s.Temporal) }()
	select {
	case err = <-ready:
	case <-program.Exited():
		err = errors.New("it ended")
	}
	if err != nil {
		return fmt.Errorf("start the Temporal server: %w\n%s", err, tail(log.Name()))
	}
	return nil
}

// serverStart is how long the server may take to be of use.
const serverStart = 2 * time.Minute

// serverPorts are the variables of conf/server.yaml that name ports, the one
// that clients use first.
func serverPorts() []string {
	return []string{
		"ENGINE_FRONTEND_PORT", "ENGINE_FRONTEND_MEMBERSHIP_PORT", "ENGINE_HISTORY_PORT", "ENGINE_HISTORY_MEMBERSHIP_PORT",
		"ENGINE_MATCHING_PORT", "ENGINE_MATCHING_MEMBERSHIP_PORT", "ENGINE_WORKER_PORT", "ENGINE_WORKER_MEMBERSHIP_PORT",
	}
}

// createSchemas creates the server's two databases.
func createSchemas(ctx context.Context, tool string, postgresPort int) error {
	for _, database := range []struct{ name, schema string }{
		{"temporal", "postgresql/v12/temporal"},
		{"temporal_visibility", "postgresql/v12/visibility"},
	} {
		for _, step := range [][]string{
			{"create-database"}, {"setup-schema", "-v", "0.0"}, {"update-schema", "--schema-name", database.schema},
		} {
			cmd := exec.CommandContext(ctx, tool, append([]string{"--db", database.name}, step...)...)
			cmd.Env = append(os.Environ(), "SQL_PLUGIN=postgres12_pgx", "SQL_HOST=127.0.0.1",
				"SQL_PORT="+strconv.Itoa(postgresPort), "SQL_USER=postgres", "SQL_PASSWORD=-")
			if out, err := cmd.CombinedOutput(); err != nil {
				return fmt.Errorf("set up the Temporal server's database %s, with what `make bench-pg` builds: %w\n%s",
					database.name, err, out)
			}
		}
	}
	return nil
}

// tail returns the last lines of a log.
func tail(name string) string {
	const lines = 20
	text, err := os.ReadFile(name)
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
