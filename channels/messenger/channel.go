// Package messenger is the channel for Facebook pages on the Messenger Platform.
// It decodes Meta's webhooks, sends messages, fetches and uploads files, and
// knows what the platform allows. Each call takes the account it is about; the
// package keeps nothing but its connections.
package messenger

import (
	"net/http"
	"net/url"
	"time"

	"github.com/parleyhq/parley/channels/graph"
)

// Channel speaks with the Messenger Platform.
type Channel struct {
	api         *graph.Client
	table       graph.Table
	maxDownload int64
}

// Options are the settings of a Channel.
type Options struct {
	// BaseURL and Version are the API's address and version, "" for the usual.
	BaseURL string
	Version string
	// MediaHosts are the hosts files are fetched from, beside that of BaseURL; nil
	// for those of Facebook's own network.
	MediaHosts []string
	// MaxDownload is the most that is fetched of a file, 0 for 100 MB.
	MaxDownload int64
	// HTTP makes the calls, nil for a client that dials public addresses only.
	HTTP *http.Client
	// Timeout bounds one call, 0 for 20 s.
	Timeout time.Duration
	// Now is the clock, nil for the machine's.
	Now func() time.Time
}

// New returns a Channel. It fails if BaseURL is no http or https address.
func New(o Options) (*Channel, error) {
	if o.MediaHosts == nil {
		o.MediaHosts = []string{".fbcdn.net", ".fbsbx.com"}
	}
	api, err := graph.NewClient(graph.Options{
		BaseURL: o.BaseURL, Version: o.Version, MediaHosts: o.MediaHosts, HTTP: o.HTTP, Timeout: o.Timeout, Now: o.Now,
	})
	if err != nil {
		return nil, err
	}
	if o.MaxDownload == 0 {
		o.MaxDownload = 100 << 20
	}
	return &Channel{api: api, table: errorTable(), maxDownload: o.MaxDownload}, nil
}

// Handshake answers the request by which Meta verifies the webhook's address:
// with the body, as text/plain. It fails with channels.ErrHandshake (403).
func (c *Channel) Handshake(account Account, query url.Values) (body string, err error) {
	return graph.Handshake(account.VerifyToken, query)
}
