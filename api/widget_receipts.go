package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
)

type widgetReceipt struct {
	State string `json:"state"`
	// UpTo is the latest message it is about.
	UpTo string `json:"up_to"`
}

// receipt notes what has reached the visitor, and what they have looked at.
func (h *widgetHandlers) receipt(c echo.Context, inbox conversation.Inbox, v conversation.Visitor) error {
	ctx, cancel := limited(c)
	defer cancel()
	r, err := readWidget[widgetReceipt](c)
	if err != nil {
		return err
	}
	state := conversation.MessageState(r.State)
	var f fields
	if state != conversation.MessageDelivered && state != conversation.MessageRead {
		f.add("state", "must be delivered or read")
	}
	if !conversation.IsUUID(r.UpTo) {
		f.add("up_to", "is no id")
	}
	if err := f.err(); err != nil {
		return err
	}
	id, err := h.thread(ctx, inbox, v)
	if err != nil {
		return err
	}
	if id != "" {
		if err := h.store.VisitorReceipt(ctx, id, state, r.UpTo); err != nil {
			return err
		}
	}
	return c.NoContent(http.StatusNoContent)
}

// typing tells whoever looks at the conversation that the visitor writes. It is
// best effort: too much of it is passed over.
func (h *widgetHandlers) typing(c echo.Context, inbox conversation.Inbox, v conversation.Visitor) error {
	ctx, cancel := limited(c)
	defer cancel()
	id, err := h.thread(ctx, inbox, v)
	if err != nil {
		return err
	}
	if id != "" && h.limits.typing(id) {
		note := live.Note{Kind: live.KindTyping, InboxID: inbox.ID, ConversationID: id, Party: live.PartyContact}
		if err := h.store.Tell(ctx, note); err != nil {
			return err
		}
	}
	return c.NoContent(http.StatusNoContent)
}
