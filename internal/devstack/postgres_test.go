package devstack_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
)

// stateFolder is a folder that the server's user may enter, unlike t.TempDir
// for root.
func stateFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "parley-devstack-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o755))
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	return dir
}

func startPostgres(t *testing.T, options devstack.PostgresOptions) *devstack.PostgresServer {
	t.Helper()
	server, err := devstack.StartPostgres(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Kill() })
	return server
}

func TestPostgresKeepsItsDataThroughStopAndKill(t *testing.T) {
	t.Parallel()
	dir := stateFolder(t)

	server := startPostgres(t, devstack.PostgresOptions{Dir: dir})
	require.NoError(t, server.EnsureDatabase(t.Context(), "parley"))
	dsn := server.DSN("parley")
	_, err := connect(t, dsn).Exec(t.Context(), `CREATE TABLE kept AS SELECT 1 AS n`)
	require.NoError(t, err)

	for _, kill := range []bool{false, true} {
		if kill {
			require.NoError(t, server.Kill())
		} else {
			require.NoError(t, server.Stop())
		}
		server = startPostgres(t, devstack.PostgresOptions{Dir: dir})
		require.NoError(t, server.EnsureDatabase(t.Context(), "parley"), "an existing database is no error")
		require.Equal(t, dsn, server.DSN("parley"), "a restart keeps the address")
		require.Equal(t, 1, count(t, connect(t, dsn), `SELECT count(*) FROM kept`))
	}
}

func TestPostgresListensOnAPort(t *testing.T) {
	t.Parallel()
	port := devstack.FreePort(t)
	listener, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
	require.NoError(t, err)

	_, err = devstack.StartPostgres(t.Context(), devstack.PostgresOptions{Dir: stateFolder(t), Port: port})
	require.EqualError(t, err, "port "+strconv.Itoa(port)+" on 127.0.0.1 is taken by another program")

	require.NoError(t, listener.Close())
	server := startPostgres(t, devstack.PostgresOptions{Dir: stateFolder(t), Port: port, Throwaway: true})
	require.Contains(t, server.DSN("postgres"), "127.0.0.1:"+strconv.Itoa(port))
	require.Equal(t, 1, count(t, connect(t, server.DSN("postgres")), `SELECT 1`))
}

func TestTwoServersNeverShareAFolder(t *testing.T) {
	t.Parallel()
	dir := stateFolder(t)
	server := startPostgres(t, devstack.PostgresOptions{Dir: dir, Throwaway: true})

	_, err := devstack.StartPostgres(t.Context(), devstack.PostgresOptions{Dir: dir})
	require.EqualError(t, err, "another Parley already runs on "+dir+": stop it first")
	require.Equal(t, 1, count(t, connect(t, server.DSN("postgres")), `SELECT 1`), "the first is untouched")
}

func TestAHalfMadeClusterIsMadeAnew(t *testing.T) {
	t.Parallel()
	dir := stateFolder(t)
	half := filepath.Join(dir, "data.new")
	require.NoError(t, os.MkdirAll(half, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(half, "PG_VERSION"), []byte("15\n"), 0o600))

	server := startPostgres(t, devstack.PostgresOptions{Dir: dir, Throwaway: true})
	require.Equal(t, 1, count(t, connect(t, server.DSN("postgres")), `SELECT 1`))
}

func TestAForeignProcessIdInThePidFileIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := stateFolder(t)
	require.NoError(t, startPostgres(t, devstack.PostgresOptions{Dir: dir}).Stop())

	// The machine restarted and the number went to a program of somebody else.
	other := exec.Command("sleep", "600")
	require.NoError(t, other.Start())
	t.Cleanup(func() { _ = other.Process.Kill(); _ = other.Wait() })
	pidFile := filepath.Join(dir, "data", "postmaster.pid")
	require.NoError(t, os.WriteFile(pidFile, []byte(strconv.Itoa(other.Process.Pid)+"\n/elsewhere\n"), 0o644))

	startPostgres(t, devstack.PostgresOptions{Dir: dir})
	require.NoError(t, other.Process.Signal(nilSignal), "the other program still runs")
}

func TestATornPidFileDoesNotStopTheStart(t *testing.T) {
	t.Parallel()
	dir := stateFolder(t)
	require.NoError(t, startPostgres(t, devstack.PostgresOptions{Dir: dir}).Stop())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data", "postmaster.pid"), nil, 0o644))
	startPostgres(t, devstack.PostgresOptions{Dir: dir})
}

func TestALongPathGetsAShortSocket(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(stateFolder(t), strings.Repeat("deep/", 20), "state")
	server := startPostgres(t, devstack.PostgresOptions{Dir: dir, Throwaway: true})
	require.Equal(t, 1, count(t, connect(t, server.DSN("postgres")), `SELECT 1`))
}

func TestAFolderTheServerCannotEnterIsMoved(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root hands over to another user")
	}
	closed := filepath.Join(stateFolder(t), "home")
	require.NoError(t, os.Mkdir(closed, 0o700))
	dir := filepath.Join(closed, "state")

	server := startPostgres(t, devstack.PostgresOptions{Dir: dir, Throwaway: true})
	require.Equal(t, 1, count(t, connect(t, server.DSN("postgres")), `SELECT 1`))
	require.NoError(t, server.Stop())

	where, err := os.ReadFile(filepath.Join(dir, "moved-to"))
	require.NoError(t, err)
	home := strings.TrimSpace(string(where))
	require.DirExists(t, filepath.Join(home, "data"))
	require.NoDirExists(t, filepath.Join(dir, "data"))

	// Once the temporary folder is gone, the next one that is moved tidies up.
	require.NoError(t, os.RemoveAll(dir))
	next := startPostgres(t, devstack.PostgresOptions{Dir: filepath.Join(closed, "next"), Throwaway: true})
	require.NoDirExists(t, home)
	where, err = os.ReadFile(filepath.Join(closed, "next", "moved-to"))
	require.NoError(t, err)
	require.NoError(t, next.Stop())
	require.NoError(t, os.RemoveAll(strings.TrimSpace(string(where))))
}

func TestAClusterOfAnotherVersionIsNamed(t *testing.T) {
	t.Parallel()
	dir := stateFolder(t)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "data"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("9\n"), 0o644))
	_, err := devstack.StartPostgres(t.Context(), devstack.PostgresOptions{Dir: dir})
	require.ErrorContains(t, err, "the database was made by PostgreSQL 9 and this machine has ")
}

func TestExitedTellsOfAServerThatDied(t *testing.T) {
	t.Parallel()
	server := startPostgres(t, devstack.PostgresOptions{Dir: stateFolder(t), Throwaway: true})
	select {
	case <-server.Exited():
		require.Fail(t, "it runs")
	default:
	}
	require.NoError(t, server.Kill())
	select {
	case <-server.Exited():
	case <-time.After(time.Minute):
		require.Fail(t, "it is gone")
	}
}
