package faults

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
)

// load plays customers who write until they are told to stop. Each message is
// sent again until it is acknowledged, and some are sent again after that, as
// providers do.
type load struct {
	c     *cluster
	stop  chan struct{}
	done  sync.WaitGroup
	mu    sync.Mutex
	acked map[string]string // external id → text
	// unavailable counts answers that said "try again".
	unavailable int
	failures    []string
}

// startLoad lets writers write at about one message each per pause.
func (c *cluster) startLoad(seed uint64, writers int, pause time.Duration) *load {
	c.t.Logf("load seed %d", seed)
	l := &load{c: c, stop: make(chan struct{}), acked: map[string]string{}}
	for w := range writers {
		random := rand.New(rand.NewPCG(seed, uint64(w)))
		l.done.Go(func() { l.write(w, random, pause) })
	}
	return l
}

// finish stops the writers once their last message is acknowledged.
func (l *load) finish() {
	close(l.stop)
	l.done.Wait()
	require.Empty(l.c.t, l.failures)
	l.c.t.Logf("%d messages acknowledged, %d times told to try again", len(l.acked), l.unavailable)
}

func (l *load) write(writer int, random *rand.Rand, pause time.Duration) {
	for n := 0; ; n++ {
		select {
		case <-l.stop:
			return
		case <-time.After(time.Duration(random.Int64N(int64(2 * pause)))):
		}
		id := fmt.Sprintf("w%d-%d", writer, n)
		contact := fmt.Sprintf("w%d-c%d", writer, random.IntN(4))
		text := fmt.Sprintf("zq %s", id)
		if random.IntN(4) == 0 {
			text = question
		}
		if !l.send(id, contact, text) {
			return
		}
		if random.IntN(10) == 0 {
			l.send(id, contact, text)
		}
	}
}

// send repeats a message until it is acknowledged; it gives up after minutes.
func (l *load) send(id, contact, text string) bool {
	body := map[string]any{"id": id, "from": map[string]any{"id": contact}, "text": text}
	deadline := time.Now().Add(3 * time.Minute)
	for time.Now().Before(deadline) {
		status, answer, err := l.c.try("POST", "/v1/inboxes/"+l.c.inbox+"/messages", l.c.key, body)
		l.mu.Lock()
		switch {
		case err == nil && status == http.StatusAccepted:
			l.acked[id] = text
			l.mu.Unlock()
			return true
		case err == nil && status == http.StatusServiceUnavailable, err != nil:
			l.unavailable++
		default:
			l.failures = append(l.failures, fmt.Sprintf("%s: %d %s", id, status, answer))
			l.mu.Unlock()
			return false
		}
		l.mu.Unlock()
		time.Sleep(100 * time.Millisecond)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failures = append(l.failures, id+": never acknowledged")
	return false
}
