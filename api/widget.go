package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
	"github.com/parleyhq/parley/provider"
)

// Widgets is what the chat widget needs of the store.
type Widgets interface {
	live.Source
	GetInbox(ctx context.Context, id string) (conversation.Inbox, error)
	ListInboxes(ctx context.Context) ([]conversation.Inbox, error)
	// Receive stores what the brand's site says about who a visitor is.
	Receive(ctx context.Context, w provider.Webhook) ([]conversation.Accepted, error)
	// VisitorThread fails with conversation.ErrNotFound if there is none.
	VisitorThread(ctx context.Context, inboxID string, who conversation.Identity) (conversation.VisitorThread, error)
	VisitorMessages(ctx context.Context, conversationID string, before int64, limit int) (conversation.VisitorPage, error)
	// VisitorChanges fails with conversation.ErrNotFound if the visitor has to
	// start over.
	VisitorChanges(ctx context.Context, conversationID string, cursor uint64) (conversation.VisitorPage, error)
	VisitorReceipt(ctx context.Context, conversationID string, state conversation.MessageState, upTo string) error
	// VisitorHasFile says whether the visitor may see a file: it is in a message of
	// the thread that they may see.
	VisitorHasFile(ctx context.Context, conversationID, fileID string) (bool, error)
	AgentsOnline(ctx context.Context) (bool, error)
	Tell(ctx context.Context, n live.Note) error
}

// WidgetFiles are what the widget is made of in the browser.
type WidgetFiles struct {
	// Script is widget.js.
	Script []byte
	// Demo is the example page, nil where none is shown. See docs/widget.md.
	Demo []byte
}

// widgetHandlers serve browsers on the brands' own sites: public, without
// cookies, each visitor held to their own thread by a signed token. They stand
// beside openapi.yaml: their one client comes with them.
type widgetHandlers struct {
	store  Widgets
	ingest ingestHandlers
	hub    *live.Hub
	files  packedFiles
	// library stores what people send each other.
	library Files
	limits  *widgetLimits
	// origin is Parley's own.
	origin string
	now    func() time.Time
	log    *slog.Logger
}

func newWidgetHandlers(config Config, s Services, ingest ingestHandlers) *widgetHandlers {
	origin := url.URL{Scheme: config.PublicURL.Scheme, Host: config.PublicURL.Host}
	return &widgetHandlers{
		store: s.Store, ingest: ingest, hub: s.Live, files: pack(s.Widget), library: s.Files, limits: newWidgetLimits(config.WidgetLimits),
		origin: origin.String(), now: time.Now, log: s.Log,
	}
}

// routes registers everything. Whatever has a visitor as its last argument is
// for those who have a token.
func (h *widgetHandlers) routes(e *echo.Echo) {
	router := withHead{e}
	router.GET("/widget.js", h.script)
	if h.files.Demo != nil {
		router.GET("/widget-demo", h.demo)
	}
	const base = "/widget/:inbox"
	e.OPTIONS(base+"/*", h.forPage(func(c echo.Context, _ conversation.Inbox) error {
		return c.NoContent(http.StatusNoContent)
	}))
	e.GET(base+"/config", h.forPage(h.config))
	e.POST(base+"/session", h.forPage(h.session))
	e.GET(base+"/messages", h.forVisitor(h.history))
	e.POST(base+"/messages", h.forVisitor(h.send))
	e.POST(base+"/receipts", h.forVisitor(h.receipt))
	e.POST(base+"/typing", h.forVisitor(h.typing))
	e.POST(base+"/attachments", h.forVisitor(h.upload))
	router.GET(base+"/attachments/:file", h.forVisitor(h.download))
	e.GET(base+"/events", h.forVisitor(h.events))
}

// widgetTimeout bounds every request but the stream of events.
const widgetTimeout = 10 * time.Second
