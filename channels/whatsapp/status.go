package whatsapp

import (
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// status decodes an item of "statuses": how a message of ours is doing.
func (c *changeDecoder) status(s graph.Object) {
	state, ok := stateOf(s.Text("status"))
	if s.Text("recipient_type") == "group" {
		c.skip("group status:"+s.Text("status"), s)
		return
	}
	if !ok || !graph.Usable(s.Text("id")) {
		c.skip("status:"+s.Text("status"), s)
		return
	}
	to := c.person(s.Text("recipient_id"), s.Text("recipient_user_id"), s.Text("recipient_parent_user_id"))
	receipt := &provider.Receipt{
		ExternalID: s.Text("id"), MessageID: s.Text("biz_opaque_callback_data"), State: state,
		To: to.Identities, At: s.Seconds("timestamp"),
	}
	if state == conversation.MessageFailed {
		receipt.Failure = c.why(s.Objects("errors"))
	}
	c.add(provider.Event{Receipt: receipt})

	if receipt.Failure != nil && receipt.Failure.Code == codeOptedOut && len(to.Identities) > 0 {
		c.add(provider.Event{Consent: &provider.Consent{
			Key: receipt.ExternalID + ":opted-out", From: to, NoMarketing: true, At: receipt.At,
		}})
	}
}

// stateOf ranks "played", of a voice message, with "read".
func stateOf(status string) (conversation.MessageState, bool) {
	switch status {
	case "sent":
		return conversation.MessageSent, true
	case "delivered":
		return conversation.MessageDelivered, true
	case "read", "played":
		return conversation.MessageRead, true
	case "failed":
		return conversation.MessageFailed, true
	default:
		return "", false
	}
}

// why puts the errors of a failed message into one failure: the first speaks,
// unless another says that the window is closed.
func (c *changeDecoder) why(errors []graph.Object) *provider.Failure {
	failure := &provider.Failure{Reason: "WhatsApp did not deliver it and gave no reason"}
	for i, e := range errors {
		code := int(e.Int("code"))
		rule, known := c.table.Find(code, 0)
		if i > 0 && !rule.WindowClosed {
			continue
		}
		failure.Code = code
		failure.WindowClosed = rule.WindowClosed
		switch {
		case known && rule.Words != "":
			failure.Reason = rule.Words
		case says(e) != "":
			failure.Reason = says(e)
		}
	}
	return failure
}
