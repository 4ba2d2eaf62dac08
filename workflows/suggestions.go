package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
)

// groupLimit and groupAttempts bound a search for groups.
const (
	groupLimit    = 15 * time.Minute
	groupAttempts = 5
)

// Suggestions groups recent messages that nothing answered and proposes an FAQ
// for each group.
func Suggestions(ctx workflow.Context) error {
	var acts *activities.Suggesting
	workflow.SetCurrentDetails(ctx, "Grouping messages that nothing answered.")
	var found activities.Suggested
	grouping := background(ctx, "group unanswered messages", groupLimit, groupAttempts)
	if err := workflow.ExecuteActivity(grouping, acts.Suggest).Get(ctx, &found); err != nil {
		return err
	}
	workflow.SetCurrentDetails(ctx, thousands(found.Saved)+" new suggestions from "+thousands(found.Messages)+" messages.")
	return nil
}
