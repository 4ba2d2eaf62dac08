package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func TestAnUpdateOfAnUnknownConversationIsRefusedAndTheRunSleeps(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "nobody")
	var got conversation.Result
	s.at(0, func() {
		s.update(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}, func(r conversation.Result) { got = r })
	})
	s.run()
	require.Equal(t, conversation.Result{Reason: conversation.UnknownConversation}, got)
	require.WithinDuration(t, begin.Add(5*time.Second), s.closed, time.Second)
}

// A claim may come before the first message: the run that refused it takes the
// message in like any other.
func TestARunThatFoundNothingTakesTheFirstMessageIn(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.at(0, func() {
		s.update(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}, func(conversation.Result) {})
	})
	s.at(time.Second, func() { s.hear("faq hello") })
	s.run()
	require.Equal(t, 1, s.runs)
	require.Equal(t, conversation.Inactive, s.state(t, s.id).Status)
	require.Equal(t, []string{"answer to faq hello"}, s.sent.texts())
}
