package graph

import (
	"fmt"
	"net/http"
)

// Behaviour is how the API meets one send.
type Behaviour func(*Exchange)

// Exchange is a send that is authorised, on its way to an answer.
type Exchange struct {
	Writer  http.ResponseWriter
	Request *http.Request

	closing <-chan struct{}
	take    func(http.ResponseWriter)
}

// Take does what the API is for: it judges the message and answers. Under
// another writer the sender does not hear of it.
func (x *Exchange) Take(w http.ResponseWriter) { x.take(w) }

// Hang waits until the caller gives up or the server closes.
func (x *Exchange) Hang() {
	select {
	case <-x.Request.Context().Done():
	case <-x.closing:
	}
}

// Then queues how the next sends are met, one each. Afterwards the API behaves
// as usual again.
func (s *Server) Then(behaviours ...Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, behaviours...)
}

// meet lets a send be met as told, or as usual.
func (c *call) meet(take func(http.ResponseWriter)) {
	c.mu.Lock()
	behave := Accept()
	if len(c.next) > 0 {
		behave = c.next[0]
		c.next = c.next[1:]
	}
	c.mu.Unlock()
	behave(&Exchange{Writer: c.w, Request: c.r, closing: c.closing, take: take})
}

// Accept takes the message, as usual.
func Accept() Behaviour { return func(x *Exchange) { x.Take(x.Writer) } }

// Answer answers a bare status and takes nothing.
func Answer(status int) Behaviour {
	return func(x *Exchange) { http.Error(x.Writer, http.StatusText(status), status) }
}

// Fail answers an error envelope and takes nothing.
func Fail(status int, f Failure) Behaviour {
	return func(x *Exchange) { (&call{w: x.Writer}).fail(status, f) }
}

// TooMany answers 429 and asks to be left alone for some seconds.
func TooMany(seconds int) Behaviour {
	return func(x *Exchange) {
		x.Writer.Header().Set("Retry-After", fmt.Sprint(seconds))
		(&call{w: x.Writer}).fail(http.StatusTooManyRequests, Failure{Code: 4, Message: "Application request limit reached"})
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

// Failure is an error of the API.
type Failure struct {
	Code, Subcode int
	Message       string
	// Details go into error_data.
	Details   string
	Transient bool
}

// fail writes the error envelope.
func (c *call) fail(status int, f Failure) {
	envelope := map[string]any{
		"message": fmt.Sprintf("(#%d) %s", f.Code, f.Message), "type": "OAuthException", "code": f.Code, "fbtrace_id": "Fake",
	}
	if f.Subcode != 0 {
		envelope["error_subcode"] = f.Subcode
	}
	if f.Details != "" {
		envelope["error_data"] = map[string]any{"messaging_product": "whatsapp", "details": f.Details}
	}
	if f.Transient {
		envelope["is_transient"] = true
	}
	c.answer(status, map[string]any{"error": envelope})
}
