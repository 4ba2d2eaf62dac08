package openai

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Behaviour meets one request, given the list that would be the right answer.
type Behaviour func(w http.ResponseWriter, r *http.Request, list List)

// Answer sends the right answer.
func Answer() Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, list List) { send(w, list) }
}

// Changed sends the right answer after change has spoilt it.
func Changed(change func(*List)) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, list List) {
		change(&list)
		send(w, list)
	}
}

// Reversed sends the vectors from the last to the first, which is allowed.
func Reversed() Behaviour { return Changed(func(l *List) { slices.Reverse(l.Data) }) }

// OneShort leaves the last vector out.
func OneShort() Behaviour { return Changed(func(l *List) { l.Data = l.Data[:len(l.Data)-1] }) }

// Longer sends vectors that have n dimensions too many.
func Longer(n int) Behaviour {
	return Changed(func(l *List) {
		for i := range l.Data {
			l.Data[i].Embedding = append(l.Data[i].Embedding, make([]float64, n)...)
		}
	})
}

// Zeros sends vectors of length zero.
func Zeros() Behaviour {
	return Changed(func(l *List) {
		for i := range l.Data {
			clear(l.Data[i].Embedding)
		}
	})
}

// SameForAll sends the first vector for every text.
func SameForAll() Behaviour {
	return Changed(func(l *List) {
		for i := range l.Data {
			l.Data[i].Embedding = l.Data[0].Embedding
		}
	})
}

// SameIndex sends every vector under index 0.
func SameIndex() Behaviour {
	return Changed(func(l *List) {
		for i := range l.Data {
			l.Data[i].Index = 0
		}
	})
}

// NotANumber sends vectors whose first component is NaN, which base64 can say.
func NotANumber() Behaviour {
	return Changed(func(l *List) {
		for i := range l.Data {
			l.Data[i].Embedding[0] = math.NaN()
		}
	})
}

// NaN sends a vector with a component that JSON has no word for, as servers
// written in Python do.
func NaN() Behaviour {
	return Raw(http.StatusOK, `{"object":"list","data":[{"object":"embedding","index":0,"embedding":[NaN,0.5]}],"model":"m"}`)
}

// Raw sends a body as it is.
func Raw(status int, body string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, _ List) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// Endless sends n bytes of one never-ending JSON string.
func Endless(n int) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, _ List) {
		_, _ = w.Write([]byte(`{"object":"`))
		for chunk := []byte(strings.Repeat("x", 1<<16)); n > 0; n -= len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
}

// Truncated sends the first half of the right answer and hangs up.
func Truncated() Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, list List) {
		body, err := json.Marshal(list)
		if err == nil {
			_, _ = w.Write(body[:len(body)/2])
		}
	}
}

// Refuse answers with a status and an error code.
func Refuse(status int, code string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, _ List) {
		refuse(w, status, http.StatusText(status), code, "No.")
	}
}

// RateLimited answers 429 with a Retry-After header, left out if it is "".
func RateLimited(retryAfter string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, _ List) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		refuse(w, http.StatusTooManyRequests, "requests", "rate_limit_exceeded", "Rate limit reached.")
	}
}

// Redirect sends the client elsewhere.
func Redirect(url string) Behaviour {
	return func(w http.ResponseWriter, r *http.Request, _ List) {
		http.Redirect(w, r, url, http.StatusTemporaryRedirect)
	}
}

// Slow waits before it answers, or until the client has gone.
func Slow(d time.Duration) Behaviour {
	return func(w http.ResponseWriter, r *http.Request, list List) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			send(w, list)
		case <-r.Context().Done():
		}
	}
}

func send(w http.ResponseWriter, list List) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(list)
}
