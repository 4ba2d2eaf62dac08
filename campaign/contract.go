package campaign

import (
	"strings"

	"github.com/parleyhq/parley/conversation"
)

const (
	// WorkflowType is the workflow that sends a campaign's messages; under
	// WorkflowID.
	WorkflowType = "Campaign"
	// SignalChanged tells it that there is more to send, or that the campaign was
	// resumed. It carries nothing: everything stands in the database.
	SignalChanged = "campaign-changed"

	workflowIDPrefix = "campaign/"
)

// WorkflowID is the id of a campaign's workflow, the same for every run.
func WorkflowID(campaignID string) string { return workflowIDPrefix + campaignID }

// FromWorkflowID returns the campaign a workflow id names, or "".
func FromWorkflowID(workflowID string) string {
	id, ok := strings.CutPrefix(workflowID, workflowIDPrefix)
	if !ok || !conversation.IsUUID(id) {
		return ""
	}
	return id
}
