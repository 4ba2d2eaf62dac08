package devstack_test

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/internal/devstack"
)

func startTemporal(t *testing.T, options devstack.TemporalOptions) *devstack.TemporalServer {
	t.Helper()
	server, err := devstack.StartTemporal(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Kill() })
	return server
}

func dial(t *testing.T, server *devstack.TemporalServer) client.Client {
	t.Helper()
	temporal, err := client.DialContext(t.Context(), client.Options{HostPort: server.Addr})
	require.NoError(t, err)
	t.Cleanup(temporal.Close)
	return temporal
}

func answersTCP(addr string) bool {
	connection, err := net.Dial("tcp", addr)
	if err != nil {
		return false
	}
	return connection.Close() == nil
}

func TestTemporalWithAFileSurvivesKillAndStop(t *testing.T) {
	t.Parallel()
	options := devstack.TemporalOptions{DBFile: filepath.Join(t.TempDir(), "temporal.db")}
	server := startTemporal(t, options)
	_, err := dial(t, server).ExecuteWorkflow(t.Context(),
		client.StartWorkflowOptions{ID: "kept", TaskQueue: "nobody"}, "Anything")
	require.NoError(t, err)

	for _, stop := range []bool{false, true} {
		if stop {
			require.NoError(t, server.Stop())
		} else {
			require.NoError(t, server.Kill())
		}
		require.False(t, answersTCP(server.Addr))
		server = startTemporal(t, options)
		found, err := dial(t, server).DescribeWorkflowExecution(t.Context(), "kept", "")
		require.NoError(t, err)
		require.Equal(t, "Anything", found.GetWorkflowExecutionInfo().GetType().GetName())
	}
}

func TestAHalfMadeTemporalFileIsMadeAnew(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	// What a kill in the first moments leaves: a valid file without tables.
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.WriteFile(file+"-journal", []byte("half"), 0o600))
	server := startTemporal(t, devstack.TemporalOptions{DBFile: file})
	require.True(t, answersTCP(server.Addr))
}

func TestTemporalServesItsWebUI(t *testing.T) {
	t.Parallel()
	port := devstack.FreePort(t)
	listener, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
	require.NoError(t, err)

	_, err = devstack.StartTemporal(t.Context(), devstack.TemporalOptions{UIPort: port})
	require.EqualError(t, err, "port "+strconv.Itoa(port)+" on 127.0.0.1 is taken by another program")

	require.NoError(t, listener.Close())
	server := startTemporal(t, devstack.TemporalOptions{UIPort: port})
	require.Equal(t, "http://127.0.0.1:"+strconv.Itoa(port), server.UIURL)
	requireUI(t, server.UIURL)
	requireUI(t, startTemporal(t, devstack.TemporalOptions{UIPort: devstack.AnyPort}).UIURL)
}

func TestTemporalsWebUIKnowsTheCodecEndpoint(t *testing.T) {
	t.Parallel()
	const endpoint = "http://127.0.0.1:8080/codec/a"
	server := startTemporal(t, devstack.TemporalOptions{UIPort: devstack.AnyPort, CodecEndpoint: endpoint})
	requireUI(t, server.UIURL)
	answer, err := http.Get(server.UIURL + "/api/v1/settings")
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	var settings struct{ Codec struct{ Endpoint string } }
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&settings))
	require.Equal(t, endpoint, settings.Codec.Endpoint)
}

func requireUI(t *testing.T, url string) {
	t.Helper()
	require.Eventually(t, func() bool {
		answer, err := http.Get(url)
		if err != nil {
			return false
		}
		defer func() { _ = answer.Body.Close() }()
		return answer.StatusCode == http.StatusOK
	}, startLimit, poll)
}

// A short timer fires when it is due, not when a second is over: the end of a
// burst is one. The first of two timers of the same second has to fire well
// before the second one; on a machine that stands still in between they may not,
// so that there are some tries.
func TestShortTimersAreNotRoundedUp(t *testing.T) {
	t.Parallel()
	temporal := dial(t, startTemporal(t, devstack.TemporalOptions{}))
	w := worker.New(temporal, "timers", worker.Options{})
	w.RegisterWorkflowWithOptions(func(ctx workflow.Context) (apart time.Duration, err error) {
		first, second := workflow.NewTimer(ctx, 50*time.Millisecond), workflow.NewTimer(ctx, 900*time.Millisecond)
		if err := first.Get(ctx, nil); err != nil {
			return 0, err
		}
		began := workflow.Now(ctx)
		err = second.Get(ctx, nil)
		return workflow.Now(ctx).Sub(began), err
	}, workflow.RegisterOptions{Name: "Timers"})
	require.NoError(t, w.Start())
	t.Cleanup(w.Stop)

	var apart time.Duration
	for try := 0; try < 5 && apart < 400*time.Millisecond; try++ {
		run, err := temporal.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: "timers"}, "Timers")
		require.NoError(t, err)
		require.NoError(t, run.Get(t.Context(), &apart))
	}
	require.GreaterOrEqual(t, apart, 400*time.Millisecond, "both timers fired together")
}

func TestAMissingTemporalCLIIsNamed(t *testing.T) {
	t.Setenv("PARLEY_TEMPORAL_CLI", filepath.Join(t.TempDir(), "temporal"))
	_, err := devstack.StartTemporal(t.Context(), devstack.TemporalOptions{})
	require.ErrorContains(t, err, "PARLEY_TEMPORAL_CLI")
}
