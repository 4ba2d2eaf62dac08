package api_test

import (
	"context"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/webhook"
	"github.com/parleyhq/parley/conversation"
)

// ableChannel is the webhook channel with a provider behind it that grants
// everything: accounts are right, addresses are taken, reactions are shown.
type ableChannel struct{ *webhook.Channel }

func (c ableChannel) Policy() channels.Policy {
	p := c.Channel.Policy()
	p.Reactions = []string{"👍"}
	return p
}

func (ableChannel) Check(context.Context, conversation.Inbox) (channels.AccountInfo, error) {
	return channels.AccountInfo{Name: "Shop"}, nil
}

func (ableChannel) Register(context.Context, conversation.Inbox, string) error { return nil }

func (ableChannel) React(context.Context, conversation.Inbox, []conversation.Identity, string, string) error {
	return nil
}

// everythingGoes is a server that providers reach, and whose channel can do all that
// there are routes for.
func everythingGoes(c *api.Config, s *api.Services) {
	c.PublicURL = &url.URL{Scheme: "https", Host: "parley.example.com"}
	s.Channels = map[conversation.Channel]api.Channel{
		conversation.ChannelWebhook: ableChannel{webhook.New(webhook.Options{AllowPrivate: true})},
	}
}

// message is the id of a message as the route needs one, of nobody's where there is
// nothing to have one.
func (w *world) message(t *testing.T, c cell, id string, may bool) string {
	t.Helper()
	if !may || id == nobody {
		return nobody
	}
	switch c.operation.OperationID {
	case "setReaction", "deleteReaction":
		return w.insert(t, `SELECT id FROM messages WHERE conversation_id = $1 AND direction = 'in'`, id)
	case "resendMessage", "settleMessage":
		return w.unsettled(t, id)
	case "cancelCampaignMessage":
		return w.planned(t, id)
	default:
		return nobody
	}
}

// unsettled is an agent's message of which nobody knows whether it went out.
func (w *world) unsettled(t *testing.T, conversationID string) string {
	t.Helper()
	return w.insert(t, `
		WITH next AS (UPDATE conversations SET last_seq = last_seq + 1 WHERE id = $1 RETURNING inbox_id, last_seq)
		INSERT INTO messages (id, conversation_id, inbox_id, seq, direction, author, text, state)
		SELECT gen_random_uuid(), $1, inbox_id, last_seq, 'out', 'agent', 'On its way.', 'unknown' FROM next RETURNING id`, conversationID)
}

// planned is a message of a campaign that is sent tomorrow.
func (w *world) planned(t *testing.T, campaignID string) string {
	t.Helper()
	return w.insert(t, `
		WITH somebody AS (INSERT INTO contacts (id, name) VALUES (gen_random_uuid(), 'Noor') RETURNING id)
		INSERT INTO campaign_messages (id, campaign_id, inbox_id, contact_id, due_at)
		SELECT gen_random_uuid(), $1, $2, id, now() + interval '1 day' FROM somebody RETURNING id`, campaignID, w.inboxID)
}

// isLost makes a file one that came with a message and could not be fetched.
func (w *world) isLost(t *testing.T, attachmentID string) {
	t.Helper()
	if attachmentID == nobody {
		return
	}
	_, err := w.raw.Exec(t.Context(), `UPDATE attachments SET state = 'failed', message_id = (SELECT id FROM messages LIMIT 1) WHERE id = $1`, attachmentID)
	require.NoError(t, err)
}
