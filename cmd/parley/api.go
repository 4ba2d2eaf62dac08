package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/account/oidc"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/files"
	"github.com/parleyhq/parley/internal/codec"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/telemetry"
	"github.com/parleyhq/parley/migrations"
	"github.com/parleyhq/parley/store"
	"github.com/parleyhq/parley/web/dashboard"
	bundle "github.com/parleyhq/parley/web/widget"
)

// api serves HTTP until ctx ends. It starts without Temporal too: messages are
// taken in, and wait.
func (m *Main) api(ctx context.Context, args []string) error {
	c, l, err := m.configure("api", args, nil)
	if err != nil {
		return err
	}
	if err := c.RequireDatabase(); err != nil {
		return err
	}
	listener, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // closed already where it was served
	registry := telemetry.NewRegistry()
	st, err := store.Open(ctx, string(c.DatabaseURL), storeOptions(c))
	if err != nil {
		return err
	}
	defer st.Close()
	answers, err := newMatching(c, st)
	if err != nil {
		return err
	}
	// A worker does it too, whichever starts first.
	if _, err := answers.ensure(ctx); err != nil {
		l.Warn("nothing is known to match with yet", "error", err)
	}
	options, err := m.temporalOptions(c, l, registry)
	if err != nil {
		return err
	}
	temporal, err := client.NewLazyClient(options)
	if err != nil {
		return fmt.Errorf("settings of Temporal: %w", err)
	}
	defer temporal.Close()
	bucket, err := openBucket(ctx, c)
	if err != nil {
		return err
	}
	defer func() { _ = bucket.Close() }()
	server, err := newAPI(c, apiParts{ //nolint:contextcheck // its doorbell is drained at the end
		matching: answers, temporal: temporal, files: newLibrary(c, bucket, st), dsn: string(c.DatabaseURL),
		url: localURL(listener), registry: registry, log: l,
	})
	if err != nil {
		return err
	}
	l.Info("API serves", "version", buildVersion(), "address", listener.Addr().String())
	return server.Serve(ctx, listener)
}

// apiParts is what the API is made of.
type apiParts struct {
	matching *matching
	temporal client.Client
	files    *files.Library
	dsn      string
	// url is where the API is reached if PARLEY_PUBLIC_URL does not say.
	url      string
	registry *prometheus.Registry
	log      *slog.Logger
	// codecPass opens the codec endpoint to whoever puts it into the path: to the
	// private Temporal UI of parley dev, which can be given an address and no
	// credentials. "" for admins only.
	codecPass string
	// example says that the example page of the widget is shown.
	example bool
}

func newAPI(c config.Config, p apiParts) (*api.Server, error) {
	if c.PublicURL != "" {
		p.url = c.PublicURL
	}
	public, err := url.Parse(p.url)
	if err != nil {
		return nil, fmt.Errorf("public URL: %w", err)
	}
	metrics, err := api.NewMetrics(p.registry)
	if err != nil {
		return nil, fmt.Errorf("metrics of the API: %w", err)
	}
	pages, err := dashboard.Files()
	if err != nil {
		return nil, fmt.Errorf("dashboard: %w", err)
	}
	workflows := api.NewTemporal(p.temporal, c.TaskQueue)
	server, err := api.New(api.Config{PublicURL: public, TrustedProxies: c.TrustedProxies, Rules: c.Rules()}, api.Services{
		Store: apiStore{p.matching.store, p.matching.embedders.env}, Passwords: account.NewPasswords(), Provider: identityProvider(c),
		Workflows: workflows,
		Bell:      api.NewDoorbell(workflows, metrics, p.log),
		Channels:  newChannels(c, p.matching.store, p.files).api(),
		Dashboard: pages,
		Widget:    widgetFiles(p.example),
		Matcher:   p.matching.matcher, Chain: bounded{p.matching.chain, c.MatchTimeout}, Embedders: p.matching.embedders, Jobs: workflows,
		Files: p.files, Unavailable: store.Unavailable, Checks: checks(p),
		Metrics: metrics, Gatherer: p.registry, Log: p.log,
	})
	if err != nil {
		return nil, err
	}
	return server, mountCodec(server, c, p.codecPass)
}

// identityProvider is who else vouches for users, nil for nobody.
func identityProvider(c config.Config) api.IdentityProvider {
	if c.OIDCIssuer == "" {
		return nil
	}
	return oidc.New(oidc.Options{
		Issuer: c.OIDCIssuer, ClientID: c.OIDCClientID, ClientSecret: string(c.OIDCClientSecret), Name: c.OIDCName,
		RolesClaim: c.OIDCRolesClaim, Roles: c.OIDCRoles,
	})
}

// widgetFiles is the chat widget as the binary carries it.
func widgetFiles(example bool) api.WidgetFiles {
	shown := api.WidgetFiles{Script: bundle.Script}
	if example {
		shown.Demo = bundle.Demo
	}
	return shown
}

// codecPath is where the API decodes payloads for Temporal's UI and CLI.
const codecPath = "/codec/"

// mountCodec adds the codec endpoint where there are keys to decode with.
func mountCodec(server *api.Server, c config.Config, pass string) error {
	if len(c.CodecKeys) == 0 {
		return nil
	}
	decoding, err := codec.New(c.CodecKeys)
	if err != nil {
		return err
	}
	server.Mount(codecPath, codec.Endpoint(decoding, codec.EndpointOptions{
		Origin: c.CodecOrigin,
		Authorised: func(r *http.Request) bool {
			if pass != "" && subtle.ConstantTimeCompare([]byte(r.URL.Path), []byte(codecPath+pass+"/decode")) == 1 {
				return true
			}
			who, err := server.Principal(r)
			return err == nil && who.Is(account.Admin)
		},
	}))
	return nil
}

// checks is what the API cannot serve without.
func checks(p apiParts) []api.Check {
	return []api.Check{
		{Name: "postgres", Run: p.matching.store.Ping},
		{Name: "migrations", Run: migrated(p.dsn)},
		{Name: "temporal", Run: func(ctx context.Context) error {
			_, err := p.temporal.CheckHealth(ctx, nil)
			return err
		}},
	}
}

// migrated returns a check of the schema. A schema never goes back, so it is
// looked at until it is up to date once.
func migrated(dsn string) func(context.Context) error {
	var done atomic.Bool
	return func(ctx context.Context) error {
		if done.Load() {
			return nil
		}
		pending, err := migrations.Pending(ctx, dsn)
		if err != nil {
			return err
		}
		if pending > 0 {
			return errors.New("the database lacks migrations: run parley migrate")
		}
		done.Store(true)
		return nil
	}
}
