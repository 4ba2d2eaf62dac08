package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// sessionRequest says who comes: nobody yet, a visitor with the token of last
// time, a user that the brand's server vouches for.
type sessionRequest struct {
	Token string       `json:"token"`
	User  *sessionUser `json:"user"`
}

type sessionUser struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Hash is widget.UserHash of ID.
	Hash string `json:"hash"`
}

type sessionAnswer struct {
	Token      string `json:"token"`
	Identified bool   `json:"identified"`
	// Resumed says that the visitor of the given token, or the user, goes on.
	Resumed bool `json:"resumed"`
}

// session makes a token, with every call a new one. A visitor who turns out to be
// a user takes their thread along.
func (h *widgetHandlers) session(c echo.Context, inbox conversation.Inbox) error {
	ctx, cancel := limited(c)
	defer cancel()
	r, err := readWidget[sessionRequest](c)
	if err != nil {
		return err
	}
	before, _, err := widget.Open(inbox, r.Token, h.now())
	known := err == nil && before.UserID == ""
	var who conversation.Visitor
	if r.User != nil {
		who, err = h.identify(ctx, inbox, *r.User, before, known)
	} else {
		who, err = h.visitor(ctx, inbox, before, known)
	}
	if err != nil {
		return err
	}
	token, err := widget.Token(inbox, who, h.now())
	if err != nil {
		return fmt.Errorf("make token: %w", err)
	}
	return c.JSON(http.StatusOK, sessionAnswer{
		Token: token, Identified: who.UserID != "", Resumed: who.UserID != "" || who.ID == before.ID,
	})
}

// visitor goes on as the visitor of last time, unless their thread is a user's by
// now: a browser that nobody is logged in at does not get to see it.
func (h *widgetHandlers) visitor(
	ctx context.Context, inbox conversation.Inbox, before conversation.Visitor, known bool,
) (conversation.Visitor, error) {
	if !known {
		return widget.NewVisitor(), nil
	}
	t, err := h.store.VisitorThread(ctx, inbox.ID, before.Identity())
	if err != nil && !errors.Is(err, conversation.ErrNotFound) {
		return conversation.Visitor{}, err
	}
	if t.Identified {
		return widget.NewVisitor(), nil
	}
	return before, nil
}

// identify returns the user, who gets what they wrote as a visitor; not what
// somebody else did, who was identified at the same browser.
func (h *widgetHandlers) identify(
	ctx context.Context, inbox conversation.Inbox, u sessionUser, before conversation.Visitor, known bool,
) (conversation.Visitor, error) {
	var f fields
	f.id("user.id", u.ID, conversation.MaxID)
	f.id("user.name", u.Name, conversation.MaxID)
	if strings.TrimSpace(u.ID) == "" {
		f.add("user.id", "is empty")
	}
	if err := f.err(); err != nil {
		return conversation.Visitor{}, err
	}
	if !widget.Vouched(inbox, u.ID, u.Hash) {
		return conversation.Visitor{}, refuse(kindUnauthenticated, "The user's hash is missing or wrong.")
	}
	user := conversation.Visitor{UserID: u.ID, Name: strings.TrimSpace(u.Name)}
	if !known {
		return user, nil
	}
	t, err := h.store.VisitorThread(ctx, inbox.ID, before.Identity())
	if errors.Is(err, conversation.ErrNotFound) || t.Identified {
		return user, nil
	}
	if err != nil {
		return conversation.Visitor{}, err
	}
	return user, h.join(ctx, inbox, before.Identity(), user.Identity())
}

// join makes one thread of a visitor's and a user's.
func (h *widgetHandlers) join(ctx context.Context, inbox conversation.Inbox, visitor, user conversation.Identity) error {
	at := h.now().UTC()
	change := provider.IdentityChange{
		Key:  "identified/" + visitor.Value,
		From: []provider.Identity{visitor}, To: []provider.Identity{user}, At: at,
	}
	body, err := json.Marshal(map[string]any{"type": "identified", "at": at})
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	accepted, err := h.store.Receive(ctx, provider.Webhook{
		InboxID: inbox.ID, Body: body,
		Events:  []provider.Event{{Account: inbox.Account, Change: &change}},
		Inboxes: map[string]string{inbox.Account: inbox.ID},
	})
	if err != nil {
		return fmt.Errorf("join threads: %w", err)
	}
	h.ingest.announce(accepted)
	return nil
}
