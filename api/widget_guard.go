package api

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/channels/widget"
	"github.com/parleyhq/parley/conversation"
)

type (
	pageHandler    func(echo.Context, conversation.Inbox) error
	visitorHandler func(echo.Context, conversation.Inbox, conversation.Visitor) error
)

// forPage lets pages of the inbox's own sites in. A request without an origin is
// no page's, and has nothing that a page could have lent it.
func (h *widgetHandlers) forPage(next pageHandler) echo.HandlerFunc {
	return func(c echo.Context) error {
		request := c.Request()
		ctx := request.Context()
		id := c.Param("inbox")
		if !conversation.IsUUID(id) {
			return notFound()
		}
		header := c.Response().Header()
		// An answer for one site must not be shown to another.
		header.Add(echo.HeaderVary, echo.HeaderOrigin)
		header.Set("Cache-Control", "no-store")
		if err := h.limits.address(callOf(ctx).peer); err != nil {
			return err
		}
		inbox, err := h.store.GetInbox(ctx, id)
		if err != nil {
			return err
		}
		if inbox.Channel != conversation.ChannelWidget {
			return notFound()
		}
		if inbox.Locked != "" {
			return fmt.Errorf("%w: %s", conversation.ErrInboxLocked, inbox.Locked)
		}
		if origin := request.Header.Get(echo.HeaderOrigin); origin != "" {
			if !widget.Welcome(inbox, origin, h.origin) {
				return refuse(kindCrossOrigin, "This site is not in the inbox's list of origins.")
			}
			allow(c, origin)
		}
		return next(c, inbox)
	}
}

// allow tells the browser what a page may do. There are no credentials that the
// browser would send by itself, so none are allowed.
func allow(c echo.Context, origin string) {
	header := c.Response().Header()
	header.Set(echo.HeaderAccessControlAllowOrigin, origin)
	header.Set(echo.HeaderAccessControlAllowMethods, "GET, POST")
	header.Set(echo.HeaderAccessControlAllowHeaders, "Authorization, Content-Type, Last-Event-ID")
	header.Set(echo.HeaderAccessControlExposeHeaders, "Retry-After")
	header.Set(echo.HeaderAccessControlMaxAge, "7200")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// forVisitor lets in who has a token of the inbox.
func (h *widgetHandlers) forVisitor(next visitorHandler) echo.HandlerFunc {
	return h.forPage(func(c echo.Context, inbox conversation.Inbox) error {
		token, ok := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer ")
		if !ok {
			return refuse(kindUnauthenticated, "Send the visitor's token.")
		}
		visitor, _, err := widget.Open(inbox, token, h.now())
		if err != nil {
			return refuse(kindUnauthenticated, "The visitor's token is not valid any more.")
		}
		return next(c, inbox, visitor)
	})
}

// limited is the context of a request that takes no longer than it may.
func limited(c echo.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(c.Request().Context(), widgetTimeout)
}

// thread returns the visitor's conversation, "" while there is none. A visitor's
// token ends when the thread becomes a user's: who else has sat at that browser
// before is not to read on.
func (h *widgetHandlers) thread(ctx context.Context, inbox conversation.Inbox, v conversation.Visitor) (string, error) {
	t, err := h.store.VisitorThread(ctx, inbox.ID, v.Identity())
	switch {
	case errors.Is(err, conversation.ErrNotFound):
		return "", nil
	case err != nil:
		return "", err
	case t.Identified && v.UserID == "":
		return "", refuse(kindUnauthenticated, "The visitor is a user now, who has to be named.")
	default:
		return t.ConversationID, nil
	}
}
