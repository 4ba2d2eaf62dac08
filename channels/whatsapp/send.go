package whatsapp

import (
	"context"
	"net/http"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// Send makes one attempt to send a message. WhatsApp has no key that would make a
// second attempt harmless, and tells that the window is closed only later, by a
// failed status. It fails with *channels.RejectedError, *channels.NotSentError,
// *channels.UnknownError or channels.ErrNeedsReauth.
//
// Learnt holds the number as WhatsApp spells it, beside the one that was given.
func (c *Channel) Send(ctx context.Context, account Account, m Outgoing) (channels.Sent, error) {
	if err := account.Validate(); err != nil {
		return channels.Sent{}, err
	}
	body, err := m.build()
	if err != nil {
		return channels.Sent{}, err
	}
	answer, err := c.post(ctx, account, body)
	if err != nil {
		return channels.Sent{}, c.table.Outcome(err)
	}
	var sent channels.Sent
	for _, message := range answer.Objects("messages") {
		sent.ExternalID = message.Text("id")
		if message.Text("message_status") == "held_for_quality_assessment" {
			sent.Note = "WhatsApp holds the message back until it has judged the template's quality"
		}
	}
	if sent.ExternalID == "" {
		return channels.Sent{}, &channels.UnknownError{
			Cause: &channels.PlainError{Words: "WhatsApp's answer holds no id of the message"},
		}
	}
	sent.Learnt = learnt(answer.Objects("contacts"))
	return sent, nil
}

// learnt are the recipient's identities in the answer to a send. What was given
// is one of them.
func learnt(contacts []graph.Object) []provider.Identity {
	// One message has one recipient; with more, nobody knows who is who.
	if len(contacts) != 1 {
		return nil
	}
	to := contacts[0]
	input := to.Text("input")
	phone := ""
	// The input is the number or the user id, whichever was given.
	if to.Has("wa_id") && subscriber(input) == subscriber(to.Text("wa_id")) {
		phone = input
	}
	return identities(to.Text("user_id"), to.Text("parent_user_id"), phone, to.Text("wa_id"))
}

// MarkRead shows the person that a message of theirs, and all before it, was
// read; with typing also that somebody is writing, for 25 s or until the next
// message. It fails as Send does, and may be repeated.
func (c *Channel) MarkRead(ctx context.Context, account Account, externalID string, typing bool) error {
	if err := account.Validate(); err != nil {
		return err
	}
	body := request{"messaging_product": "whatsapp", "status": "read", "message_id": externalID}
	if typing {
		body["typing_indicator"] = map[string]string{"type": "text"}
	}
	_, err := c.post(ctx, account, body)
	return c.table.Repeatable(err)
}

func (c *Channel) post(ctx context.Context, account Account, body request) (graph.Object, error) {
	return c.api.Do(ctx, graph.Call{
		Method: http.MethodPost, Path: []string{account.PhoneNumberID, "messages"}, Token: account.Token, JSON: body,
	})
}
