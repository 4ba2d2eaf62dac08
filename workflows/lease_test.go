package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func releases(records []conversation.Record) []conversation.Record {
	var ended []conversation.Record
	for _, r := range records {
		if r.Type == conversation.Released {
			ended = append(ended, r)
		}
	}
	return ended
}

func TestAClaimWithoutAMessageLapsesAfterFiveMinutes(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.at(0, func() { s.hear("hello") })
	s.at(time.Hour, func() { s.granted(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}) })
	lapse := time.Hour + 5*time.Minute
	s.unheard(lapse-time.Millisecond, func() { require.Equal(t, s.agent, s.state(t, s.id).OwnerID) })
	s.unheard(lapse+time.Second, func() { require.Empty(t, s.state(t, s.id).OwnerID) })
	s.at(2*time.Hour, func() { s.granted(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.other}) })
	s.run()
	ended := releases(s.trail(t, s.id))
	require.Len(t, ended, 2)
	for i, at := range []time.Duration{lapse, 2*time.Hour + 5*time.Minute} {
		require.Equal(t, conversation.ByLapse, ended[i].Cause)
		require.Equal(t, begin.Add(at), ended[i].At)
	}
}

func TestClaimingAgainRenewsTheLeaseAndAMessageEndsIt(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	claim := func() { s.granted(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}) }
	s.at(0, func() { s.hear("hello") })
	s.at(10*time.Minute, claim)
	s.at(14*time.Minute, claim)
	s.at(18*time.Minute, func() { s.reply(s.agent, "here I am") })
	s.unheard(23*time.Hour, func() {
		require.Equal(t, s.agent, s.state(t, s.id).OwnerID, "ownership outlasts the lease")
	})
	s.run()
	ended := releases(s.trail(t, s.id))
	require.Len(t, ended, 1)
	require.Equal(t, conversation.ByWindowEnd, ended[0].Cause)
}

// A message written before the lapse counts even if its doorbell is late.
func TestAMessageJustBeforeTheLapseKeepsTheConversation(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.at(0, func() { s.hear("hello") })
	s.at(time.Hour, func() { s.granted(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}) })
	s.unheard(time.Hour+5*time.Minute-time.Millisecond, func() {
		s.write(t, conversation.Outbound{ConversationID: s.id, AgentID: s.agent, Text: "on it", WrittenAt: s.now()})
	})
	s.unheard(2*time.Hour, func() { require.Equal(t, s.agent, s.state(t, s.id).OwnerID) })
	s.run()
	require.Equal(t, []string{"on it"}, s.sent.texts(), "sent when the timer read the mailbox")
}

// A sleeping conversation may be claimed: that changes no status, and the run
// that granted it stays awake until the claim lapses.
func TestClaimingASleepingConversation(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.at(0, func() { s.hear("hello") })
	s.at(30*time.Hour, func() {
		s.update(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}, func(r conversation.Result) {
			require.Equal(t, conversation.Result{Granted: true, OwnerID: s.agent, Status: conversation.Inactive}, r)
		})
	})
	s.run()
	require.Equal(t, 2, s.runs)
	require.Empty(t, s.state(t, s.id).OwnerID)
	require.WithinDuration(t, begin.Add(30*time.Hour+5*time.Minute), s.closed, 10*time.Second)
}
