package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
)

// Config is what an operator decides about the API.
type Config struct {
	// PublicURL is the address people reach the API under. With https, session
	// cookies are sent over TLS only; with http they are set on loopback
	// addresses only.
	PublicURL *url.URL
	// TrustedProxies are the networks whose X-Forwarded-For is believed. Empty:
	// the peer of the connection is the client.
	TrustedProxies []*net.IPNet
	// Rules are what conversations live by where admins have set nothing.
	Rules conversation.Rules
	// WidgetLimits bound what the widgets of web sites may ask.
	WidgetLimits WidgetLimits
	// StreamBeat is how long a stream of agents says nothing, 0 for 15 seconds.
	StreamBeat time.Duration
}

// Store is what the API keeps in the database; package store implements it.
type Store interface {
	Credentials
	SessionUsers
	Sessions
	Identities
	Users
	Invitations
	Audit
	Keys
	Inboxes
	Mailbox
	Conversations
	Notes
	StoredFiles
	Fates
	Audience
	Reactions
	Drafts
	FAQs
	Export
	Imports
	Replays
	Suggestions
	QuickReplies
	Campaigns
	Contacts
	Templates
	Calendars
	Chain
	Embedders
	Settings
	Demos
	Serving
	Saved
	Decisions
	Reports
	IdempotencyKeys
	Refetch
	Widgets
	live.Ledger
	Unread
	Views
	CannedResponses
	Mentions
}

// Services is what the API stands on.
type Services struct {
	Store     Store
	Passwords Passwords
	// Provider vouches for people who log in without a password here, nil for
	// passwords only.
	Provider  IdentityProvider
	Workflows Workflows
	Bell      Bell
	Channels  map[conversation.Channel]Channel
	Matcher   Matcher
	Chain     ChainRunner
	Jobs      Jobs
	Embedders Opener
	Files     Files
	// Live hands out what happens to those who are connected, nil for a hub of the
	// server's own. It is fed while the server serves.
	Live *live.Hub
	// Dashboard is what the pages of agents are made of, nil for none: index.html
	// and its assets.
	Dashboard fs.FS
	// Widget is what the chat widget is made of.
	Widget WidgetFiles
	// Patience is how long requests wait for jobs, nil for as long as is usual.
	Patience *Patience
	// Unavailable reports whether an error of the store says that the database
	// cannot be used now.
	Unavailable func(error) bool
	Checks      []Check
	Metrics     *Metrics
	// Gatherer is what /metrics shows.
	Gatherer prometheus.Gatherer
	Log      *slog.Logger
}

// Server is the HTTP interface.
type Server struct {
	echo   *echo.Echo
	guard  guard
	mounts []mount
	bell   Bell
	live   *live.Hub
	feed   *live.Feed
	source live.Source
	log    *slog.Logger
}

// New builds a server. It fails if openapi.yaml and the role table do not have
// the same operations.
func New(config Config, s Services) (*Server, error) {
	cookie := cookieFor(config.PublicURL)
	if cookie.name == "" {
		s.Log.Warn("no session cookies: the public URL is neither https nor a loopback address")
	}
	sameSite := http.NewCrossOriginProtection()
	origin := url.URL{Scheme: config.PublicURL.Scheme, Host: config.PublicURL.Host}
	if err := sameSite.AddTrustedOrigin(origin.String()); err != nil {
		return nil, fmt.Errorf("public URL: %w", err)
	}
	if s.Live == nil {
		s.Live = live.NewHub()
	}
	e := echo.New()
	e.IPExtractor = clientAddress(config.TrustedProxies)
	e.Binder = strictBinder{}
	observe := observer{log: s.Log, metrics: s.Metrics, secure: cookie.secure, unavailable: s.Unavailable}
	pages, err := newDashboard(s.Dashboard)
	if err != nil {
		return nil, err
	}
	e.Use(observe.wrap, pages.wrap)

	guarding := guard{s.Store, &crowd{Credentials: s.Store, sessions: s.Store}, cookie, sameSite}
	chains, err := operations(guarding, once{s.Store, s.Log})
	if err != nil {
		return nil, err
	}
	feed := live.NewFeed(s.Live, s.Store)
	handlers := newHandlers(config, s, guarding, feed)
	RegisterHandlersWithOptions(withHead{e}, NewStrictHandler(handlers, nil),
		RegisterHandlersOptions{OperationMiddlewares: chains})
	newWidgetHandlers(config, s, handlers.ingestHandlers).routes(e)
	return &Server{echo: e, guard: guarding, bell: s.Bell, live: s.Live, feed: feed, source: s.Store, log: s.Log}, nil
}

// withHead answers HEAD wherever GET is answered (RFC 9110, section 9.1).
type withHead struct{ *echo.Echo }

// GET registers a handler for both.
func (r withHead) GET(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route {
	r.HEAD(path, h, m...)
	return r.Echo.GET(path, h, m...)
}

// operations returns the middleware of every operation in openapi.yaml.
func operations(g guard, o once) (map[string][]echo.MiddlewareFunc, error) {
	document, err := contract()
	if err != nil {
		return nil, err
	}
	table := rules()
	chains := make(map[string][]echo.MiddlewareFunc, len(table))
	for path, item := range document.Paths.Map() {
		for method, operation := range item.Operations() {
			id := operation.OperationID
			r, ok := table[id]
			if !ok {
				return nil, fmt.Errorf("%s %s (%s) has no row in the role table", method, path, id)
			}
			chain := []echo.MiddlewareFunc{withTimeout(r.timeout), g.require(r), inputOf(item, operation, r).check(r.limit)}
			if operation.Parameters.GetByInAndName(openapi3.ParameterInHeader, headerIdempotencyKey) != nil {
				chain = append(chain, o.wrap)
			}
			chains[id] = chain
		}
	}
	for id := range table {
		if chains[id] == nil {
			return nil, fmt.Errorf("%s is in the role table and not in openapi.yaml", id)
		}
	}
	return chains, nil
}

func withTimeout(limit time.Duration) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			ctx, cancel := context.WithTimeout(c.Request().Context(), limit)
			defer cancel()
			c.SetRequest(c.Request().WithContext(ctx))
			return next(c)
		}
	}
}

// clientAddress believes nobody but the connection itself, unless told whom.
func clientAddress(proxies []*net.IPNet) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, network := range proxies {
		trust = append(trust, echo.TrustIPRange(network))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// drainTimeout is how long requests in flight may take once the server stops,
// bellTimeout how long their rings may.
const (
	drainTimeout = 20 * time.Second
	bellTimeout  = 5 * time.Second
)

// Serve answers requests on a listener until ctx ends. It then takes no more,
// finishes those in flight, and sends the rings they left behind.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	// It ends the streams of events when the server stops; nothing else would.
	var listening sync.WaitGroup
	defer listening.Wait()
	hearing, stopHearing := context.WithCancel(ctx)
	defer stopHearing()
	listening.Go(func() { s.live.Run(hearing, s.source, s.log) })
	listening.Go(func() { s.feed.Run(hearing, s.log) })
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	err := server.Shutdown(stopping)
	if err != nil {
		err = errors.Join(fmt.Errorf("finish requests: %w", err), server.Close())
	}
	ringing, cancel := context.WithTimeout(context.WithoutCancel(ctx), bellTimeout)
	defer cancel()
	return errors.Join(err, s.bell.Drain(ringing))
}
