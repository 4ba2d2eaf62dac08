package conversation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestCampaignReplyAndTheOwner: one who wrote within half an hour keeps the
// conversation, otherwise it returns to All.
func TestCampaignReplyAndTheOwner(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		after time.Duration
		owner string
	}{{0, ann}, {30*time.Minute - ms, ann}, {30 * time.Minute, ann}, {30*time.Minute + ms, ""}} {
		p, _ := in(t, sends, Active)
		at := p.OwnerWroteAt.Add(row.after)
		p.campaign(at, "summer")
		require.Equal(t, row.owner, p.OwnerID, row.after)
		require.Equal(t, New, p.Status)
		require.Equal(t, 1, p.Ticket)
		require.Equal(t, "summer", p.CampaignID)
		require.Equal(t, row.owner == "", p.MayAnswer())
		require.Contains(t, p.records, Record{Type: CampaignReply, At: at, Ticket: 1, CampaignID: "summer"})
	}
}

func TestCampaignReplyAndALease(t *testing.T) {
	t.Parallel()
	for _, from := range []Status{New, Resolved, Inactive} {
		p, at := in(t, sends, from)
		p.claim(ann, at)
		p.campaign(at.Add(time.Minute), "summer")
		require.Equal(t, ann, p.OwnerID, "a live lease keeps the conversation")
		require.False(t, p.LeaseUntil.IsZero())
		require.False(t, p.MayAnswer())
	}
}

// TestCampaignReplyAndAnOwnerWhoNeverWrote: a conversation that was handed over
// and not written in returns to All, running or asleep.
func TestCampaignReplyAndAnOwnerWhoNeverWrote(t *testing.T) {
	t.Parallel()
	for _, from := range []Status{New, Active, Pending, Resolved, Inactive} {
		p, at := in(t, sends, from)
		p.do(Transfer{UserID: ann, ToID: bob, Admin: true, At: at})
		p.campaign(at.Add(time.Second), "summer")
		require.Empty(t, p.OwnerID, from)
		require.Equal(t, bob, p.PreviousOwnerID)
		require.True(t, p.MayAnswer())
	}
}

// TestTheCampaignBelongsToTheTicket: the next ticket begins without it.
func TestTheCampaignBelongsToTheTicket(t *testing.T) {
	t.Parallel()
	p := newPlayer(sends)
	p.campaign(day0, "summer")
	require.Equal(t, "summer", p.CampaignID)
	p.user(day0.Add(time.Minute))
	require.Equal(t, "summer", p.CampaignID)
	p.campaign(day0.Add(2*time.Minute), "gate-change")
	require.Equal(t, "gate-change", p.CampaignID)

	p.set(ann, Resolved, day0.Add(3*time.Minute))
	p.user(day0.Add(4 * time.Minute))
	require.Equal(t, 2, p.Ticket)
	require.Empty(t, p.CampaignID)
}

func TestAClaimOfASleepingConversationOutlivesTheFirstMessage(t *testing.T) {
	t.Parallel()
	for _, from := range []Status{Resolved, Inactive} {
		p, at := in(t, sends, from)
		require.Equal(t, Result{Granted: true, OwnerID: ann, Status: from}, p.claim(ann, at), "claiming changes no status")
		require.Equal(t, 1, p.Ticket)
		p.user(at.Add(time.Minute))
		require.Equal(t, New, p.Status)
		require.Equal(t, 2, p.Ticket)
		require.Equal(t, ann, p.OwnerID)
		require.Zero(t, p.AnswerFrom, "a held conversation is not answered automatically")
	}
}
