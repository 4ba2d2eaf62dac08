package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/files"
)

// The longest times a match may take: a local one runs inside a local activity,
// which is started again after ten seconds.
const (
	longestLocalMatch  = 8 * time.Second
	longestRemoteMatch = 30 * time.Second
)

// leastSuggestionsEvery keeps a search for suggestions from following the last
// one.
const leastSuggestionsEvery = time.Minute

// validate checks what types alone cannot.
func (c Config) validate() error {
	return errors.Join(
		c.validateDatabase(),
		c.validateAddresses(),
		c.validateTimes(),
		c.validateMatching(),
		c.validateFiles(),
		c.validateDev(),
		c.validateBootstrap(),
		c.validateOIDC(),
	)
}

func (c Config) validateDatabase() error {
	if c.DatabaseConns < leastDatabaseConns || c.DatabaseConns > mostDatabaseConns {
		return bad("DATABASE_CONNS", fmt.Sprintf("want a number from %d to %d", leastDatabaseConns, mostDatabaseConns))
	}
	return nil
}

// Fewer connections leave no room for searches beside the rest; Postgres takes no
// more than so many.
const (
	leastDatabaseConns = 4
	mostDatabaseConns  = 1 << 18
)

func (c Config) validateAddresses() error {
	var errs []error
	if !isListenAddress(c.Addr) {
		errs = append(errs, bad("ADDR", "want host:port, such as 127.0.0.1:8080"))
	}
	if c.MetricsAddr != "" && !isListenAddress(c.MetricsAddr) {
		errs = append(errs, bad("METRICS_ADDR", "want host:port, such as 127.0.0.1:9090"))
	}
	if c.PublicURL != "" && !isOrigin(c.PublicURL) {
		errs = append(errs, bad("PUBLIC_URL", "want http:// or https:// with a host and nothing after it"))
	}
	if c.CodecOrigin != "" && !isOrigin(c.CodecOrigin) {
		errs = append(errs, bad("CODEC_ORIGIN", "want http:// or https:// with a host and nothing after it"))
	}
	return errors.Join(errs...)
}

func (c Config) validateTimes() error {
	var errs []error
	for _, d := range []struct {
		key   string
		value time.Duration
	}{{"WINDOW", c.Window}, {"LEASE", c.Lease}, {"MATCH_TIMEOUT", c.MatchTimeout}} {
		if d.value <= 0 {
			errs = append(errs, bad(d.key, "must be more than 0"))
		}
	}
	if c.Debounce < 0 {
		errs = append(errs, bad("DEBOUNCE", "must not be negative"))
	}
	if c.KeepOwner < 0 {
		errs = append(errs, bad("KEEP_OWNER", "must not be negative"))
	}
	if c.WebhookRetention < 0 {
		errs = append(errs, bad("WEBHOOK_RETENTION", "must not be negative"))
	}
	if c.SuggestionsEvery != 0 && c.SuggestionsEvery < leastSuggestionsEvery {
		errs = append(errs, bad("SUGGESTIONS_EVERY", "must be 0 or at least "+leastSuggestionsEvery.String()))
	}
	longest := longestLocalMatch
	if c.Embedder == EmbedderOpenAI {
		longest = longestRemoteMatch
	}
	if c.MatchTimeout > longest {
		errs = append(errs, bad("MATCH_TIMEOUT", "must be at most "+longest.String()+" with this EMBEDDER"))
	}
	return errors.Join(errs...)
}

func (c Config) validateMatching() error {
	var errs []error
	switch c.Embedder {
	case EmbedderLocal:
	case EmbedderOpenAI:
		errs = append(errs, c.validateOpenAI())
	default:
		errs = append(errs, bad("EMBEDDER", "want local or openai"))
	}
	return errors.Join(errs...)
}

func (c Config) validateOpenAI() error {
	var errs []error
	if base, err := url.Parse(c.OpenAIBaseURL); err != nil || !isWeb(base) {
		errs = append(errs, bad("OPENAI_BASE_URL", "want http:// or https:// with a host; required with EMBEDDER=openai"))
	} else if base.User != nil {
		// The address is shown and logged.
		errs = append(errs, bad("OPENAI_BASE_URL", "must hold no user and password; the key belongs in OPENAI_API_KEY"))
	}
	if c.OpenAIModel == "" {
		errs = append(errs, bad("OPENAI_MODEL", "required with EMBEDDER=openai"))
	}
	if c.OpenAIDimensions < 1 {
		errs = append(errs, bad("OPENAI_DIMENSIONS", "want a number above 0; required with EMBEDDER=openai"))
	}
	return errors.Join(errs...)
}

func (c Config) validateFiles() error {
	var errs []error
	if problem := files.CheckAddress(c.FilesURL); c.FilesURL != "" && problem != "" {
		errs = append(errs, bad("FILES_URL", problem))
	}
	if c.MaxFileMB < 1 || c.MaxFileMB > mostFileMB {
		errs = append(errs, bad("MAX_FILE_MB", fmt.Sprintf("want a number from 1 to %d", mostFileMB)))
	}
	return errors.Join(errs...)
}

// No channel takes more, and a form's length is counted in 32 bits by some.
const mostFileMB = 2048

func (c Config) validateDev() error {
	var errs []error
	for key, port := range map[string]*int{
		"DEV_TEMPORAL_PORT": c.DevTemporalPort, "DEV_TEMPORAL_UI_PORT": c.DevTemporalUIPort,
	} {
		if port != nil && (*port < 0 || *port > 65535) {
			errs = append(errs, bad(key, "want a port from 0 to 65535"))
		}
	}
	return errors.Join(errs...)
}

func (c Config) validateBootstrap() error {
	switch {
	case c.BootstrapAdminEmail == "" && c.BootstrapAdminPassword == "":
		return nil
	case c.BootstrapAdminEmail == "":
		return bad("BOOTSTRAP_ADMIN_EMAIL", "required with BOOTSTRAP_ADMIN_PASSWORD")
	case c.BootstrapAdminPassword == "":
		return bad("BOOTSTRAP_ADMIN_PASSWORD", "required with BOOTSTRAP_ADMIN_EMAIL")
	case account.CheckPassword(string(c.BootstrapAdminPassword)) != nil:
		return bad("BOOTSTRAP_ADMIN_PASSWORD", "want at least 8 characters")
	}
	return nil
}

func (c Config) validateOIDC() error {
	if c.OIDCIssuer == "" {
		if c.OIDCClientID != "" || c.OIDCClientSecret != "" || len(c.OIDCRoles) > 0 {
			return bad("OIDC_ISSUER", "required with OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_ROLES")
		}
		return nil
	}
	var errs []error
	if issuer, err := url.Parse(c.OIDCIssuer); err != nil || !isWeb(issuer) || issuer.User != nil ||
		(issuer.Scheme != "https" && !isLoopback(issuer.Hostname())) {
		errs = append(errs, bad("OIDC_ISSUER", "want https:// with a host, or http:// on a loopback address"))
	}
	if c.OIDCClientID == "" {
		errs = append(errs, bad("OIDC_CLIENT_ID", "required with OIDC_ISSUER"))
	}
	if c.OIDCClientSecret == "" {
		errs = append(errs, bad("OIDC_CLIENT_SECRET", "required with OIDC_ISSUER"))
	}
	return errors.Join(errs...)
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// RequireDatabase returns an error unless there is a database to use.
func (c Config) RequireDatabase() error {
	if c.DatabaseURL == "" {
		return bad("DATABASE_URL", "required: a Postgres with pgvector")
	}
	return nil
}

func bad(key, reason string) error { return &KeyError{Key: Prefix + key, Reason: reason} }

func isListenAddress(address string) bool {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && isWeb(u) && u.User == nil && u.Path == "" && u.RawQuery == "" && u.Fragment == ""
}

func isWeb(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }
