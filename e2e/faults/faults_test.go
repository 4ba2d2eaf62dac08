package faults

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWorkerKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	worker := c.startWorker()
	l := c.startLoad(1, 6, 60*time.Millisecond)
	for range 3 {
		time.Sleep(2 * time.Second)
		worker.kill()
		worker = c.startWorker()
	}
	l.finish()
	c.settle()
	l.check()
}

func TestWorkerPausedBesideASecondOne(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("pauses a worker for 20 s")
	}
	c := newCluster(t)
	first := c.startWorker()
	l := c.startLoad(2, 6, 60*time.Millisecond)
	time.Sleep(2 * time.Second)
	first.pause(t)
	c.startWorker()
	time.Sleep(20 * time.Second)
	first.resume(t)
	time.Sleep(5 * time.Second)
	l.finish()
	c.settle()
	l.check()
}

func TestTemporalStoppedUnderLoad(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("stops Temporal for 60 s")
	}
	c := newCluster(t)
	c.startWorker()
	l := c.startLoad(3, 6, 100*time.Millisecond)
	time.Sleep(2 * time.Second)
	port := c.temporalPort()
	require.NoError(t, c.temporal.Kill())
	time.Sleep(60 * time.Second)
	before := l.unavailable
	c.startTemporal(port)
	time.Sleep(3 * time.Second)
	l.finish()
	require.Zero(t, before, "messages are accepted while Temporal is away")
	c.settle()
	l.check()
}

func TestPostgresGoneIsNeverAFalseAcknowledgement(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.startWorker()
	l := c.startLoad(4, 6, 60*time.Millisecond)
	for range 2 {
		time.Sleep(2 * time.Second)
		require.NoError(t, c.postgres.Kill())
		time.Sleep(time.Second)
		status, answer, err := c.try("POST", "/v1/inboxes/"+c.inbox+"/messages", c.key,
			map[string]any{"id": "down", "from": map[string]any{"id": "down"}, "text": "anybody there?"})
		require.NoError(t, err)
		require.Equal(t, http.StatusServiceUnavailable, status, "%s", answer)
		c.startPostgres()
	}
	l.finish()
	require.NotZero(t, l.unavailable)
	c.settle()
	l.check()
}

func TestAPIKilledUnderLoad(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.startWorker()
	l := c.startLoad(5, 6, 60*time.Millisecond)
	for range 3 {
		time.Sleep(1500 * time.Millisecond)
		c.api.kill()
		c.startAPI()
	}
	l.finish()
	// What was stored and not rung for waits for the next message or the sweeper.
	c.settle()
	l.check()
}
