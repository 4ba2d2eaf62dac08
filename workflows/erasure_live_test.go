package workflows_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/parleyhq/parley/conversation"
)

// shelf is where the content of files lies.
type shelf struct {
	mu    sync.Mutex
	files map[string]bool
}

// Delete implements activities.Contents.
func (s *shelf) Delete(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files, id)
	return nil
}

// erases begins to erase whoever wrote these words last, and returns the erasure's
// id.
func (c *campus) erases(words string) string {
	c.t.Helper()
	var contact string
	require.NoError(c.t, c.pool.QueryRow(c.t.Context(), `
		SELECT c.contact_id::text FROM messages m JOIN conversations c ON c.id = m.conversation_id
		WHERE m.text LIKE '%' || $1 || '%' ORDER BY m.position DESC LIMIT 1`, words).Scan(&contact))
	e, err := c.store.BeginErasure(c.t.Context(), contact, "user/"+uuid.NewString())
	require.NoError(c.t, err)
	require.NoError(c.t, c.jobs.StartErasure(c.t.Context(), e.ID))
	return e.ID
}

// runs are those of a conversation's workflow that the engine knows.
func (c *campus) runs(id string) int {
	c.t.Helper()
	page, err := c.client.ListWorkflow(c.t.Context(), &workflowservice.ListWorkflowExecutionsRequest{
		Query: "WorkflowId = '" + conversation.WorkflowID(id) + "'",
	})
	require.NoError(c.t, err)
	return len(page.Executions)
}

// TestErasureLeavesNothing: the rows go, the runs of the conversation, those that
// have ended and the one that waits, and the file; a worker that stops on the way
// loses nothing.
func TestErasureLeavesNothing(t *testing.T) {
	t.Parallel()
	c := newCampus(t)
	inbox, err := c.store.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "Support"})
	require.NoError(t, err)
	accepted, err := c.store.Ingest(t.Context(), []conversation.Inbound{
		{InboxID: inbox.ID, From: conversation.Sender{ID: "asha", Name: "Asha"}, ExternalID: "1", Text: "hello"},
		{InboxID: inbox.ID, From: conversation.Sender{ID: "ben", Name: "Ben"}, ExternalID: "2", Text: "hello"},
	})
	require.NoError(t, err)
	id, stays := accepted[0].ConversationID, accepted[1].ConversationID
	stop := c.work()
	start := func(id string) {
		_, err := c.client.SignalWithStartWorkflow(t.Context(), conversation.WorkflowID(id), conversation.SignalInboundMessage,
			conversation.InboundSignal{}, client.StartWorkflowOptions{TaskQueue: campusQueue}, conversation.WorkflowType, conversation.Start{ConversationID: id})
		require.NoError(t, err)
	}
	start(id)
	start(stays)
	require.Eventually(t, func() bool { return c.count(`SELECT count(*) FROM tickets`) == 2 }, time.Minute, 20*time.Millisecond)
	require.NoError(t, c.client.TerminateWorkflow(t.Context(), conversation.WorkflowID(id), "", "an earlier run"))
	start(id)
	require.Eventually(t, func() bool { return c.runs(id) == 2 && c.runs(stays) == 1 }, time.Minute, 20*time.Millisecond)

	file := uuid.NewString()
	c.contents.files[file] = true
	_, err = c.pool.Exec(t.Context(), `INSERT INTO attachments (id, message_id, state) VALUES ($1, $2, 'stored')`, file, accepted[0].MessageID)
	require.NoError(t, err)
	stop()
	var contact string
	require.NoError(t, c.pool.QueryRow(t.Context(), `SELECT contact_id::text FROM conversations WHERE id = $1`, id).Scan(&contact))
	e, err := c.store.BeginErasure(t.Context(), contact, "user/"+uuid.NewString())
	require.NoError(t, err)
	waits, err := c.store.Pending(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, []string{e.ID}, waits.Erasures)
	require.NoError(t, c.jobs.StartErasure(t.Context(), e.ID))

	first := c.work()
	require.Eventually(t, func() bool {
		e, err := c.store.GetErasure(t.Context(), e.ID)
		return err == nil && e.Histories > 0
	}, 30*time.Second, 20*time.Millisecond)
	first()
	c.work()
	c.completed(conversation.ErasureWorkflowID(e.ID))
	done, err := c.store.GetErasure(t.Context(), e.ID)
	require.NoError(t, err)
	require.Equal(t, conversation.Erased, done.Step)
	require.GreaterOrEqual(t, done.Histories, int64(2))
	require.EqualValues(t, 1, done.Files)
	require.Empty(t, c.contents.files)
	require.Zero(t, c.runs(id))
	var gone *serviceerror.NotFound
	_, err = c.client.DescribeWorkflowExecution(t.Context(), conversation.WorkflowID(id), "")
	require.ErrorAs(t, err, &gone)
	require.Equal(t, 1, c.runs(stays))
	require.Equal(t, 1, c.count(`SELECT count(*) FROM contacts`))
}
