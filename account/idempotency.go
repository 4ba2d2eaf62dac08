package account

import "time"

// Lifetimes of idempotency keys.
const (
	// IdempotencyLife is how long a response can be replayed.
	IdempotencyLife = 24 * time.Hour
	// IdempotencyPatience is how long a request may run; after that its process
	// is taken for dead and the next request with the key runs afresh.
	IdempotencyPatience = time.Minute
)

// Verdict says what to do with a request that carries an idempotency key.
type Verdict string

// The verdicts.
const (
	// Fresh: run it, then finish or abandon the key.
	Fresh Verdict = "fresh"
	// Replay: it was run before, send the kept response.
	Replay Verdict = "replay"
	// InProgress: the first request with this key is still running.
	InProgress Verdict = "in_progress"
	// Mismatch: the key belongs to another request.
	Mismatch Verdict = "mismatch"
)

// Response is the answer kept under an idempotency key.
type Response struct {
	Status      int
	ContentType string
	Body        []byte
}
