package worker

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/worker"

	"github.com/parleyhq/parley/activities"
)

// startedWorker is the SDK's worker without a server.
type startedWorker struct {
	sdk.Worker
	stopped bool
}

func (*startedWorker) Start() error { return nil }
func (s *startedWorker) Stop()      { s.stopped = true }

func TestAWorkerWithoutTasksFails(t *testing.T) {
	t.Parallel()
	w, fake := started(t)
	// The SDK polls in vain for minutes before it says so.
	gone := serviceerror.NewNamespaceNotFound("parley")
	sdkOptions(w.fatal).OnFatalError(gone)
	require.ErrorIs(t, w.Run(t.Context()), gone)
	require.True(t, fake.stopped)
}

func TestAWorkerEndsWithItsContext(t *testing.T) {
	t.Parallel()
	w, fake := started(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.NoError(t, w.Run(ctx))
	require.True(t, fake.stopped)
}

func started(t *testing.T) (*Worker, *startedWorker) {
	t.Helper()
	c, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1"})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	w := New(Options{Client: c, Activities: &activities.Conversation{}, Log: slog.New(slog.DiscardHandler), SweepEvery: time.Hour})
	fake := &startedWorker{}
	w.sdk = fake
	return w, fake
}
