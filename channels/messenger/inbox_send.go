package messenger

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// Send makes one attempt; see [Channel.Send]. A file that is stored here is put
// at Messenger's first, which may be repeated.
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
	m := Outgoing{
		MessageID: d.Message.ID, To: d.Identities, Author: d.Message.Author, HumanWindow: d.HumanWindow,
		ReplyTo: d.Message.ReplyTo, Text: d.Message.Text,
	}
	if d.Template != nil {
		return m, reject("Messenger has no templates")
	}
	files := d.Message.Attachments
	if len(files) > 1 {
		return m, reject("Messenger takes one file per message: send the others as messages of their own")
	}
	if len(files) == 0 {
		return m, nil
	}
	// What would be refused anyway is refused before a file goes anywhere.
	if _, err := m.sendable(); err != nil {
		return m, err
	}
	var err error
	m.File, err = i.file(ctx, c, account, files[0])
	return m, err
}

// file makes a file one that Messenger can get at.
func (i *Inboxes) file(ctx context.Context, c *Channel, account Account, a conversation.Attachment) (*File, error) {
	if a.ID == "" || i.files == nil {
		kind, err := kindFor(a)
		return &File{Kind: kind, URL: a.URL}, err
	}
	content, stored, err := i.files.Open(ctx, a.ID)
	if errors.Is(err, conversation.ErrNotFound) {
		return nil, reject("the file is no longer there")
	}
	if err != nil {
		return nil, &channels.NotSentError{Cause: &channels.PlainError{Words: "the file could not be read", Err: err}}
	}
	defer func() { _ = content.Close() }()
	if a.Kind != "" {
		stored.Kind = a.Kind
	}
	kind, err := kindFor(stored)
	if err != nil {
		return nil, err
	}
	id, err := c.Upload(ctx, account, Upload{Name: stored.Name, MIME: stored.MIME, Kind: kind, Size: stored.Size, Content: content})
	return &File{Kind: kind, AttachmentID: id}, err
}

// kindFor is what a file goes as.
func kindFor(a conversation.Attachment) (conversation.Kind, error) {
	rule, ok := Policy().RuleFor(a)
	if !ok {
		return "", reject("Messenger takes no files of this type")
	}
	return rule.Kind, nil
}
