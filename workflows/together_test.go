package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// A message that was committed while the run settled, and whose doorbell is
// late, is found by the last look before the run completes.
func TestAMessageBeforeTheRunCompletesIsRead(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.at(0, func() { s.hear("hello") })
	s.at(time.Minute, func() {
		s.granted(conversation.UpdateClose, conversation.UpdateRequest{UserID: s.agent, Status: conversation.Resolved})
	})
	s.unheard(time.Minute+3*time.Second, func() { s.put(conversation.Inbound{Text: "one more thing"}) })
	s.unheard(time.Hour, func() {
		state := s.state(t, s.id)
		require.Equal(t, 2, state.Ticket)
		require.Equal(t, conversation.New, state.Status)
	})
	s.run()
	require.Equal(t, 1, s.runs)
}
