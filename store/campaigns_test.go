package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

var people = []conversation.Identity{external("asha"), external("bela"), external("cem")}

func external(id string) conversation.Identity {
	return conversation.Identity{Kind: conversation.IdentityExternal, Value: id}
}

// campaign creates a launched campaign of an inbox.
func (b bundle) campaign(t *testing.T, inboxID string) campaign.Campaign {
	t.Helper()
	c, err := b.CreateCampaign(t.Context(), campaign.Campaign{
		Name: "Gates", Labels: []string{"flights", "vip"}, InboxID: inboxID, Template: campaign.Template{Text: "Gate {{gate}}."},
	}, "")
	require.NoError(t, err)
	return b.act(t, c.ID, campaign.Launch)
}

func (b bundle) act(t *testing.T, id string, action campaign.Action) campaign.Campaign {
	t.Helper()
	c, err := b.ActOnCampaign(t.Context(), id, action, "", false)
	require.NoError(t, err)
	return c
}

// recipients makes people recipients, with a file or one by one.
func (b bundle) recipients(t *testing.T, campaignID string, bulk bool, to ...conversation.Identity) []campaign.Verdict {
	t.Helper()
	var list []campaign.Recipient
	for _, id := range to {
		list = append(list, campaign.Recipient{To: id, Name: "Name of " + id.Value, Values: map[string]string{"gate": "B42"}})
	}
	verdicts, err := b.AddRecipients(t.Context(), campaignID, list, bulk, false, "")
	require.NoError(t, err)
	return verdicts
}

// next takes the next message.
func (b bundle) next(t *testing.T, campaignID string) (*conversation.Dispatch, campaign.Turn) {
	t.Helper()
	c, err := b.OpenCampaign(t.Context(), campaignID)
	require.NoError(t, err)
	dispatch, turn, err := b.BeginCampaignMessage(t.Context(), c)
	require.NoError(t, err)
	return dispatch, turn
}

// send sends the next message of a campaign, under an id of the provider's.
func (b bundle) send(t *testing.T, campaignID string) conversation.Dispatch {
	t.Helper()
	dispatch, _ := b.next(t, campaignID)
	require.NotNil(t, dispatch)
	b.sent(t, dispatch.Message.ID, conversation.MessageSent)
	return *dispatch
}

func (b bundle) sent(t *testing.T, id string, state conversation.MessageState) {
	t.Helper()
	a := conversation.Attempted{MessageID: id, State: state, Reason: "why"}
	if state == conversation.MessageSent {
		a.ExternalID, a.Reason = "ext-"+id, ""
	}
	if state == conversation.MessageQueued {
		a.NotBefore = time.Now().Add(time.Hour)
	}
	require.NoError(t, b.FinishCampaignMessage(t.Context(), a))
}

func (b bundle) counts(t *testing.T, campaignID string) campaign.Counts {
	t.Helper()
	counts, err := b.CampaignCounts(t.Context(), campaignID)
	require.NoError(t, err)
	return counts
}

func TestACampaignFromDraftToDone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	author, other := uuid.NewString(), uuid.NewString()
	inbox := b.inbox(t)
	draft, err := b.CreateCampaign(t.Context(), campaign.Campaign{
		Name: "Gates", InboxID: inbox.ID, Template: campaign.Template{Text: "Gate {{gate}}."},
	}, author)
	require.NoError(t, err)
	require.Equal(t, campaign.Draft, draft.Status)
	_, err = b.CreateCampaign(t.Context(), campaign.Campaign{Name: "x", InboxID: uuid.NewString()}, "")
	require.ErrorIs(t, err, campaign.ErrNoInbox)

	dry, err := b.AddRecipients(t.Context(), draft.ID, []campaign.Recipient{{To: people[0]}}, true, true, "")
	require.NoError(t, err)
	require.Equal(t, []campaign.Verdict{campaign.Accepted}, dry)
	require.Zero(t, b.counts(t, draft.ID).Total, "a dry run stores nothing")

	require.Equal(t, []campaign.Verdict{campaign.Accepted, campaign.Accepted, campaign.Duplicate},
		b.recipients(t, draft.ID, true, people[0], people[1], people[0]))
	require.Equal(t, []campaign.Verdict{campaign.Duplicate, campaign.Accepted}, b.recipients(t, draft.ID, true, people[1], people[2]))
	dispatch, turn := b.next(t, draft.ID)
	require.Nil(t, dispatch, "a draft sends nothing")
	require.Zero(t, turn)

	_, err = b.UpdateCampaign(t.Context(), draft, author, draft.Version+1)
	require.ErrorIs(t, err, campaign.ErrChanged)
	edited, err := b.UpdateCampaign(t.Context(), draft, author, draft.Version)
	require.NoError(t, err)
	_, err = b.ActOnCampaign(t.Context(), draft.ID, campaign.Launch, author, false)
	require.ErrorIs(t, err, campaign.ErrOwnEdit)
	launched, err := b.ActOnCampaign(t.Context(), draft.ID, campaign.Launch, other, false)
	require.NoError(t, err)
	require.Equal(t, other, launched.LaunchedBy)
	require.Equal(t, edited.Version+1, launched.Version)
	var state *campaign.StateError
	_, err = b.UpdateCampaign(t.Context(), draft, author, launched.Version)
	require.ErrorAs(t, err, &state)

	sent := b.send(t, draft.ID)
	require.Equal(t, "Gate B42.", sent.Message.Text)
	require.Equal(t, []conversation.Identity{people[0]}, sent.Identities)
	require.Equal(t, conversation.ByCampaignSend, sent.Message.Author)
	done, err := b.CompleteCampaign(t.Context(), draft.ID)
	require.NoError(t, err)
	require.False(t, done)
	b.send(t, draft.ID)
	b.send(t, draft.ID)
	done, err = b.CompleteCampaign(t.Context(), draft.ID)
	require.NoError(t, err)
	require.True(t, done)
	require.Equal(t, campaign.Counts{Total: 3, Sent: 3}, b.counts(t, draft.ID))
	require.Zero(t, b.number(t, `SELECT count(*) FROM conversations`), "conversations begin with a reply")

	b.recipients(t, draft.ID, false, people[0])
	again, err := b.GetCampaign(t.Context(), draft.ID)
	require.NoError(t, err)
	require.Equal(t, campaign.Running, again.Status, "it was given more")
}

// However many send at once, and while others look for lost ones, each message
// is given out once.
func TestEachCampaignMessageIsGivenOutOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.campaign(t, b.inbox(t).ID)
	const total = 120
	var to []conversation.Identity
	for i := range total {
		to = append(to, external(fmt.Sprint("u", i)))
	}
	b.recipients(t, c.ID, true, to...)
	opened, err := b.OpenCampaign(t.Context(), c.ID)
	require.NoError(t, err)

	var mu sync.Mutex
	given := map[string]int{}
	atOnce(8, func(i int) {
		for range total {
			dispatch, _, err := b.BeginCampaignMessage(t.Context(), opened)
			if err != nil || dispatch == nil {
				return
			}
			mu.Lock()
			given[dispatch.Message.ID]++
			mu.Unlock()
			if i%2 == 0 {
				_ = b.FinishCampaignMessage(t.Context(), conversation.Attempted{MessageID: dispatch.Message.ID, State: conversation.MessageSent})
			}
			_, _ = b.SettleLostCampaignMessages(t.Context(), c.ID, time.Hour)
		}
	})
	require.Len(t, given, total)
	for id, n := range given {
		require.Equal(t, 1, n, id)
	}
	require.Equal(t, total, b.number(t, `SELECT count(*) FROM contacts`))
}

// A sender that dies leaves messages behind of which nobody knows whether they
// went out: they are not sent again.
func TestALostCampaignMessageIsUnknown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.campaign(t, b.inbox(t).ID)
	b.recipients(t, c.ID, true, people...)
	lost, _ := b.next(t, c.ID)
	b.exec(t, `UPDATE campaign_messages SET begun_at = now() - interval '2 minutes' WHERE state = 'sending'`)
	alive, _ := b.next(t, c.ID)

	underWay, err := b.SettleLostCampaignMessages(t.Context(), c.ID, time.Minute)
	require.NoError(t, err)
	require.Equal(t, 1, underWay)
	b.sent(t, alive.Message.ID, conversation.MessageFailed)
	b.send(t, c.ID)
	dispatch, turn := b.next(t, c.ID)
	require.Nil(t, dispatch, "the lost one is not given out again")
	require.Zero(t, turn)
	require.Equal(t, campaign.Counts{Total: 3, Sent: 1, Failed: 1, Unknown: 1}, b.counts(t, c.ID))
	unknown, err := b.CampaignMessages(t.Context(), c.ID, campaign.MessageFilter{State: "unknown", Limit: 10})
	require.NoError(t, err)
	require.Len(t, unknown, 1)
	require.Equal(t, lost.Message.ID, unknown[0].ID)
	require.Equal(t, "an attempt was interrupted", unknown[0].Reason)
}

// What has certainly not gone out waits and is tried again.
func TestACampaignMessageThatWasNotSentWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.campaign(t, b.inbox(t).ID)
	b.recipients(t, c.ID, true, people[0])
	first, _ := b.next(t, c.ID)
	require.Equal(t, 1, first.Attempt)
	b.sent(t, first.Message.ID, conversation.MessageQueued)
	require.Equal(t, campaign.Counts{Total: 1, Queued: 1}, b.counts(t, c.ID))
	dispatch, turn := b.next(t, c.ID)
	require.Nil(t, dispatch)
	require.WithinDuration(t, time.Now().Add(time.Hour), turn.NextAt, time.Minute)

	b.exec(t, `UPDATE campaign_messages SET due_at = now()`)
	second, _ := b.next(t, c.ID)
	require.Equal(t, first.Message.ID, second.Message.ID)
	require.Equal(t, 2, second.Attempt)
	b.sent(t, second.Message.ID, conversation.MessageQueued)
	b.act(t, c.ID, campaign.Cancel)
	require.Equal(t, campaign.Counts{Total: 1, Cancelled: 1}, b.counts(t, c.ID))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE state = 'dropped'`))
}

func TestPausedCancelledAndLater(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.campaign(t, b.inbox(t).ID)
	later := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	_, err := b.AddRecipients(t.Context(), c.ID, []campaign.Recipient{{To: people[0], SendAt: later, Values: map[string]string{"gate": "1"}}}, false, false, "")
	require.NoError(t, err)
	dispatch, turn := b.next(t, c.ID)
	require.Nil(t, dispatch)
	require.True(t, turn.NextAt.Equal(later), "due later")

	b.recipients(t, c.ID, false, people[1], people[2])
	b.act(t, c.ID, campaign.Pause)
	dispatch, _ = b.next(t, c.ID)
	require.Nil(t, dispatch, "paused")
	b.act(t, c.ID, campaign.Resume)
	b.send(t, c.ID)

	list, err := b.CampaignMessages(t.Context(), c.ID, campaign.MessageFilter{Limit: 10})
	require.NoError(t, err)
	require.Len(t, list, 3)
	cancelled, err := b.CancelCampaignMessage(t.Context(), c.ID, list[0].ID)
	require.NoError(t, err)
	require.Equal(t, campaign.Withdrawn, cancelled.State)
	var state *campaign.StateError
	_, err = b.CancelCampaignMessage(t.Context(), c.ID, list[1].ID)
	require.ErrorAs(t, err, &state)
	_, err = b.CancelCampaignMessage(t.Context(), uuid.NewString(), list[1].ID)
	require.ErrorIs(t, err, campaign.ErrNotFound)
	b.act(t, c.ID, campaign.Cancel)
	require.Equal(t, campaign.Counts{Total: 3, Sent: 1, Cancelled: 2}, b.counts(t, c.ID))
	_, err = b.AddRecipients(t.Context(), c.ID, nil, false, false, "")
	require.ErrorAs(t, err, &state)
	b.act(t, c.ID, campaign.Archive)
	archived, err := b.ListCampaigns(t.Context(), campaign.Filter{Archived: true, Query: "GATE", Label: "vip", Limit: 5})
	require.NoError(t, err)
	require.Len(t, archived, 1)
}

func TestASingleMessageIsFoundAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.campaign(t, b.inbox(t).ID)
	r := campaign.Recipient{MessageID: uuid.NewString(), To: people[0], Values: map[string]string{"gate": "1"}}
	add := func(r campaign.Recipient) (campaign.Verdict, error) {
		verdicts, err := b.AddRecipients(t.Context(), c.ID, []campaign.Recipient{r}, false, false, "")
		if err != nil {
			return "", err
		}
		return verdicts[0], nil
	}
	verdict, err := add(r)
	require.NoError(t, err)
	require.Equal(t, campaign.Accepted, verdict)
	b.send(t, c.ID)
	verdict, err = add(r)
	require.NoError(t, err)
	require.Equal(t, campaign.Repeated, verdict)
	for _, other := range []campaign.Recipient{
		{MessageID: r.MessageID, To: people[1], Values: r.Values},
		{MessageID: r.MessageID, To: people[0], Values: map[string]string{"gate": "2"}},
	} {
		_, err = add(other)
		require.ErrorIs(t, err, conversation.ErrConflict)
	}
	require.Equal(t, campaign.Counts{Total: 1, Sent: 1}, b.counts(t, c.ID))
}

func TestWhoWantsNoneGetsNone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.campaign(t, b.inbox(t).ID)
	b.recipients(t, c.ID, true, people...)
	list, err := b.CampaignMessages(t.Context(), c.ID, campaign.MessageFilter{Limit: 10})
	require.NoError(t, err)
	since, err := b.SetOptOut(t.Context(), list[0].Contact.ID, true, "")
	require.NoError(t, err)
	again, err := b.SetOptOut(t.Context(), list[0].Contact.ID, true, "")
	require.NoError(t, err)
	require.Equal(t, since, again, "since the first time")
	_, err = b.SetOptOut(t.Context(), uuid.NewString(), true, "")
	require.ErrorIs(t, err, campaign.ErrNotFound)
	b.exec(t, `UPDATE contacts SET blocked_at = now() WHERE id = $1`, list[1].Contact.ID)

	sent := b.send(t, c.ID)
	require.Equal(t, list[2].ID, sent.Message.ID)
	require.Equal(t, campaign.Counts{Total: 3, Sent: 1, Skipped: 2}, b.counts(t, c.ID))
	require.Equal(t, []campaign.Verdict{campaign.OptedOut, campaign.Blocked, campaign.Accepted}, b.recipients(t, c.ID, false, people...))
	in, err := b.SetOptOut(t.Context(), list[0].Contact.ID, false, "")
	require.NoError(t, err)
	require.Zero(t, in)
	require.Equal(t, campaign.Accepted, b.recipients(t, c.ID, false, people[0])[0])
}

// A campaign draws whole tokens only and keeps no places: agents go first.
func TestACampaignKeepsTheInboxsPace(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	c := b.campaign(t, inbox.ID)
	b.recipients(t, c.ID, true, people...)
	// So slow that what the machine takes for a statement does not show.
	b.exec(t, `UPDATE inboxes SET rate_per_second = 0.01, burst = 2, tokens = 1.5, refilled_at = now()`)
	b.send(t, c.ID)
	dispatch, turn := b.next(t, c.ID)
	require.Nil(t, dispatch)
	require.True(t, turn.Paced)
	require.WithinDuration(t, time.Now().Add(50*time.Second), turn.NextAt, 30*time.Second)
	b.exec(t, `UPDATE inboxes SET tokens = -3, refilled_at = now()`)
	_, turn = b.next(t, c.ID)
	require.WithinDuration(t, time.Now().Add(400*time.Second), turn.NextAt, 30*time.Second, "behind those who wait")
	b.exec(t, `UPDATE inboxes SET refilled_at = now() - interval '600 seconds'`)
	b.send(t, c.ID)

	b.exec(t, `UPDATE inboxes SET rate_per_second = 0, paused_until = now() + interval '1 hour'`)
	_, turn = b.next(t, c.ID)
	require.WithinDuration(t, time.Now().Add(time.Hour), turn.NextAt, time.Minute, "the provider wants to be left alone")
	b.exec(t, `UPDATE inboxes SET state = 'disabled', paused_until = NULL`)
	dispatch, turn = b.next(t, c.ID)
	require.Nil(t, dispatch)
	require.Equal(t, "The inbox is disabled.", turn.Held)
	require.Equal(t, campaign.Counts{Total: 3, Queued: 1, Sent: 2}, b.counts(t, c.ID), "nothing is lost")
}

// TestATransactionalCampaignReachesWhoOptedOut: but nobody who blocked the account.
func TestATransactionalCampaignReachesWhoOptedOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	draft, err := b.CreateCampaign(t.Context(), campaign.Campaign{
		Name: "Gates", InboxID: b.inbox(t).ID, Template: campaign.Template{Text: "Gate {{gate}}."}, Transactional: true,
	}, "")
	require.NoError(t, err)
	require.True(t, draft.Transactional)
	draft.Transactional = false
	draft, err = b.UpdateCampaign(t.Context(), draft, "", draft.Version)
	require.NoError(t, err)
	require.False(t, draft.Transactional)
	draft.Transactional = true
	_, err = b.UpdateCampaign(t.Context(), draft, "", draft.Version)
	require.NoError(t, err)
	c := b.act(t, draft.ID, campaign.Launch)
	b.recipients(t, c.ID, true, people...)
	list, err := b.CampaignMessages(t.Context(), c.ID, campaign.MessageFilter{Limit: 10})
	require.NoError(t, err)
	_, err = b.SetOptOut(t.Context(), list[0].Contact.ID, true, "")
	require.NoError(t, err)
	b.exec(t, `UPDATE contacts SET blocked_at = now() WHERE id = $1`, list[1].Contact.ID)
	require.Equal(t, list[0].ID, b.send(t, c.ID).Message.ID)
	require.Equal(t, list[2].ID, b.send(t, c.ID).Message.ID)
	require.Equal(t, []campaign.Verdict{campaign.Duplicate, campaign.Blocked, campaign.Duplicate}, b.recipients(t, c.ID, true, people...))
	require.Equal(t, []campaign.Verdict{campaign.Accepted, campaign.Blocked, campaign.Accepted}, b.recipients(t, c.ID, false, people...))
}
