package parley

import (
	"sync"
	"time"
)

// Moment is a point on a message's way through Parley, in the usual order.
type Moment int

// The moments.
const (
	Posted     Moment = iota // the caller sends the request
	Ingesting                // the API begins the transaction
	Ingested                 // the message is durable
	Ringing                  // the API signals the workflow
	Rung                     // the engine has the signal
	Accepted                 // the caller has the 202
	Reading                  // the workflow reads the mailbox
	Read                     // the workflow has it
	Responding               // the state is applied, its commit begins with the burst
	Matching                 // the burst is read, the matcher begins
	Matched                  // the matcher has decided
	Recorded                 // the new state, the decision and the queued reply are durable
	Delivering               // the delivery activity begins
	Sending                  // the attempt is recorded, the webhook is posted
	Delivered                // the app has the reply
	Sent                     // the app's answer is there
	moments
)

// Journey is when a message passed the moments, the zero time for those it did
// not.
type Journey [moments]time.Time

// Between returns the time from one moment to another.
func (j *Journey) Between(from, to Moment) time.Duration { return j[to].Sub(j[from]) }

// journeys notes moments by conversation, while it is told to: for one message
// of a conversation at a time.
type journeys struct {
	mu       sync.Mutex
	underWay map[string]*Journey
}

// begin starts to note the journey of a conversation's next message.
func (j *journeys) begin(conversation string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.underWay == nil {
		j.underWay = map[string]*Journey{}
	}
	j.underWay[conversation] = &Journey{}
}

// pass notes the first time that a moment is passed.
func (j *journeys) pass(conversation string, m Moment) {
	now := time.Now()
	j.mu.Lock()
	defer j.mu.Unlock()
	if journey := j.underWay[conversation]; journey != nil && journey[m].IsZero() {
		journey[m] = now
	}
}

// end returns what was noted.
func (j *journeys) end(conversation string) Journey {
	j.mu.Lock()
	defer j.mu.Unlock()
	journey := j.underWay[conversation]
	delete(j.underWay, conversation)
	if journey == nil {
		return Journey{}
	}
	return *journey
}
