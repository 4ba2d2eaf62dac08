package openai

import (
	"context"
	"errors"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"github.com/parleyhq/parley/matcher/embedding"
)

const (
	// failuresInARow make the endpoint unavailable.
	failuresInARow = 5
	// mostPatience is how many times the backoff a Retry-After may ask for.
	mostPatience = 10
)

// guard repeats what may succeed later, and leaves an endpoint alone that keeps
// failing.
func guard(c Config) failsafe.Executor[[][]float32] {
	failed := func(_ [][]float32, err error) bool { return temporary(err) }
	breaker := circuitbreaker.NewBuilder[[][]float32]().
		HandleIf(failed).
		WithFailureThreshold(failuresInARow).
		WithDelay(c.Rest).
		Build()
	retry := retrypolicy.NewBuilder[[][]float32]().
		HandleIf(failed).
		AbortIf(func(_ [][]float32, err error) bool { return asked(err) > mostPatience*c.Backoff }).
		WithMaxRetries(c.Retries).
		WithBackoff(c.Backoff, mostPatience*c.Backoff).
		WithJitterFactor(0.1).
		WithDelayFunc(func(attempt failsafe.ExecutionAttempt[[][]float32]) time.Duration {
			if wait := asked(attempt.LastError()); wait > 0 {
				return wait
			}
			return -1 // the backoff
		}).
		ReturnLastFailure().
		Build()
	return failsafe.With(retry, breaker)
}

// temporary reports whether err may go away. A caller that gives up is no fault
// of the endpoint; one whose time runs out is.
func temporary(err error) bool {
	var status *StatusError
	var redirect redirectError
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, circuitbreaker.ErrOpen),
		errors.Is(err, embedding.ErrBadVector), errors.Is(err, errFloats), errors.As(err, &redirect):
		return false
	case errors.As(err, &status):
		return status.Temporary()
	default:
		// No answer, or none that can be read.
		return true
	}
}

func asked(err error) time.Duration {
	var status *StatusError
	if errors.As(err, &status) {
		return status.RetryAfter
	}
	return 0
}

func unavailable(err error) error {
	if errors.Is(err, circuitbreaker.ErrOpen) {
		return ErrUnavailable
	}
	return err
}
