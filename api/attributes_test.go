package api_test

import (
	"log/slog"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/log"

	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
)

// TestRingsStartWithSearchAttributes looks at runs that no worker has touched.
func TestRingsStartWithSearchAttributes(t *testing.T) {
	t.Parallel()
	c, err := client.Dial(client.Options{
		HostPort: devstack.Temporal(t), Logger: log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	workflows := api.NewTemporal(c, "nobody-serves-this-queue")
	inbox := uuid.NewString()

	for _, row := range []struct {
		name, signal  string
		sleeping      bool
		inbox, status string
	}{
		{"a new ticket", conversation.SignalInboundMessage, true, inbox, "new"},
		{"a ticket whose run was lost", conversation.SignalInboundMessage, false, "", ""},
		{"an agent writes first", conversation.SignalAgentMessage, true, inbox, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			id := uuid.NewString()
			accepted := conversation.Accepted{
				ConversationID: id, MessageID: uuid.NewString(), Seq: 1, InboxID: inbox, Sleeping: row.sleeping,
			}
			require.NoError(t, workflows.Signal(t.Context(), accepted, row.signal))
			d, err := c.DescribeWorkflowExecution(t.Context(), conversation.WorkflowID(id), "")
			require.NoError(t, err)
			fields := d.GetWorkflowExecutionInfo().GetSearchAttributes().GetIndexedFields()
			read := func(name string) (value string) {
				if payload := fields[name]; payload != nil {
					require.NoError(t, converter.GetDefaultDataConverter().FromPayload(payload, &value))
				}
				return value
			}
			require.Equal(t, row.inbox, read(conversation.AttributeInbox))
			require.Equal(t, row.status, read(conversation.AttributeStatus))
			require.NoError(t, c.TerminateWorkflow(t.Context(), conversation.WorkflowID(id), "", "the test is over"))
		})
	}
}
