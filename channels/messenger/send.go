package messenger

import (
	"context"
	"errors"
	"net/http"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// Send makes one attempt to send a message. Messenger has no key that would make
// a second attempt harmless. It fails with *channels.RejectedError,
// *channels.NotSentError, *channels.UnknownError or channels.ErrNeedsReauth.
//
// A text with a file goes as two messages, the text first. Once the text is out,
// nothing is tried again by itself, which would send it twice: if the file was
// refused, the message is rejected with words that say what arrived; if nobody
// knows about the file, the message is unknown until the file's echo or receipt
// settles it. ExternalID is that of the last of the two.
func (c *Channel) Send(ctx context.Context, account Account, m Outgoing) (channels.Sent, error) {
	if err := account.Validate(); err != nil {
		return channels.Sent{}, err
	}
	requests, err := m.build()
	if err != nil {
		return channels.Sent{}, err
	}
	table := c.table
	if m.HumanWindow {
		table = taggedTable()
	}
	var sent channels.Sent
	for n, body := range requests {
		sent.ExternalID, err = c.send(ctx, account, table, body)
		if err != nil && n > 0 {
			return channels.Sent{}, halfSent(err)
		}
		if err != nil {
			return channels.Sent{}, err
		}
	}
	return sent, nil
}

func (c *Channel) send(ctx context.Context, account Account, table graph.Table, body request) (externalID string, err error) {
	answer, err := c.post(ctx, account, body)
	if err != nil {
		return "", table.Outcome(err)
	}
	if !graph.Usable(answer.Text("message_id")) {
		return "", &channels.UnknownError{
			Cause: &channels.PlainError{Words: "Messenger's answer holds no id of the message"},
		}
	}
	return answer.Text("message_id"), nil
}

// halfSent is the outcome of a message whose text is out and whose file is not.
func halfSent(err error) error {
	var unknown *channels.UnknownError
	if errors.As(err, &unknown) {
		return &channels.UnknownError{
			Cause: &channels.PlainError{Words: "the text was sent, and nobody knows whether the file was", Err: err},
		}
	}
	rejected := channels.RejectedError{}
	var refused *channels.RejectedError
	var plain *channels.PlainError
	why := "the connection failed"
	switch {
	case errors.As(err, &refused):
		rejected, why = *refused, refused.Reason
	case errors.As(err, &plain):
		why = plain.Words
	}
	rejected.Reason = "the text was sent, but not the file: " + why
	return &rejected
}

// MarkRead shows the person that everything they wrote was read. It fails as Send
// does, and may be repeated.
func (c *Channel) MarkRead(ctx context.Context, account Account, to []provider.Identity) error {
	return c.act(ctx, account, to, "mark_seen")
}

// Typing shows that somebody is writing, for 20 s or until the next message. It
// fails as Send does, and may be repeated.
func (c *Channel) Typing(ctx context.Context, account Account, to []provider.Identity) error {
	return c.act(ctx, account, to, "typing_on")
}

func (c *Channel) act(ctx context.Context, account Account, to []provider.Identity, action string) error {
	if err := account.Validate(); err != nil {
		return err
	}
	for _, id := range to {
		if id.Kind == provider.MessengerUser && id.Value != "" {
			_, err := c.post(ctx, account, request{"recipient": map[string]string{"id": id.Value}, "sender_action": action})
			return c.table.Repeatable(err)
		}
	}
	return reject("the person has no Messenger id")
}

func (c *Channel) post(ctx context.Context, account Account, body request) (graph.Object, error) {
	return c.api.Do(ctx, graph.Call{
		Method: http.MethodPost, Path: []string{account.PageID, "messages"},
		Token: account.Token, AppSecret: account.AppSecret, JSON: body,
	})
}
