package workflows

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// Claims that reach the workflow in one task are judged one after the other, and
// one that was answered before is told the same again.
func TestClaimsTogether(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	state := conversation.State{Status: conversation.New, Ticket: 1}
	own := turn{before: state, state: state, rules: conversation.Rules{Lease: 5 * time.Minute}}
	var waiting []*request
	for i := range 5 {
		waiting = append(waiting, &request{
			id: fmt.Sprintf("r%d", i), name: conversation.UpdateClaim,
			args: conversation.UpdateRequest{UserID: fmt.Sprintf("agent %d", i)},
		})
	}
	kept := conversation.Result{Reason: conversation.NotOwner, OwnerID: "somebody else"}
	own.requests(waiting, conversation.Snapshot{
		Results: []conversation.KeptResult{{RequestID: "r0", Result: kept}}, Strangers: []string{"agent 1"},
	}, now)

	require.Equal(t, kept, own.answers["r0"])
	require.Equal(t, conversation.UnknownUser, own.answers["r1"].Reason)
	require.True(t, own.answers["r2"].Granted)
	for _, late := range []string{"r3", "r4"} {
		require.Equal(t, conversation.Result{OwnerID: "agent 2", Status: conversation.New, Reason: conversation.NotOwner}, own.answers[late])
	}
	require.Equal(t, "agent 2", own.state.OwnerID)
	require.Len(t, own.results, 3, "only what was decided is kept")
}
