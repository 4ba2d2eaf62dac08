package whatsapp

import (
	"context"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// Send makes one attempt; see [Channel.Send]. A file that is stored here is put
// at WhatsApp's first, which may be repeated.
func (i *Inboxes) Send(ctx context.Context, d conversation.Dispatch) (channels.Sent, error) {
	c, account, err := i.open(d.Inbox)
	if err != nil {
		return channels.Sent{}, err
	}
	m, err := i.outgoing(ctx, c, account, d)
	if err != nil {
		return channels.Sent{}, err
	}
	return c.Send(ctx, account, m)
}

func (i *Inboxes) outgoing(ctx context.Context, c *Channel, account Account, d conversation.Dispatch) (Outgoing, error) {
	m := Outgoing{MessageID: d.Message.ID, To: d.Identities, ReplyTo: d.Message.ReplyTo}
	var err error
	if d.Template != nil {
		m.Template, err = i.template(ctx, c, account, *d.Template)
		return m, err
	}
	m.Text = d.Message.Text
	switch files := d.Message.Attachments; len(files) {
	case 0:
	case 1:
		m.File, err = i.file(ctx, c, account, files[0])
	default:
		err = reject("WhatsApp takes one file per message: send the others as messages of their own")
	}
	return m, err
}

// file makes a file one that WhatsApp can get at.
func (i *Inboxes) file(ctx context.Context, c *Channel, account Account, a conversation.Attachment) (*File, error) {
	if a.ID == "" || i.files == nil {
		kind, err := kindOf(a)
		return &File{Kind: kind, URL: a.URL, Name: a.Name}, err
	}
	content, stored, err := i.files.Open(ctx, a.ID)
	if err != nil {
		return nil, &channels.NotSentError{Cause: &channels.PlainError{Words: "the file could not be read", Err: err}}
	}
	defer func() { _ = content.Close() }()
	if a.Kind != "" {
		stored.Kind = a.Kind
	}
	kind, err := kindOf(stored)
	if err != nil {
		return nil, err
	}
	id, err := c.Upload(ctx, account, Upload{Name: stored.Name, MIME: stored.MIME, Kind: kind, Size: stored.Size, Content: content})
	return &File{Kind: kind, MediaID: id, Name: stored.Name}, err
}

// kindOf is what a file goes as: as it was meant, if WhatsApp takes its type as
// that, else as what WhatsApp takes it for.
func kindOf(a conversation.Attachment) (conversation.Kind, error) {
	policy := Policy()
	if rule, ok := policy.Rule(a.Kind); ok && rule.Takes(a.MIME) {
		return a.Kind, nil
	}
	kind, ok := policy.KindFor(a.MIME)
	if !ok {
		return "", reject("WhatsApp takes no files of this type")
	}
	return kind, nil
}

func (i *Inboxes) template(ctx context.Context, c *Channel, account Account, from conversation.Template) (*Template, error) {
	t := &Template{Name: from.Name, Language: from.Language}
	for _, v := range from.Body {
		t.Body = append(t.Body, Value{Name: v.Name, Text: v.Text})
	}
	for _, b := range from.Buttons {
		t.Buttons = append(t.Buttons, ButtonValue{Index: b.Index, Kind: ButtonKind(b.Kind), Value: b.Value})
	}
	if from.Header == nil {
		return t, nil
	}
	t.Header = &Header{Text: from.Header.Text}
	if from.Header.Attachment == nil {
		return t, nil
	}
	var err error
	t.Header.File, err = i.header(ctx, c, account, *from.Header.Attachment)
	return t, err
}
