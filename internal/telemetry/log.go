// Package telemetry sets up what operators see: logs and metrics.
package telemetry

import (
	"errors"
	"io"
	"log/slog"

	"go.temporal.io/sdk/log"
)

// LogFormat is how log lines look.
type LogFormat string

// The formats: one JSON object a line for machines, key=value for people.
const (
	LogJSON LogFormat = "json"
	LogText LogFormat = "text"
)

// UnmarshalText accepts the known formats only.
func (f *LogFormat) UnmarshalText(text []byte) error {
	switch got := LogFormat(text); got {
	case LogJSON, LogText:
		*f = got
		return nil
	default:
		return errors.New("unknown log format")
	}
}

// NewLogger returns a logger of a level and format.
func NewLogger(w io.Writer, level slog.Leveler, format LogFormat) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if format == LogText {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

// TemporalLogger hands the lines of Temporal's SDK to a logger.
func TemporalLogger(l *slog.Logger) log.Logger {
	return log.NewStructuredLogger(l.With("component", "temporal"))
}
