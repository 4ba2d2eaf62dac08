package webhookapp

import (
	"fmt"
	"net/http"
	"time"
)

// Behaviour is how the app meets one verified delivery.
type Behaviour func(*Exchange)

// Exchange is a verified delivery on its way to an answer.
type Exchange struct {
	Writer  http.ResponseWriter
	Request *http.Request

	app     *App
	attempt Attempt
	body    envelope
}

// Take does what the app is for: it remembers the message.
func (x *Exchange) Take() { x.app.take(x.attempt, x.body) }

// Hang waits until the caller gives up or the app closes.
func (x *Exchange) Hang() {
	select {
	case <-x.Request.Context().Done():
	case <-x.app.closing:
	}
}

// Accept takes the message and answers 204.
func Accept() Behaviour {
	return func(x *Exchange) {
		x.Take()
		x.Writer.WriteHeader(http.StatusNoContent)
	}
}

// Answer answers a status and takes nothing: 410, 500, 503 …
func Answer(status int) Behaviour {
	return func(x *Exchange) { http.Error(x.Writer, http.StatusText(status), status) }
}

// AnswerRetryAfter answers a status, 429 or 503, and asks to be left alone for a
// number of seconds or until a date, as RFC 9110 allows both.
func AnswerRetryAfter(status int, retryAfter string) Behaviour {
	return func(x *Exchange) {
		x.Writer.Header().Set("Retry-After", retryAfter)
		http.Error(x.Writer, http.StatusText(status), status)
	}
}

// Redirect answers 307 to another address.
func Redirect(to string) Behaviour {
	return func(x *Exchange) { http.Redirect(x.Writer, x.Request, to, http.StatusTemporaryRedirect) }
}

// Hang takes nothing and never answers.
func Hang() Behaviour { return func(x *Exchange) { x.Hang() } }

// AcceptThenHang takes the message and never answers: the sender cannot know.
func AcceptThenHang() Behaviour {
	return func(x *Exchange) {
		x.Take()
		x.Hang()
	}
}

// AcceptSlowly takes the message and answers 200 after a while.
func AcceptSlowly(d time.Duration) Behaviour {
	return func(x *Exchange) {
		x.Take()
		select {
		case <-time.After(d):
			x.Writer.WriteHeader(http.StatusOK)
		case <-x.Request.Context().Done():
		case <-x.app.closing:
		}
	}
}

// AcceptEndlessly takes the message and answers 200 with a body without end.
func AcceptEndlessly() Behaviour {
	return func(x *Exchange) {
		x.Take()
		x.Writer.WriteHeader(http.StatusOK)
		line := []byte(fmt.Sprintf("%1023s\n", "still here"))
		for x.Request.Context().Err() == nil {
			if _, err := x.Writer.Write(line); err != nil {
				return
			}
		}
	}
}

// AcceptThenStall takes the message, answers 200 and never ends the body.
func AcceptThenStall() Behaviour {
	return func(x *Exchange) {
		x.Take()
		x.Writer.WriteHeader(http.StatusOK)
		x.Writer.(http.Flusher).Flush()
		x.Hang()
	}
}

// CloseConnection takes nothing and hangs up without an answer.
func CloseConnection() Behaviour { return func(*Exchange) { panic(http.ErrAbortHandler) } }
