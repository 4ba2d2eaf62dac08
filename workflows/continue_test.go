package workflows_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// A run that continues as new hands over what it has not dealt with yet: a
// delivery to be retried, a lease, by-value signals that arrive in the same
// task.
func TestContinuingAsNewHandsEverythingOver(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	attempts := 0
	s.sent.script = func(conversation.Dispatch) conversation.Attempted {
		if attempts++; attempts == 1 {
			return conversation.Attempted{State: conversation.MessageQueued, NotBefore: begin.Add(10 * time.Minute)}
		}
		return conversation.Attempted{State: conversation.MessageSent}
	}
	s.at(0, func() { s.hear("hello") })
	s.at(time.Second, func() { s.reply(s.agent, "a moment") })
	s.at(2*time.Second, func() {
		s.granted(conversation.UpdateTransfer, conversation.UpdateRequest{UserID: s.agent, ToID: s.other})
	})
	s.at(time.Minute, func() {
		s.env.SetContinueAsNewSuggested(true)
		s.together(conversation.SignalInboundMessage, s.byValue("v1", "by value"))
		s.together(conversation.SignalInboundMessage, conversation.InboundSignal{ID: "nobody's"})
		s.signal(conversation.SignalAgentMessage, conversation.AgentSignal{ID: "v2", AgentID: s.other, Text: "an agent by value"})
	})
	s.unheard(2*time.Minute, func() {
		require.Equal(t, 1, s.continued)
		require.Equal(t, 1, attempts, "the retry waits for its time")
		require.Equal(t, s.other, s.state(t, s.id).OwnerID)
	})
	s.run()
	require.Equal(t, []string{"hello", "a moment", "by value", "an agent by value"}, s.texts())
	require.Equal(t, []string{"a moment", "a moment", "an agent by value"}, s.sent.texts())
	require.Equal(t, []conversation.Reason{conversation.Incomplete}, s.drops(t, s.id))
}

// More than the engine takes as an argument is put into the mailbox first.
func TestContinuingAsNewWithMoreThanCanBeHandedOver(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	const messages = 60
	s.at(0, func() { s.hear("hello") })
	s.at(time.Minute, func() {
		s.env.SetContinueAsNewSuggested(true)
		for i := range messages {
			s.together(conversation.SignalInboundMessage, s.byValue(fmt.Sprint(i), strings.Repeat("<", 60_000)))
		}
		s.signal(conversation.SignalInboundMessage, conversation.InboundSignal{Seq: 1})
	})
	s.run()
	require.GreaterOrEqual(t, s.continued, 1)
	require.Less(t, s.largest, 1<<20)
	require.Equal(t, messages+1, len(s.texts())) //nolint:testifylint // Len would print megabytes.
	require.Equal(t, int64(messages+1), s.state(t, s.id).Cursor)
}
