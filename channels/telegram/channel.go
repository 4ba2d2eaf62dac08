// Package telegram is the channel for bots on Telegram's Bot API. It decodes the
// updates that Telegram posts, sends messages and files, fetches files, and sets
// the webhook up. Each call takes the account it is about; the package keeps
// nothing but its connections.
package telegram

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/parleyhq/parley/channels/outbound"
)

// Channel speaks with the Bot API.
type Channel struct {
	base        *url.URL
	http        *http.Client
	timeout     time.Duration
	now         func() time.Time
	maxDownload int64
}

// Options are the settings of a Channel.
type Options struct {
	// BaseURL is the API's address, "" for https://api.telegram.org.
	BaseURL string
	// MaxDownload is the most that is fetched of a file, 0 for 20 MB, which is the
	// most that Telegram gives bots.
	MaxDownload int64
	// HTTP makes the calls, nil for a client that dials public addresses only.
	HTTP *http.Client
	// Timeout bounds one call, from dialling to the end of the answer, 0 for 20 s.
	// Files have their own.
	Timeout time.Duration
	// Now is the clock, nil for the machine's.
	Now func() time.Time
}

// New returns a Channel. It fails if BaseURL is no http or https address.
func New(o Options) (*Channel, error) {
	if o.BaseURL == "" {
		o.BaseURL = "https://api.telegram.org"
	}
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || (base.Scheme != "https" && base.Scheme != "http") {
		return nil, errors.New("telegram: the base URL is no plain http or https address")
	}
	c := &Channel{base: base, http: o.HTTP, timeout: o.Timeout, now: o.Now, maxDownload: o.MaxDownload}
	if c.http == nil {
		c.http = outbound.NewClient(false)
	}
	// The address holds the token: a redirect would take it to whoever is named.
	own := *c.http
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.http = &own
	if c.timeout == 0 {
		c.timeout = 20 * time.Second
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.maxDownload == 0 {
		c.maxDownload = 20 << 20
	}
	return c, nil
}
