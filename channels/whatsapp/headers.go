package whatsapp

import (
	"context"
	"sync"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// headerHeld is how long an uploaded header is sent again by its media id, which
// WhatsApp keeps for 30 days.
const headerHeld = 24 * time.Hour

// headers are the media ids of templates' files by account and file: a campaign
// sends one to thousands, and WhatsApp needs it once.
type headers struct {
	mu   sync.Mutex
	held map[string]*header
}

// header is a file that WhatsApp has, or is being given by whoever has its turn.
type header struct {
	turn  chan struct{}
	file  File
	until time.Time
}

// of returns the entry of a key, and forgets those that are over.
func (h *headers) of(key string, now time.Time) *header {
	h.mu.Lock()
	defer h.mu.Unlock()
	if held := h.held[key]; held != nil {
		return held
	}
	for other, held := range h.held {
		select {
		case held.turn <- struct{}{}:
			if now.After(held.until) {
				delete(h.held, other)
			}
			<-held.turn
		default: // it is in use
		}
	}
	held := &header{turn: make(chan struct{}, 1)}
	h.held[key] = held
	return held
}

// header makes the file of a template's header one that WhatsApp can get at. A
// stored one is uploaded by the first who sends it; the others wait for that.
func (i *Inboxes) header(ctx context.Context, c *Channel, account Account, a conversation.Attachment) (*File, error) {
	if a.ID == "" || i.files == nil {
		return i.file(ctx, c, account, a)
	}
	now := time.Now
	if i.now != nil {
		now = i.now
	}
	held := i.headers.of(account.PhoneNumberID+"/"+a.ID, now())
	select {
	case held.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, &channels.NotSentError{Cause: &channels.PlainError{Words: "the file of the template was not uploaded in time", Err: ctx.Err()}}
	}
	defer func() { <-held.turn }()
	if now().After(held.until) {
		file, err := i.file(ctx, c, account, a)
		if err != nil {
			return nil, err
		}
		held.file, held.until = *file, now().Add(headerHeld)
	}
	file := held.file
	if a.Name != "" {
		file.Name = a.Name
	}
	return &file, nil
}
