package messenger

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/channels/outbound"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Inboxes is the channel of inboxes whose account is a Facebook page:
//
//	Account                   the page id
//	Config["app_id"]          the Meta app
//	Config["graph_url"]       the API's address, "" for Meta's
//	Config["media_hosts"]     hosts of files beside it, separated by spaces, "" for Facebook's
//	Credentials["app_secret"], ["verify_token"], ["token"]
//
// It is a channels.Channel, Handshaker, Fetcher, Checker, Registrar, Presence
// and Namer.
type Inboxes struct {
	http  *http.Client
	files channels.Files
	now   func() time.Time
}

// InboxOptions are the settings of Inboxes.
type InboxOptions struct {
	// AllowPrivate lets graph_url lead to loopback and private networks, for
	// development and for gateways that stand beside Parley.
	AllowPrivate bool
	// Files opens the files to send, nil where none are sent.
	Files channels.Files
	// Now is the clock, nil for the machine's.
	Now func() time.Time
}

// NewInboxes returns the channel.
func NewInboxes(o InboxOptions) *Inboxes {
	return &Inboxes{http: outbound.NewClient(o.AllowPrivate), files: o.Files, now: o.Now}
}

// Decode verifies and decodes a webhook; see [Channel.Decode].
func (i *Inboxes) Decode(inbox conversation.Inbox, header http.Header, body []byte) ([]provider.Event, error) {
	c, account, err := i.open(inbox)
	if err != nil {
		return nil, err
	}
	return c.Decode(account, header, body)
}

// Sign returns the header of a webhook that the inbox's app has signed.
func (i *Inboxes) Sign(inbox conversation.Inbox, body []byte) http.Header {
	header := http.Header{}
	header.Set(graph.SignatureHeader, graph.Sign(AccountOf(inbox).AppSecret, body))
	return header
}

// Handshake answers Meta's request to verify the webhook's address.
func (i *Inboxes) Handshake(inbox conversation.Inbox, query url.Values) (string, error) {
	account := AccountOf(inbox)
	if err := account.Validate(); err != nil {
		return "", err
	}
	return graph.Handshake(account.VerifyToken, query)
}

// Policy is what Messenger allows.
func (i *Inboxes) Policy() channels.Policy { return Policy() }

// RetriesUnknown reports false: Messenger cannot tell a repetition.
func (i *Inboxes) RetriesUnknown() bool { return false }

// Check asks Meta about the page.
func (i *Inboxes) Check(ctx context.Context, inbox conversation.Inbox) (channels.AccountInfo, error) {
	c, account, err := i.open(inbox)
	if err != nil {
		return channels.AccountInfo{}, err
	}
	info, err := c.Check(ctx, account)
	if err != nil {
		return channels.AccountInfo{}, err
	}
	return channels.AccountInfo{
		Account: account.PageID, Name: info.Name, Detail: map[string]string{"webhook_fields": strings.Join(info.Fields, " ")},
	}, nil
}

// Register has the page's webhooks sent to an address.
func (i *Inboxes) Register(ctx context.Context, inbox conversation.Inbox, callbackURL string) error {
	c, account, err := i.open(inbox)
	if err != nil {
		return err
	}
	return c.Register(ctx, account, callbackURL)
}

// Fetch writes a file of an inbound message.
func (i *Inboxes) Fetch(ctx context.Context, inbox conversation.Inbox, a conversation.Attachment, w io.Writer) error {
	c, account, err := i.open(inbox)
	if err != nil {
		return err
	}
	_, err = c.Fetch(ctx, account, a, w)
	return err
}

// Name asks Messenger what somebody is called.
func (i *Inboxes) Name(ctx context.Context, inbox conversation.Inbox, who []conversation.Identity) (string, error) {
	c, account, err := i.open(inbox)
	if err != nil {
		return "", err
	}
	for _, id := range who {
		if id.Kind == provider.MessengerUser {
			person, err := c.Profile(ctx, account, id)
			return person.Name, err
		}
	}
	return "", nil
}

// MarkRead shows the person that what they wrote was read. Messenger marks all of
// it, so the message's id is not asked for.
func (i *Inboxes) MarkRead(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, _ string) error {
	c, account, err := i.open(inbox)
	if err != nil {
		return err
	}
	return c.MarkRead(ctx, account, to)
}

// Typing shows that somebody writes.
func (i *Inboxes) Typing(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, _ string) error {
	c, account, err := i.open(inbox)
	if err != nil {
		return err
	}
	return c.Typing(ctx, account, to)
}

// open returns the inbox's account and a channel to where it is kept.
func (i *Inboxes) open(inbox conversation.Inbox) (*Channel, Account, error) {
	account := AccountOf(inbox)
	if err := account.Validate(); err != nil {
		return nil, account, err
	}
	o := Options{BaseURL: inbox.Config["graph_url"], HTTP: i.http, Now: i.now}
	if hosts := strings.Fields(inbox.Config["media_hosts"]); len(hosts) > 0 {
		o.MediaHosts = hosts
	}
	c, err := New(o)
	if err != nil {
		return nil, account, reject("the inbox's graph_url cannot be used")
	}
	return c, account, nil
}

// AccountOf reads an account from an inbox.
func AccountOf(inbox conversation.Inbox) Account {
	return Account{
		PageID: inbox.Account, AppID: inbox.Config["app_id"],
		AppSecret:   graph.Secret(inbox.Credentials["app_secret"]),
		VerifyToken: graph.Secret(inbox.Credentials["verify_token"]),
		Token:       graph.Secret(inbox.Credentials["token"]),
	}
}
