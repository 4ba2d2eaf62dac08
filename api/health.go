package api

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Check is something the process cannot serve without. Run returns nil if it is
// there.
type Check struct {
	Name string
	Run  func(ctx context.Context) error
}

// checkTimeout is how long a check may take.
const checkTimeout = 2 * time.Second

type healthHandlers struct {
	checks   []Check
	gatherer prometheus.Gatherer
	log      *slog.Logger
}

// GetRoot says to who comes without a path what this is.
func (h healthHandlers) GetRoot(context.Context, GetRootRequestObject) (GetRootResponseObject, error) {
	return GetRoot200JSONResponse{Name: "Parley", Specification: "/openapi.yaml", Readiness: "/readyz"}, nil
}

// GetHealth says that the process is alive, and nothing of what it depends on:
// who restarts what does not answer should not restart this.
func (h healthHandlers) GetHealth(context.Context, GetHealthRequestObject) (GetHealthResponseObject, error) {
	return GetHealth200JSONResponse{Status: HealthStatusOk}, nil
}

// GetReadiness runs all checks at once. Why one fails is in the log only.
func (h healthHandlers) GetReadiness(ctx context.Context, _ GetReadinessRequestObject) (GetReadinessResponseObject, error) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	failures := make([]error, len(h.checks))
	var running sync.WaitGroup
	for i, check := range h.checks {
		running.Go(func() { failures[i] = check.Run(ctx) })
	}
	running.Wait()

	readiness := Readiness{Status: ReadinessStatusReady, Checks: make(map[string]ReadinessChecks, len(h.checks))}
	for i, check := range h.checks {
		readiness.Checks[check.Name] = ReadinessChecksOk
		if failures[i] != nil {
			h.log.WarnContext(ctx, "not ready", "check", check.Name, "error", failures[i])
			readiness.Checks[check.Name] = ReadinessChecksFailing
			readiness.Status = ReadinessStatusNotReady
		}
	}
	if readiness.Status == ReadinessStatusNotReady {
		return GetReadiness503JSONResponse(readiness), nil
	}
	return GetReadiness200JSONResponse(readiness), nil
}

// GetMetrics serves the metrics of the process.
func (h healthHandlers) GetMetrics(ctx context.Context, _ GetMetricsRequestObject) (GetMetricsResponseObject, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "/metrics", http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("ask for metrics: %w", err)
	}
	request.Header = callOf(ctx).header
	return exposition{promhttp.HandlerFor(h.gatherer, promhttp.HandlerOpts{}), request}, nil
}

// exposition lets Prometheus' own handler write the response.
type exposition struct {
	handler http.Handler
	request *http.Request
}

// VisitGetMetricsResponse writes the response.
func (e exposition) VisitGetMetricsResponse(w http.ResponseWriter) error {
	e.handler.ServeHTTP(w, e.request)
	return nil
}

// GetOpenapi serves openapi.yaml.
func (h healthHandlers) GetOpenapi(context.Context, GetOpenapiRequestObject) (GetOpenapiResponseObject, error) {
	return GetOpenapi200ApplicationYamlResponse{
		Body: bytes.NewReader(specification), ContentLength: int64(len(specification)),
	}, nil
}
