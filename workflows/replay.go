package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/responder"
)

// replayLimit and replayAttempts bound a replay: somebody waits for it.
const (
	replayLimit    = 15 * time.Minute
	replayAttempts = 3
)

// Replay decides about past messages anew, with a change that is not made yet,
// and stores what would differ.
func Replay(ctx workflow.Context) error {
	var acts *activities.Replaying
	id := responder.FromReplayID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	if !conversation.IsUUID(id) {
		return wrongID("replay/<the id of a replay>")
	}
	request := activities.ReplayRequest{ReplayID: id}
	workflow.SetCurrentDetails(ctx, "Deciding about past messages anew.")
	var replayed activities.Replayed
	deciding := background(ctx, "replay", replayLimit, replayAttempts)
	err := ending(ctx, workflow.ExecuteActivity(deciding, acts.Replay, request).Get(ctx, &replayed))
	if err == nil {
		workflow.SetCurrentDetails(ctx, thousands(replayed.Messages)+" messages decided anew.")
		return nil
	}
	request.Cancelled = temporal.IsCanceledError(err)
	ctx = afterwards(ctx)
	if err := workflow.ExecuteLocalActivity(shortActivity(ctx), acts.FailReplay, request).Get(ctx, nil); err != nil {
		return err
	}
	return err
}
