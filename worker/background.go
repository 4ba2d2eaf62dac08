package worker

import (
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/workflows"
)

// RegisterBackground registers the workflows beside the conversations and their
// activities.
func RegisterBackground(r Registry, b activities.Background) {
	RegisterBackgroundWorkflows(r)
	for _, a := range []any{b.Training, b.Importing, b.Reembedding, b.Replaying, b.Suggesting, b.Campaigning, b.Erasing} {
		r.RegisterActivityWithOptions(a, activity.RegisterOptions{})
	}
}

// WorkflowRegistry is where workflows alone are registered, as with a replayer.
type WorkflowRegistry interface {
	RegisterWorkflowWithOptions(w any, options workflow.RegisterOptions)
}

// RegisterBackgroundWorkflows registers the workflows beside the conversations
// under their public names.
func RegisterBackgroundWorkflows(r WorkflowRegistry) {
	for name, w := range map[string]any{
		responder.TrainingType:    workflows.Training,
		responder.ImportType:      workflows.Import,
		responder.ReembedType:     workflows.Reembed,
		responder.ReplayType:      workflows.Replay,
		responder.SuggestionsType: workflows.Suggestions,
		campaign.WorkflowType:     workflows.Campaign,
		conversation.ErasureType:  workflows.Erasure,
	} {
		r.RegisterWorkflowWithOptions(w, workflow.RegisterOptions{Name: name})
	}
}
