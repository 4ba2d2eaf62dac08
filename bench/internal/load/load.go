// Package load sends messages to a system and measures how it copes. What is
// measured is a [Side]; the shapes of load are the same for every side.
package load

import (
	"context"
	"time"
)

// Message is one message of an end user. N is its number within its
// conversation, from 1 if it is the first.
type Message struct {
	Conversation string
	N            int
	Text         string
}

// Handled says when a message was taken, so that it cannot be lost any more,
// and when everything it leads to was done for good.
type Handled struct {
	Accepted, Done time.Time
}

// Side is a system that handles messages.
type Side interface {
	Name() string
	// Prepare brings a conversation, with its first message, into the state in
	// which it is measured.
	Prepare(ctx context.Context, first Message) error
	// Handle sends a message and returns when it has been handled.
	Handle(ctx context.Context, m Message) (Handled, error)
	// Drain returns when nothing that messages 1 to n of a conversation led to is
	// under way any more.
	Drain(ctx context.Context, conversation string, n int) error
	// Events returns how many history events a conversation's workflow has.
	Events(ctx context.Context, conversation string) (int64, error)
	// End takes a conversation's workflow off the engine.
	End(ctx context.Context, conversation string) error
}

// Shape says what a window sends.
type Shape struct {
	// Conversations is their number, Messages how many each of them gets.
	Conversations, Messages int
	// Prepared has the conversations begin, with one message more, before the
	// measurement does.
	Prepared bool
	// Burst sends the messages of a conversation all at once. Otherwise each
	// follows when the one before was handled.
	Burst bool
	// InFlight is how many conversations send at the same time.
	InFlight int
	// Texts are what is sent, in turn.
	Texts []string
}

// Total is the number of messages in a window.
func (s Shape) Total() int { return s.Conversations * s.Messages }
