package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/internal/telemetry"
)

func TestHealthAsksAURL(t *testing.T) {
	t.Parallel()
	well := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(well.Close)
	require.Equal(t, exitOK, run(t, nil, "", "health", well.URL+"/readyz").code)
	got := run(t, nil, "", "health", well.URL+"/other")
	require.Equal(t, exitFailed, got.code)
	require.Contains(t, got.stderr, "503")
}

func TestAWorkerServesMetricsUntilItEnds(t *testing.T) {
	t.Parallel()
	addr := fmt.Sprint("127.0.0.1:", devstack.FreePort(t))
	serving := start(t.Context(), func(ctx context.Context) error {
		return serveMetrics(ctx, addr, telemetry.NewRegistry(), slog.New(slog.DiscardHandler))
	})
	require.Eventually(t, func() bool {
		return run(t, nil, "", "health", "http://"+addr+"/healthz").code == exitOK
	}, time.Minute, 10*time.Millisecond)
	response, err := http.Get("http://" + addr + "/metrics")
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, string(body), "go_goroutines")
	require.NoError(t, serving.end())
	require.Equal(t, exitFailed, run(t, nil, "", "health", "http://"+addr+"/healthz").code)
}
