package telegram

import (
	"fmt"
	"net/http"
)

// Behaviour is how the API meets one message that is sent.
type Behaviour func(*Exchange)

// Exchange is a message that is sent, on its way to an answer.
type Exchange struct {
	Writer  http.ResponseWriter
	Request *http.Request

	closing <-chan struct{}
	take    func(http.ResponseWriter)
}

// Take does what the API is for: it judges the message and answers. Under another
// writer the sender does not hear of it.
func (x *Exchange) Take(w http.ResponseWriter) { x.take(w) }

// Hang waits until the caller gives up or the server closes.
func (x *Exchange) Hang() {
	select {
	case <-x.Request.Context().Done():
	case <-x.closing:
	}
}

// Then queues how the next messages are met, one each. Afterwards the API behaves
// as usual again.
func (s *Server) Then(behaviours ...Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, behaviours...)
}

func (s *Server) behaviour() Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.next) == 0 {
		return func(x *Exchange) { x.Take(x.Writer) }
	}
	behave := s.next[0]
	s.next = s.next[1:]
	return behave
}

// Answer answers a bare status, as a gateway does, and takes nothing.
func Answer(status int) Behaviour {
	return func(x *Exchange) { http.Error(x.Writer, http.StatusText(status), status) }
}

// Fail answers an error of the API and takes nothing.
func Fail(status int, description string) Behaviour {
	return func(x *Exchange) { respond(x.Writer, nil, &refusal{status: status, description: description}) }
}

// TooMany answers 429 and asks to be left alone for some seconds.
func TooMany(seconds int) Behaviour {
	return func(x *Exchange) {
		respond(x.Writer, nil, &refusal{
			status: http.StatusTooManyRequests, description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
			parameters: map[string]any{"retry_after": seconds},
		})
	}
}

// Hang takes nothing and never answers.
func Hang() Behaviour { return func(x *Exchange) { x.Hang() } }

// TakeAndHang takes the message and never says so.
func TakeAndHang() Behaviour {
	return func(x *Exchange) {
		x.Take(unheard{})
		x.Hang()
	}
}

// TakeAndReset takes the message and hangs up.
func TakeAndReset() Behaviour {
	return func(x *Exchange) {
		x.Take(unheard{})
		panic(http.ErrAbortHandler)
	}
}

// TakeAndAnswer takes the message and answers a bare status, as a gateway in
// between does.
func TakeAndAnswer(status int) Behaviour {
	return func(x *Exchange) {
		x.Take(unheard{})
		http.Error(x.Writer, http.StatusText(status), status)
	}
}

// Redirect answers 307 to another address.
func Redirect(to string) Behaviour {
	return func(x *Exchange) { http.Redirect(x.Writer, x.Request, to, http.StatusTemporaryRedirect) }
}

// unheard is a writer that nobody listens to.
type unheard struct{}

func (unheard) Header() http.Header         { return http.Header{} }
func (unheard) Write(p []byte) (int, error) { return len(p), nil }
func (unheard) WriteHeader(int)             {}
