package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"

	"github.com/parleyhq/parley/internal/codec"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/telemetry"
)

// temporalOptions are the client's settings from Temporal's own environment
// variables, completed with what is Parley's: codec, logs, metrics.
func (m *Main) temporalOptions(c config.Config, l *slog.Logger, registry prometheus.Registerer) (client.Options, error) {
	options, err := envconfig.LoadClientOptions(envconfig.LoadClientOptionsRequest{EnvLookup: environ(m.Environ)})
	if err != nil {
		return client.Options{}, fmt.Errorf("settings of Temporal: %w", err)
	}
	return completeOptions(options, c, l, registry)
}

func completeOptions(
	options client.Options, c config.Config, l *slog.Logger, registry prometheus.Registerer,
) (client.Options, error) {
	if options.HostPort == "" {
		options.HostPort = client.DefaultHostPort
	}
	if options.Namespace == "" {
		options.Namespace = client.DefaultNamespace
	}
	converting, err := codec.DataConverter(c.CodecKeys)
	if err != nil {
		return client.Options{}, err
	}
	metrics, err := telemetry.TemporalMetrics(registry, l)
	if err != nil {
		return client.Options{}, err
	}
	// What goes to and fro is a few hundred bytes of ids, not worth the CPU time
	// that compressing it takes on both sides.
	options.ConnectionOptions.GrpcCompression = &client.GrpcCompressionNone{}
	options.DataConverter, options.MetricsHandler, options.Logger = converting, metrics, telemetry.TemporalLogger(l)
	return options, nil
}

// waitForTemporal returns a connected client. A server that is not there yet is
// waited for: a worker without one has nothing else to do.
func waitForTemporal(ctx context.Context, options client.Options, l *slog.Logger) (client.Client, error) {
	for {
		attempt, cancel := context.WithTimeout(ctx, 10*time.Second)
		c, err := client.DialContext(attempt, options)
		cancel()
		if err == nil {
			return c, nil
		}
		l.Warn("Temporal does not answer, trying again", "address", options.HostPort, "error", err)
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("no answer from Temporal on %s: %w", options.HostPort, err)
		case <-time.After(2 * time.Second):
		}
	}
}

// environ is an environment as envconfig reads it.
type environ []string

func (e environ) Environ() []string { return e }

func (e environ) LookupEnv(name string) (string, bool) {
	for _, entry := range e {
		if value, found := strings.CutPrefix(entry, name+"="); found {
			return value, true
		}
	}
	return "", false
}
