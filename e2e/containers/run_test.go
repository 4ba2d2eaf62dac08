package containers_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
)

// The commands, environments and health checks of the compose file, run as
// plain processes: only names that containers resolve are replaced.
func TestTheServicesOfTheComposeFileRun(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds and starts everything: make test-long")
	}
	model, err := filepath.Abs(root + "/.tools/model")
	require.NoError(t, err)
	if _, err := os.Stat(model); err != nil {
		t.Skip("the embedding model is missing: run make setup")
	}
	m := machine{program: filepath.Join(t.TempDir(), "parley"), model: model, names: servers(t)}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", m.program, root+"/cmd/parley").CombinedOutput()
	require.NoError(t, err, string(out))

	out, err = m.command(t.Context(), t, "migrate").CombinedOutput()
	require.NoError(t, err, string(out))
	for _, name := range []string{"api", "worker"} {
		m.start(t, name)
		m.waitHealthy(t, name)
	}
}

// machine stands in for a container engine.
type machine struct {
	program, model string
	names          *strings.Replacer // host:port in a container to host:port here
}

// servers starts what the stock images would be.
func servers(t *testing.T) *strings.Replacer {
	t.Helper()
	dir, err := os.MkdirTemp("", "parley-containers-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	port := devstack.FreePort(t)
	postgres, err := devstack.StartPostgres(t.Context(), devstack.PostgresOptions{Dir: dir, Port: port, Throwaway: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, postgres.Stop()) })
	connection, err := pgx.Connect(t.Context(), postgres.DSN("postgres"))
	require.NoError(t, err)
	_, err = connection.Exec(t.Context(), `CREATE ROLE parley SUPERUSER LOGIN`)
	require.NoError(t, err)
	require.NoError(t, connection.Close(t.Context()))
	require.NoError(t, postgres.EnsureDatabase(t.Context(), "parley"))

	temporal, err := devstack.StartTemporal(t.Context(), devstack.TemporalOptions{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, temporal.Kill()) })

	api, metrics := local(devstack.FreePort(t)), local(devstack.FreePort(t))
	return strings.NewReplacer(
		"postgres:5432", local(port), "temporal:7233", temporal.Addr,
		"0.0.0.0:8080", api, "127.0.0.1:8080", api,
		"0.0.0.0:9090", metrics, "127.0.0.1:9090", metrics,
	)
}

func (m machine) command(ctx context.Context, t *testing.T, name string) *exec.Cmd {
	t.Helper()
	service := project(t).Services[name]
	cmd := exec.CommandContext(ctx, m.program, service.Command...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PARLEY_MODEL_DIR=" + m.model} // the image's own
	for key, value := range service.Environment {
		cmd.Env = append(cmd.Env, key+"="+m.names.Replace(*value))
	}
	return cmd
}

// start runs a service until the test ends, and then stops it as an engine does.
func (m machine) start(t *testing.T, name string) {
	t.Helper()
	cmd := m.command(context.WithoutCancel(t.Context()), t, name)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
		require.NoError(t, cmd.Wait(), "%s does not stop in order: %s", name, &out)
	})
}

// waitHealthy runs the service's health check until it passes.
func (m machine) waitHealthy(t *testing.T, name string) {
	t.Helper()
	check := project(t).Services[name].HealthCheck.Test
	require.Equal(t, []string{"CMD", "/parley"}, []string(check[:2]))
	var args []string
	for _, arg := range check[2:] {
		args = append(args, m.names.Replace(arg))
	}
	require.Eventually(t, func() bool {
		return exec.CommandContext(t.Context(), m.program, args...).Run() == nil
	}, time.Minute, 100*time.Millisecond, "%s never becomes healthy", name)
}

func local(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
