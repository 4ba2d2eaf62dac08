package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/live"
)

// narrator writes what a follower hears.
type narrator struct {
	h      eventHandlers
	out    *eventWriter
	caller account.Principal
	// names of users, as far as they were needed.
	names map[string]string
	// checked is when the caller was last known to be allowed this.
	checked time.Time
}

var errFellBehind = errors.New("the client does not take what it is sent")

type (
	conversationEvent struct {
		ID      string `json:"id"`
		Version int64  `json:"version"`
	}
	messageEvent struct {
		ID             string `json:"id"`
		ConversationID string `json:"conversation_id"`
	}
	typingEvent struct {
		ConversationID string  `json:"conversation_id"`
		User           *Person `json:"user,omitempty"`
	}
	presenceEvent struct {
		ConversationID string `json:"conversation_id"`
		User           Person `json:"user"`
		Here           bool   `json:"here"`
	}
)

// tell writes what comes, beginning with what is there already.
func (n *narrator) tell(ctx context.Context, follower *live.Follower, d live.Delivery) error {
	for {
		if err := n.deliver(ctx, d); err != nil {
			return err
		}
		var err error
		if d, err = n.next(ctx, follower); err != nil {
			return err
		}
	}
}

// next waits for something worth telling, and shows meanwhile that the stream is
// alive.
func (n *narrator) next(ctx context.Context, follower *live.Follower) (live.Delivery, error) {
	for {
		beat := n.checked.Add(n.h.beat)
		wait, cancel := context.WithDeadline(ctx, beat)
		d, err := follower.Next(wait)
		cancel()
		if ctx.Err() != nil {
			return d, ctx.Err()
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return d, err
		}
		told := err == nil && (len(d.Changes) > 0 || len(d.Notes) > 0 || d.Reset)
		due := !time.Now().Before(beat)
		if !told && !due {
			continue
		}
		if due || slices.ContainsFunc(d.Notes, n.concerned) {
			if err := n.recheck(ctx); err != nil {
				return d, err
			}
		}
		if told {
			return d, nil
		}
		if err := n.out.beat(); err != nil {
			return d, err
		}
	}
}

// concerned reports whether a note says that the caller may have lost their rights.
func (n *narrator) concerned(note live.Note) bool {
	if note.Kind != live.KindRights {
		return false
	}
	user, key := n.caller.User, n.caller.Key
	return note.UserID == "" && note.KeyID == "" ||
		user != nil && user.ID == note.UserID || key != nil && key.ID == note.KeyID
}

// recheck ends the stream of somebody who may not read it any more.
func (n *narrator) recheck(ctx context.Context) error {
	now := time.Now()
	may, err := n.h.mayStill(ctx)
	if err != nil {
		return err
	}
	if !may {
		return live.ErrClosed
	}
	n.checked = now
	return nil
}

// deliver writes a delivery at once. Only its last event has an id: a client that
// did not get them all goes on from where it was.
func (n *narrator) deliver(ctx context.Context, d live.Delivery) error {
	if d.Reset {
		if err := n.out.event("reset", d.At.String(), struct{}{}); err != nil {
			return err
		}
		if d.Behind {
			return errFellBehind
		}
		return nil
	}
	for _, note := range d.Notes {
		if err := n.note(ctx, note); err != nil {
			return err
		}
	}
	for _, c := range d.Changes {
		var err error
		if c.Kind == live.KindMessage {
			err = n.out.queue("message", "", messageEvent{c.ID, c.ConversationID})
		} else {
			err = n.out.queue("conversation", "", conversationEvent{c.ID, c.Version})
		}
		if err != nil {
			return err
		}
	}
	return n.out.place(d.At.String())
}

func (n *narrator) note(ctx context.Context, note live.Note) error {
	switch note.Kind {
	case live.KindTyping:
		if note.Party == live.PartyContact {
			return n.out.queue("contact_typing", "", typingEvent{ConversationID: note.ConversationID})
		}
		return nil
	case live.KindAgentTyping, live.KindLooking, live.KindLeft:
		return n.colleague(ctx, note)
	default:
		return nil
	}
}

// colleague says what somebody else of the team does.
func (n *narrator) colleague(ctx context.Context, note live.Note) error {
	if n.caller.User != nil && n.caller.User.ID == note.UserID {
		return nil
	}
	name, known := n.names[note.UserID]
	if !known {
		found, err := n.h.conversations.UserNames(ctx, note.UserID)
		if err != nil {
			return err
		}
		name = found[note.UserID]
		n.names[note.UserID] = name
	}
	who := Person{ID: note.UserID, Name: name}
	if note.Kind == live.KindAgentTyping {
		return n.out.queue("typing", "", typingEvent{note.ConversationID, &who})
	}
	return n.out.queue("presence", "", presenceEvent{note.ConversationID, who, note.Kind == live.KindLooking})
}
