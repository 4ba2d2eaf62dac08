package telemetry_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/telemetry"
)

func TestLogFormats(t *testing.T) {
	t.Parallel()
	var machine, person strings.Builder
	telemetry.NewLogger(&machine, slog.LevelInfo, telemetry.LogJSON).Info("message stored", "seq", 7)
	telemetry.NewLogger(&person, slog.LevelInfo, telemetry.LogText).Info("message stored", "seq", 7)
	var line map[string]any
	require.NoError(t, json.Unmarshal([]byte(machine.String()), &line))
	require.Equal(t, "message stored", line["msg"])
	require.Contains(t, person.String(), `msg="message stored" seq=7`)
}

func TestLogLevel(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	l := telemetry.NewLogger(&out, slog.LevelWarn, telemetry.LogText)
	l.Info("quiet")
	telemetry.TemporalLogger(l).Debug("quiet")
	require.Empty(t, out.String())
	telemetry.TemporalLogger(l).Warn("loud", "Attempt", 2)
	require.Contains(t, out.String(), "msg=loud component=temporal Attempt=2")
}

func TestUnknownLogFormatIsRefused(t *testing.T) {
	t.Parallel()
	var f telemetry.LogFormat
	require.Error(t, f.UnmarshalText([]byte("xml")))
	require.NoError(t, f.UnmarshalText([]byte("text")))
	require.Equal(t, telemetry.LogText, f)
}

func TestTemporalsMetricsAreServed(t *testing.T) {
	t.Parallel()
	registry := telemetry.NewRegistry()
	handler, err := telemetry.TemporalMetrics(registry, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	// The SDK uses one name with different sets of tags.
	handler.WithTags(map[string]string{"operation": "Poll"}).Counter("temporal_request").Inc(2)
	handler.WithTags(map[string]string{"operation": "Poll", "status": "ok"}).Counter("temporal_request").Inc(3)
	handler.Timer("temporal_request_latency").Record(20 * time.Millisecond)
	handler.Gauge("temporal_worker_task_slots_available").Update(4)

	recorder := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.HTTPErrorOnError}).
		ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	body := recorder.Body.String()
	for _, line := range []string{
		`temporal_request_total{operation="Poll"} 2`,
		`temporal_request_total{operation="Poll",status="ok"} 3`,
		`temporal_request_latency_seconds_count 1`,
		`temporal_worker_task_slots_available 4`,
		`go_goroutines`,
	} {
		require.Contains(t, body, line)
	}
}
