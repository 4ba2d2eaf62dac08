package worker

import (
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/workflows"
)

// RegisterBackground registers the workflows beside the conversations under their
// public names, and their activities.
func RegisterBackground(r Registry, b activities.Background) {
	for name, w := range map[string]any{
		responder.TrainingType:    workflows.Training,
		responder.ImportType:      workflows.Import,
		responder.ReembedType:     workflows.Reembed,
		responder.ReplayType:      workflows.Replay,
		responder.SuggestionsType: workflows.Suggestions,
	} {
		r.RegisterWorkflowWithOptions(w, workflow.RegisterOptions{Name: name})
	}
	for _, a := range []any{b.Training, b.Importing, b.Reembedding, b.Replaying, b.Suggesting} {
		r.RegisterActivityWithOptions(a, activity.RegisterOptions{})
	}
}
