package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// approvedCampaign is a launched campaign of a WhatsApp number.
func (a brand) approvedCampaign() campaign.Campaign {
	a.t.Helper()
	a.exec(a.t, `INSERT INTO templates (inbox_id, name, language, status, components)
		VALUES ($1, 'gate', 'en', 'approved', '{"body": "Please go to gate {{1}}."}')`, a.inbox)
	c, err := a.CreateCampaign(a.t.Context(), campaign.Campaign{
		Name: "Gates", InboxID: a.inbox, Template: campaign.Template{Approved: &conversation.Template{
			Name: "gate", Language: "en", Body: []conversation.TemplateValue{{Text: "{{gate}}"}},
		}},
	}, "")
	require.NoError(a.t, err)
	return a.act(a.t, c.ID, campaign.Launch)
}

func receiptOf(externalID, messageID string, state conversation.MessageState) provider.Event {
	return provider.Event{Receipt: &provider.Receipt{ExternalID: externalID, MessageID: messageID, State: state, At: time.Now()}}
}

// A message of which nobody knew whether it went out is settled by its receipt,
// which is found by our id and without a conversation; one receipt comes before
// the call has ended.
func TestReceiptsSettleCampaignMessages(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	c := a.approvedCampaign()
	a.recipients(t, c.ID, true, phone("4917012345"), phone("4917012346"))
	lost, _ := a.next(t, c.ID)
	require.Equal(t, "Please go to gate B42.", lost.Message.Text)
	require.Equal(t, []conversation.TemplateValue{{Text: "B42"}}, lost.Template.Body)
	_, err := a.SettleLostCampaignMessages(t.Context(), c.ID, 0)
	require.NoError(t, err)
	require.Equal(t, 1, a.counts(t, c.ID).Unknown)
	a.post(receiptOf("wamid.1", lost.Message.ID, conversation.MessageDelivered))
	require.Equal(t, campaign.Counts{Total: 2, Queued: 1, Delivered: 1}, a.counts(t, c.ID))

	early, _ := a.next(t, c.ID)
	a.post(receiptOf("ext-"+early.Message.ID, "", conversation.MessageRead))
	a.bundle.sent(t, early.Message.ID, conversation.MessageSent)
	require.Equal(t, campaign.Counts{Total: 2, Delivered: 1, Read: 1}, a.counts(t, c.ID))
	a.post(receiptOf("wamid.1", "", conversation.MessageSent))
	require.Equal(t, 1, a.counts(t, c.ID).Delivered, "states move forward")
	require.Zero(t, a.number(t, `SELECT count(*) FROM conversations`))
}

// Somebody whom a campaign knew by number replies with a user id beside it, or by
// how WhatsApp spells the number: it is the same person.
func TestARecipientRepliesUnderAnotherName(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	c := a.approvedCampaign()
	a.recipients(t, c.ID, true, phone("5511912345678"), phone("4917012346"))
	first, _ := a.next(t, c.ID)
	require.NoError(t, a.FinishCampaignMessage(t.Context(), conversation.Attempted{
		MessageID: first.Message.ID, State: conversation.MessageSent, ExternalID: "wamid.1",
		Learnt: []conversation.Identity{phone("551112345678")},
	}))
	second, _ := a.next(t, c.ID)
	a.bundle.sent(t, second.Message.ID, conversation.MessageSent)

	said, campaigns := a.bundle.history(t, a.post(says("in-1", "Thanks", phone("551112345678")))[0].ConversationID)
	require.Equal(t, []string{"campaign: Please go to gate B42.", "contact: Thanks"}, said)
	require.Equal(t, c.ID, campaigns[1])
	said, campaigns = a.bundle.history(t, a.post(says("in-2", "Where?", user("US.1"), phone("4917012346")))[0].ConversationID)
	require.Equal(t, []string{"campaign: Please go to gate B42.", "contact: Where?"}, said)
	require.Equal(t, c.ID, campaigns[1])
	require.Equal(t, 2, a.counts(t, c.ID).Replied)
	require.Equal(t, 2, a.number(t, `SELECT count(*) FROM contacts`))
}

// Somebody who had a conversation under a user id turns out to be who a campaign
// wrote to by number.
func TestARecipientIsSomebodyKnown(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	c := a.approvedCampaign()
	known := a.post(says("in-1", "hello", user("US.1")))[0].ConversationID
	a.recipients(t, c.ID, true, phone("4917012346"))
	a.send(t, c.ID)
	reply := a.post(says("in-2", "Where?", user("US.1"), phone("4917012346")))[0]
	require.Equal(t, known, reply.ConversationID)
	said, campaigns := a.bundle.history(t, known)
	require.Equal(t, []string{"contact: hello", "campaign: Please go to gate B42.", "contact: Where?"}, said)
	require.Equal(t, c.ID, campaigns[2])
}

// Who opts out with the provider is skipped.
func TestConsentOfTheProviderIsRespected(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	c := a.approvedCampaign()
	a.recipients(t, c.ID, true, phone("4917012346"))
	a.post(provider.Event{Consent: &provider.Consent{
		Key: "c", From: provider.Person{Identities: []provider.Identity{phone("4917012346")}}, NoMarketing: true, At: time.Now(),
	}})
	dispatch, _ := a.next(t, c.ID)
	require.Nil(t, dispatch)
	require.Equal(t, campaign.Counts{Total: 1, Skipped: 1}, a.counts(t, c.ID))
	require.Equal(t, campaign.OptedOut, a.recipients(t, c.ID, false, phone("4917012346"))[0])
}

// On channels where nobody can be reached first, only who has written is.
func TestStrangersOnTelegram(t *testing.T) {
	t.Parallel()
	a := setup(t).provided(t, conversation.ChannelTelegram)
	c := a.campaign(t, a.inbox)
	tg := func(id string) conversation.Identity {
		return conversation.Identity{Kind: provider.TelegramUser, Value: id}
	}
	a.post(says("in-1", "hello", tg("1")))
	require.Equal(t, []campaign.Verdict{campaign.Accepted, campaign.Unacquainted}, a.recipients(t, c.ID, true, tg("1"), tg("2")))
}
