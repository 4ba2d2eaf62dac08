package whatsapp

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

// Inboxes is the channel of inboxes whose account is a WhatsApp number:
//
//	Account                   the phone number id
//	Config["business_id"]     the WhatsApp Business Account
//	Config["graph_url"]       the API's address, "" for Meta's
//	Config["media_hosts"]     hosts of media beside it, separated by spaces, "" for WhatsApp's
//	Credentials["app_secret"], ["verify_token"], ["token"]
//
// It is a channels.Channel, Handshaker, Fetcher, Checker, Registrar and Presence.
type Inboxes struct {
	http  *http.Client
	files channels.Files
	now   func() time.Time
	// headers are the files of templates that WhatsApp has.
	headers headers
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
	return &Inboxes{http: outbound.NewClient(o.AllowPrivate), files: o.Files, now: o.Now, headers: headers{held: map[string]*header{}}}
}

// Decode verifies and decodes a webhook; see [Channel.Decode]. What concerns the
// business account and no single number is reported as of the inbox's.
func (i *Inboxes) Decode(inbox conversation.Inbox, header http.Header, body []byte) ([]provider.Event, error) {
	c, account, err := i.open(inbox)
	if err != nil {
		return nil, err
	}
	events, err := c.Decode(account, header, body)
	for at := range events {
		if events[at].Account == account.BusinessID {
			events[at].Account = account.PhoneNumberID
		}
	}
	return events, err
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

// Policy is what WhatsApp allows.
func (i *Inboxes) Policy() channels.Policy { return Policy() }

// RetriesUnknown reports false: WhatsApp cannot tell a repetition.
func (i *Inboxes) RetriesUnknown() bool { return false }

// Check asks WhatsApp about the number.
func (i *Inboxes) Check(ctx context.Context, inbox conversation.Inbox) (channels.AccountInfo, error) {
	c, account, err := i.open(inbox)
	if err != nil {
		return channels.AccountInfo{}, err
	}
	info, err := c.Check(ctx, account)
	if err != nil {
		return channels.AccountInfo{}, err
	}
	name := strings.TrimSpace(info.Name + " " + info.Phone)
	return channels.AccountInfo{
		Account: account.PhoneNumberID, Name: name,
		Detail: map[string]string{"phone": info.Phone, "quality": info.Quality, "limit": info.Limit},
	}, nil
}

// Register has the number's webhooks sent to an address.
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

// MarkRead shows the person that a message of theirs was read.
func (i *Inboxes) MarkRead(ctx context.Context, inbox conversation.Inbox, _ []conversation.Identity, externalID string) error {
	return i.mark(ctx, inbox, externalID, false)
}

// Typing shows that somebody writes, which WhatsApp ties to a message that was
// read.
func (i *Inboxes) Typing(ctx context.Context, inbox conversation.Inbox, _ []conversation.Identity, externalID string) error {
	return i.mark(ctx, inbox, externalID, true)
}

// React puts our reaction on a message of the person. A second one takes the place
// of the first, so that sending it again does no harm.
func (i *Inboxes) React(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, externalID, emoji string) error {
	c, account, err := i.open(inbox)
	if err != nil {
		return err
	}
	_, err = c.Send(ctx, account, Outgoing{To: to, Reaction: &Reaction{Target: externalID, Emoji: emoji}})
	return err
}

func (i *Inboxes) mark(ctx context.Context, inbox conversation.Inbox, externalID string, typing bool) error {
	c, account, err := i.open(inbox)
	if err != nil {
		return err
	}
	return c.MarkRead(ctx, account, externalID, typing)
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
		PhoneNumberID: inbox.Account, BusinessID: inbox.Config["business_id"],
		AppSecret:   graph.Secret(inbox.Credentials["app_secret"]),
		VerifyToken: graph.Secret(inbox.Credentials["verify_token"]),
		Token:       graph.Secret(inbox.Credentials["token"]),
	}
}
