package workflows_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// Another run, of a worker that was thought dead, commits first: this one's
// commit writes nothing, and it goes on from the newer row.
func TestACommitThatCameTooLateIsDoneAgainOnTheNewerRow(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	raced := false
	hook := s.hook()
	hook.beforeCommit = func(c conversation.Change) {
		if raced {
			return
		}
		raced = true
		// The other run has applied the same message and granted a claim.
		theirs := c
		theirs.State.OwnerID, theirs.State.AnswerFrom = s.other, 0
		theirs.Records = append(theirs.Records, conversation.Record{
			Type: conversation.Claimed, At: begin, Ticket: 1, ActorID: s.other, OwnerID: s.other,
		})
		committed, err := s.store.Commit(t.Context(), theirs)
		require.NoError(t, err)
		require.True(t, committed.Written())
	}
	s.at(0, func() { s.hear("faq hello") })
	s.at(time.Minute, func() {
		s.update(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}, func(r conversation.Result) {
			require.Equal(t, conversation.Result{OwnerID: s.other, Status: conversation.New, Reason: conversation.NotOwner}, r)
		})
	})
	s.run()
	require.True(t, raced)
	require.Empty(t, s.sent.texts(), "the claim came first")
	opened, claimed := 0, 0
	for _, r := range s.trail(t, s.id) {
		switch r.Type {
		case conversation.TicketOpened:
			opened++
		case conversation.Claimed:
			claimed++
		}
	}
	require.Equal(t, 1, opened, "the message was applied once")
	require.Equal(t, 1, claimed)
}

// A worker that was paused in the middle of a commit wakes up long after another
// has gone on: its write comes to nothing.
func TestAPausedWorkerWritesNoOlderState(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	var paused []conversation.Change
	s.hook().beforeCommit = func(c conversation.Change) { paused = append(paused, c) }
	s.at(0, func() { s.hear("hello") })
	s.at(time.Minute, func() { s.granted(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}) })
	s.at(2*time.Minute, func() { s.reply(s.agent, "here I am") })
	s.unheard(time.Hour, func() {
		before := s.state(t, s.id)
		entries := len(s.trail(t, s.id))
		require.NotEmpty(t, paused)
		for _, c := range paused {
			committed, err := s.store.Commit(t.Context(), c)
			require.NoError(t, err)
			require.True(t, committed.Conflict)
		}
		require.Equal(t, before, s.state(t, s.id))
		require.Len(t, s.trail(t, s.id), entries)
	})
	s.run()
}

// The database did it and nobody heard: whatever is asked again is done once.
func TestLostAnswersChangeNothing(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	hook := s.hook()
	lost := map[int64]bool{}
	hook.losesAnswer = func(c conversation.Change) bool {
		// Every commit's answer is lost once.
		first := !lost[c.State.Version]
		lost[c.State.Version] = true
		return first
	}
	forgets := &forgetful{Decisions: s.acts.Decisions, Deliveries: s.acts.Deliveries, lost: map[string]bool{}}
	s.acts.Decisions, s.acts.Deliveries = forgets, forgets
	s.sent.script = func(d conversation.Dispatch) conversation.Attempted {
		// As on a channel that can tell a repetition.
		return conversation.Attempted{State: conversation.MessageSent}
	}
	s.at(0, func() { s.hear("faq hello") })
	s.at(time.Minute, func() { s.granted(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}) })
	s.at(2*time.Minute, func() { s.reply(s.agent, "here I am") })
	s.at(3*time.Minute, func() { s.reply(s.other, "me too") })
	s.at(4*time.Minute, func() {
		s.granted(conversation.UpdateClose, conversation.UpdateRequest{UserID: s.agent, Status: conversation.Resolved})
	})
	s.run()
	count := map[conversation.RecordType]int{}
	for _, r := range s.trail(t, s.id) {
		count[r.Type]++
	}
	require.Equal(t, map[conversation.RecordType]int{
		conversation.TicketOpened: 1, conversation.Claimed: 1, conversation.StatusChanged: 2,
		conversation.RefusedMessage: 1, conversation.Released: 1,
	}, count)
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM decisions`))
	require.Equal(t, 2, s.count(t, `SELECT count(*) FROM messages WHERE state = 'sent'`))
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE state = 'refused'`))
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE author = 'auto'`))
	require.GreaterOrEqual(t, len(lost), 4)
}

// A request is told the same again, also by a later run, whatever has happened
// since.
func TestTheResultOfARequestIsKeptAcrossRuns(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	request := uuid.NewString()
	var told []conversation.Result
	ask := func() {
		s.asked[request] = ask{
			conversation.UpdateClaim,
			conversation.UpdateRequest{UserID: s.agent},
			func(r conversation.Result) { told = append(told, r) },
		}
		s.send(request)
	}
	s.at(0, func() { s.hear("hello") })
	s.at(time.Minute, ask)
	s.at(2*time.Minute, func() {
		s.granted(conversation.UpdateTransfer, conversation.UpdateRequest{UserID: s.agent, ToID: s.other})
	})
	s.at(48*time.Hour, ask)
	s.run()
	granted := conversation.Result{Granted: true, OwnerID: s.agent, Status: conversation.New}
	require.Equal(t, []conversation.Result{granted, granted}, told)
	require.GreaterOrEqual(t, s.runs, 2)
	require.Empty(t, s.state(t, s.id).OwnerID, "and it was not granted again")
}
