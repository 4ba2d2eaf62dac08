package devstack_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
)

const (
	nilSignal  = syscall.Signal(0)
	startLimit = time.Minute
	poll       = 20 * time.Millisecond
)

// orphanFolder, when set, turns this test binary into a program that starts
// both servers, says where they are, and waits to be killed.
const orphanFolder = "PARLEY_DEVSTACK_ORPHAN"

func TestServersDieWithTheirParent(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv(orphanFolder); dir != "" {
		serveUntilKilled(t, dir)
	}
	dir := stateFolder(t)
	for range 2 { // the second round starts on what the kill left behind
		parent := exec.Command(os.Args[0], "-test.run", "^TestServersDieWithTheirParent$")
		parent.Env = append(os.Environ(), orphanFolder+"="+dir)
		out, err := parent.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, parent.Start())
		t.Cleanup(func() { _ = parent.Process.Kill() })

		lines := bufio.NewScanner(out)
		require.True(t, lines.Scan())
		postgres, temporal, ok := strings.Cut(lines.Text(), " ")
		require.True(t, ok, lines.Text())
		require.True(t, answersPostgres(t, postgres))
		require.True(t, answersTCP(temporal))

		require.NoError(t, parent.Process.Kill())
		_ = parent.Wait()
		require.Eventually(t, func() bool { return !answersPostgres(t, postgres) && !answersTCP(temporal) },
			startLimit, poll, "the servers outlive kill -9 of their parent")
	}
}

func serveUntilKilled(t *testing.T, dir string) {
	t.Helper()
	postgres, err := devstack.StartPostgres(t.Context(), devstack.PostgresOptions{Dir: dir})
	require.NoError(t, err)
	temporal, err := devstack.StartTemporal(t.Context(), devstack.TemporalOptions{})
	require.NoError(t, err)
	fmt.Println(postgres.DSN("postgres"), temporal.Addr)
	select {}
}

func answersPostgres(t *testing.T, dsn string) bool {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		return false
	}
	return connection.Close(t.Context()) == nil
}
