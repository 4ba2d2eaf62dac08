package workflows_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/conversation"
)

// A service that talks to a workflow cannot act for somebody who may not take
// conversations, whatever the API would have said.
func TestStrangersCannotTakeConversations(t *testing.T) {
	t.Parallel()
	l := newLive(t, defaultRules())
	l.acts.Users = l.store
	member, disabled := uuid.NewString(), uuid.NewString()
	invite := func(id, role, off string) {
		l.exec(t, `INSERT INTO users (id, email, name, roles, password_hash, disabled_at)
			VALUES ($1::uuid, $1::text, 'x', ARRAY[$2], '', $3::timestamptz)`, id, role, off)
	}
	invite(l.agent, "agent", "infinity")
	l.exec(t, `UPDATE users SET disabled_at = NULL`)
	invite(disabled, "agent", "2026-01-01")
	l.exec(t, `INSERT INTO users (id, email, name, roles, password_hash) VALUES ($1::uuid, $1::text, 'x', '{member}', '')`, member)
	id := l.hear("asha", "hello").ConversationID

	for _, stranger := range []string{uuid.NewString(), member, disabled} {
		got := l.update(id, conversation.UpdateClaim, conversation.UpdateRequest{UserID: stranger})
		require.Equal(t, conversation.Result{Status: conversation.New, Reason: conversation.UnknownUser}, got)
	}
	got := l.update(id, conversation.UpdateTransfer, conversation.UpdateRequest{UserID: l.agent, ToID: member})
	require.Equal(t, conversation.UnknownUser, got.Reason)
	require.Empty(t, l.state(t, id).OwnerID)

	signal := func(agent string) {
		require.NoError(t, l.client.SignalWorkflow(t.Context(), conversation.WorkflowID(id), "",
			conversation.SignalAgentMessage, conversation.AgentSignal{ID: "a", AgentID: agent, Text: "by value"}))
	}
	signal(member)
	signal(l.agent)
	l.eventually(id, "the agent's message", func(s conversation.State) bool { return s.Status == conversation.Active })
	require.Equal(t, l.agent, l.state(t, id).OwnerID)
	require.Equal(t, 1, l.count(t, `SELECT count(*) FROM messages WHERE author = 'agent'`))
	require.Equal(t, 1, l.count(t, `SELECT count(*) FROM events WHERE type = 'signal_dropped' AND data->>'reason' = 'unknown_user'`))
}

// Two workflow ids must not own one row, and a run nobody can read for must not
// live for ever.
func TestAWorkflowIDThatIsNoneFails(t *testing.T) {
	t.Parallel()
	l := newLive(t, defaultRules())
	id := conversation.ID(l.inbox, "asha")
	rows := []struct {
		workflowID string
		start      conversation.Start
	}{
		{"conversation/hello", conversation.Start{}},
		{"conversation/5B0FF8F2-3C53-4D3D-9B0C-2F4C8B1F6C7E", conversation.Start{}},
		{"hello-" + id, conversation.Start{}},
		{conversation.WorkflowID(id), conversation.Start{ConversationID: conversation.ID(l.inbox, "bob")}},
		{conversation.WorkflowID(id), conversation.Start{InboxID: l.inbox, Contact: &conversation.StartContact{ExternalID: "bob"}}},
	}
	for _, row := range rows {
		run, err := l.client.ExecuteWorkflow(t.Context(),
			client.StartWorkflowOptions{ID: row.workflowID, TaskQueue: l.queue}, conversation.WorkflowType, row.start)
		require.NoError(t, err)
		var failed *temporal.ApplicationError
		require.ErrorAs(t, run.Get(t.Context(), nil), &failed)
		require.Equal(t, "WrongWorkflowID", failed.Type())
	}
}
