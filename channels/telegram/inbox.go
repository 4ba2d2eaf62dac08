package telegram

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/outbound"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Inboxes is the channel of inboxes whose account is a Telegram bot:
//
//	Account                          the bot's id, which begins its token
//	Config["api_url"]                the API's address, "" for Telegram's
//	Credentials["token"], ["secret"]
//
// It is a channels.Channel, Fetcher, Checker, Registrar, Presence, Acknowledger and Reactor.
type Inboxes struct {
	http  *http.Client
	files channels.Files
}

// InboxOptions are the settings of Inboxes.
type InboxOptions struct {
	// AllowPrivate lets api_url lead to loopback and private networks, for
	// development and for a Bot API server that stands beside Parley.
	AllowPrivate bool
	// Files opens the files to send, nil where none are sent.
	Files channels.Files
}

// NewInboxes returns the channel.
func NewInboxes(o InboxOptions) *Inboxes {
	return &Inboxes{http: outbound.NewClient(o.AllowPrivate), files: o.Files}
}

// Decode is that of Channel.
func (i *Inboxes) Decode(inbox conversation.Inbox, header http.Header, body []byte) ([]provider.Event, error) {
	c, err := i.channel(inbox)
	if err != nil {
		return nil, err
	}
	return c.Decode(accountOf(inbox), header, body)
}

// Sign returns the header of an update, which does not depend on its body.
func (i *Inboxes) Sign(inbox conversation.Inbox, _ []byte) http.Header {
	header := http.Header{}
	header.Set(SecretHeader, string(accountOf(inbox).Secret))
	return header
}

// Send makes one attempt, with the message's files from the store.
func (i *Inboxes) Send(ctx context.Context, d conversation.Dispatch) (channels.Sent, error) {
	c, err := i.channel(d.Inbox)
	if err != nil {
		return channels.Sent{}, err
	}
	if d.Template != nil {
		return channels.Sent{}, reject("Telegram has no templates: send a text")
	}
	m := Outgoing{To: d.Identities, ReplyTo: d.Message.ReplyTo, Text: d.Message.Text}
	for _, a := range d.Message.Attachments {
		file, closer, err := i.open(ctx, a)
		if err != nil {
			return channels.Sent{}, err
		}
		defer func() { _ = closer.Close() }()
		m.Files = append(m.Files, file)
	}
	return c.Send(ctx, accountOf(d.Inbox), m)
}

// open opens a stored file; one that is only an address is left to Telegram.
func (i *Inboxes) open(ctx context.Context, a conversation.Attachment) (File, io.Closer, error) {
	if a.ID == "" {
		return File{Kind: kindOf(a), Name: a.Name, MIME: a.MIME, URL: a.URL}, io.NopCloser(nil), nil
	}
	if i.files == nil {
		return File{}, nil, reject("this deployment stores no files")
	}
	content, stored, err := i.files.Open(ctx, a.ID)
	if err != nil {
		return File{}, nil, &channels.NotSentError{Cause: &channels.PlainError{Words: "the file could not be read", Err: err}}
	}
	return File{Kind: kindOf(stored), Name: stored.Name, MIME: stored.MIME, Size: stored.Size, Content: content}, content, nil
}

// kindOf goes by the type where nobody says how people are to see the file.
func kindOf(a conversation.Attachment) provider.Kind {
	if a.Kind != "" {
		return a.Kind
	}
	kind, _ := Policy().KindFor(a.MIME)
	return kind
}

// Policy is what Telegram allows.
func (*Inboxes) Policy() channels.Policy { return Policy() }

// RetriesUnknown is false: Telegram cannot tell a repetition.
func (*Inboxes) RetriesUnknown() bool { return false }

// Fetch is that of Channel.
func (i *Inboxes) Fetch(ctx context.Context, inbox conversation.Inbox, a conversation.Attachment, w io.Writer) error {
	c, err := i.channel(inbox)
	if err != nil {
		return err
	}
	_, err = c.Fetch(ctx, accountOf(inbox), a, w)
	return err
}

// Check asks whose token it is, and how the webhook is doing.
func (i *Inboxes) Check(ctx context.Context, inbox conversation.Inbox) (channels.AccountInfo, error) {
	c, err := i.channel(inbox)
	if err != nil {
		return channels.AccountInfo{}, err
	}
	bot, err := c.Check(ctx, accountOf(inbox))
	if err != nil {
		return channels.AccountInfo{}, err
	}
	health, err := c.Health(ctx, accountOf(inbox))
	if err != nil {
		return channels.AccountInfo{}, err
	}
	info := channels.AccountInfo{Account: bot.BotID, Name: bot.Name, Detail: map[string]string{
		"username": bot.Username, "webhook": health.URL, "waiting": strconv.FormatInt(health.Pending, 10),
	}}
	if health.LastError != "" {
		info.Detail["last_error"] = health.LastError
		info.Detail["last_error_at"] = health.LastErrorAt.Format(time.RFC3339)
	}
	return info, nil
}

// Register is that of Channel.
func (i *Inboxes) Register(ctx context.Context, inbox conversation.Inbox, callbackURL string) error {
	c, err := i.channel(inbox)
	if err != nil {
		return err
	}
	return c.Register(ctx, accountOf(inbox), callbackURL)
}

// MarkRead does nothing: Telegram shows nobody what a bot has read.
func (*Inboxes) MarkRead(context.Context, conversation.Inbox, []conversation.Identity, string) error {
	return nil
}

// Acknowledge ends the waiting that the person sees on a button they pressed.
func (i *Inboxes) Acknowledge(ctx context.Context, inbox conversation.Inbox, externalID string) error {
	c, err := i.channel(inbox)
	if err != nil {
		return err
	}
	return c.Acknowledge(ctx, accountOf(inbox), externalID)
}

// Typing is that of Channel.
func (i *Inboxes) Typing(ctx context.Context, inbox conversation.Inbox, to []conversation.Identity, _ string) error {
	c, err := i.channel(inbox)
	if err != nil {
		return err
	}
	return c.Typing(ctx, accountOf(inbox), to)
}

// React is that of Channel.
func (i *Inboxes) React(ctx context.Context, inbox conversation.Inbox, _ []conversation.Identity, externalID, emoji string) error {
	c, err := i.channel(inbox)
	if err != nil {
		return err
	}
	return c.React(ctx, accountOf(inbox), externalID, emoji)
}

// channel speaks with the inbox's server. It fails with *channels.RejectedError.
func (i *Inboxes) channel(inbox conversation.Inbox) (*Channel, error) {
	c, err := New(Options{BaseURL: inbox.Config["api_url"], HTTP: i.http})
	if err != nil {
		return nil, &channels.RejectedError{Reason: "the inbox's api_url is no plain http or https address", AccountFault: true}
	}
	return c, nil
}

func accountOf(inbox conversation.Inbox) Account {
	return Account{Token: channels.Secret(inbox.Credentials["token"]), Secret: channels.Secret(inbox.Credentials["secret"])}
}
