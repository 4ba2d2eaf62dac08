package api

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
)

// Audience says who a conversation's end user is on their channel.
type Audience interface {
	// Audience fails with conversation.ErrNotFound.
	Audience(ctx context.Context, conversationID string) (conversation.Audience, error)
}

type presenceHandlers struct {
	conversations Conversations
	audience      Audience
	inboxes       Inboxes
	windows       windows
	teller        Teller
	signs         *signs
	log           *slog.Logger
}

// ShowTyping shows that the caller writes: to colleagues, and to the end user if
// they may.
func (h presenceHandlers) ShowTyping(ctx context.Context, r ShowTypingRequestObject) (ShowTypingResponseObject, error) {
	c, userID, err := h.seen(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if h.signs.take("colleagues "+c.ID+userID, agentTypingPause, time.Now()) {
		note := live.Note{Kind: live.KindAgentTyping, InboxID: c.InboxID, ConversationID: c.ID, UserID: userID}
		if err := h.teller.Tell(ctx, note); err != nil {
			return nil, err
		}
	}
	if c.ReplyBlocked(userID, h.windows.terms(c.Channel), time.Now()) == "" {
		h.show(ctx, c, channels.Presence.Typing, "typing", typingPause)
	}
	return ShowTyping204Response{}, nil
}

// ShowPresence tells colleagues that the caller looks at a conversation.
func (h presenceHandlers) ShowPresence(ctx context.Context, r ShowPresenceRequestObject) (ShowPresenceResponseObject, error) {
	if err := h.present(ctx, r.ID, live.KindLooking, "looks "); err != nil {
		return nil, err
	}
	return ShowPresence204Response{}, nil
}

// EndPresence tells them that the caller looks at it no more.
func (h presenceHandlers) EndPresence(ctx context.Context, r EndPresenceRequestObject) (EndPresenceResponseObject, error) {
	if err := h.present(ctx, r.ID, live.KindLeft, "left "); err != nil {
		return nil, err
	}
	return EndPresence204Response{}, nil
}

func (h presenceHandlers) present(ctx context.Context, id string, kind live.Kind, name string) error {
	c, userID, err := h.seen(ctx, id)
	if err != nil || !h.signs.take(name+c.ID+userID, lookingPause, time.Now()) {
		return err
	}
	return h.teller.Tell(ctx, live.Note{Kind: kind, InboxID: c.InboxID, ConversationID: c.ID, UserID: userID})
}

// MarkRead shows that the holder has read the messages so far.
func (h presenceHandlers) MarkRead(ctx context.Context, r MarkReadRequestObject) (MarkReadResponseObject, error) {
	c, userID, err := h.seen(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if c.Owner != nil && c.Owner.ID == userID {
		h.show(ctx, c, channels.Presence.MarkRead, "read", readPause)
	}
	return MarkRead204Response{}, nil
}

func (h presenceHandlers) seen(ctx context.Context, id string) (conversation.Summary, string, error) {
	user, err := userOf(ctx)
	if err != nil {
		return conversation.Summary{}, "", err
	}
	c, err := h.conversations.GetConversation(ctx, id)
	return c, user.ID, err
}

const (
	// typingPause is how long providers show that somebody types, or longer.
	typingPause = 5 * time.Second
	// agentTypingPause is how often colleagues are told that somebody writes.
	agentTypingPause = 2 * time.Second
	// lookingPause is how often colleagues are told that somebody looks.
	lookingPause = time.Second
	// readPause is how long one read mark stands for those that follow.
	readPause = time.Second
	// signTimeout bounds one call.
	signTimeout = 5 * time.Second
)

// sign is a method of channels.Presence.
type sign func(p channels.Presence, ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, externalID string) error

// show calls the provider behind the request's back. Whatever goes wrong, nobody
// waits for it.
func (h presenceHandlers) show(ctx context.Context, c conversation.Summary, s sign, name string, pause time.Duration) {
	presence, ok := h.windows[c.Channel].(channels.Presence)
	if !ok {
		return
	}
	ctx = context.WithoutCancel(ctx)
	h.signs.give(name+" "+c.ID, pause, time.Now(), func() {
		ctx, cancel := context.WithTimeout(ctx, signTimeout)
		defer cancel()
		to, err := h.audience.Audience(ctx, c.ID)
		if err == nil && !to.Blocked && to.LatestID != "" {
			var inbox conversation.Inbox
			if inbox, err = h.inboxes.GetInbox(ctx, to.InboxID); err == nil {
				err = s(presence, ctx, inbox, to.Identities, to.LatestID)
			}
		}
		if err != nil {
			h.log.Debug("presence not shown", "conversation", c.ID, "sign", name)
		}
	})
}

// signs gives each sign once in a while, a few at a time, and lets go what is too
// much: none of them matters.
type signs struct {
	mu    sync.Mutex
	given map[string]time.Time
	slots chan struct{}
}

// mostSigns bounds the calls under way, and what is remembered of those before.
const mostSigns = 16

func newSigns() *signs {
	return &signs{given: map[string]time.Time{}, slots: make(chan struct{}, mostSigns)}
}

func (s *signs) give(key string, pause time.Duration, now time.Time, do func()) {
	if !s.take(key, pause, now) {
		return
	}
	select {
	case s.slots <- struct{}{}:
		go func() {
			defer func() { <-s.slots }()
			do()
		}()
	default:
	}
}

// take reports whether the sign has not been given for a pause.
func (s *signs) take(key string, pause time.Duration, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.given[key]) {
		return false
	}
	if len(s.given) > 100*mostSigns {
		for k, until := range s.given {
			if !now.Before(until) {
				delete(s.given, k)
			}
		}
	}
	s.given[key] = now.Add(pause)
	return true
}
