// Package exchange is how the stand-ins of providers meet what is sent to them: as
// the provider does, or as one does that hangs, hangs up or answers half.
package exchange

import (
	"net/http"
	"sync"
)

// Behaviour is how an API meets one send.
type Behaviour func(*Exchange)

// Exchange is a send that is authorised, on its way to an answer.
type Exchange struct {
	Writer  http.ResponseWriter
	Request *http.Request
	// Closing is closed when the server goes away.
	Closing <-chan struct{}
	// Take does what the API is for: it judges the message and answers. Under another
	// writer the sender does not hear of it.
	Take func(http.ResponseWriter)
}

// Hang waits until the caller gives up or the server closes.
func (x *Exchange) Hang() {
	select {
	case <-x.Request.Context().Done():
	case <-x.Closing:
	}
}

// Queue is how the next sends are met. The zero value meets all of them as usual.
type Queue struct {
	mu   sync.Mutex
	next []Behaviour
}

// Then queues how the next sends are met, one each. Afterwards the API behaves as
// usual again.
func (q *Queue) Then(behaviours ...Behaviour) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.next = append(q.next, behaviours...)
}

// Meet lets a send be met as told, or as usual.
func (q *Queue) Meet(x *Exchange) {
	q.mu.Lock()
	behave := Accept()
	if len(q.next) > 0 {
		behave, q.next = q.next[0], q.next[1:]
	}
	q.mu.Unlock()
	behave(x)
}
