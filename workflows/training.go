package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/responder"
)

// quietTime is how long the FAQ set must be left alone before it is trained for,
// quietLimit how long a stream of changes may put that off.
const (
	quietTime  = 2 * time.Second
	quietLimit = 20 * time.Second
)

// trainingLimit and trainingAttempts bound a training. What goes wrong with one
// is tried again over some twenty minutes; then the run fails, for people to see,
// and the sweeper starts another one.
const (
	trainingLimit    = 15 * time.Minute
	trainingAttempts = 8
)

// Training makes the training of the FAQ set as it stands, and again for as long
// as the set has changed meanwhile; then it completes. The training of the
// previous revision answers until then.
func Training(ctx workflow.Context) error {
	changed := workflow.GetSignalChannel(ctx, responder.SignalFAQsChanged)
	for {
		workflow.SetCurrentDetails(ctx, "Waiting until the FAQs have not been changed for a moment.")
		if err := awaitQuiet(ctx, changed); err != nil {
			return err
		}
		trained, err := train(ctx, activities.TrainRequest{})
		if err != nil {
			workflow.SetCurrentDetails(ctx, "Training failed. The FAQs answer by the training before it, and it is tried again.")
			return err
		}
		workflow.SetCurrentDetails(ctx, "Trained on "+subject(trained.Subject)+".")
		again := drained(changed) || !trained.Current
		switch {
		case !again:
			return nil
		case workflow.GetInfo(ctx).GetContinueAsNewSuggested():
			return workflow.NewContinueAsNewError(ctx, responder.TrainingType)
		}
	}
}

// awaitQuiet returns once nothing has been signalled for quietTime.
func awaitQuiet(ctx workflow.Context, changed workflow.ReceiveChannel) error {
	since := workflow.Now(ctx)
	for {
		drained(changed)
		if err := workflow.Sleep(ctx, quietTime); err != nil {
			return err
		}
		if changed.Len() == 0 || workflow.Now(ctx).Sub(since) >= quietLimit {
			drained(changed)
			return nil
		}
	}
}

// drained empties a channel of signals without payload and reports whether there
// was one.
func drained(signals workflow.ReceiveChannel) bool {
	found := false
	for signals.ReceiveAsync(nil) {
		found = true
	}
	return found
}

// train looks at what there is to train on, says so, and trains.
func train(ctx workflow.Context, r activities.TrainRequest) (activities.Trained, error) {
	var acts *activities.Training
	var on activities.Subject
	if err := workflow.ExecuteLocalActivity(shortActivity(ctx), acts.LookAtFAQs, r).Get(ctx, &on); err != nil {
		return activities.Trained{}, err
	}
	workflow.SetCurrentDetails(ctx, "Training on "+subject(on)+".")
	var trained activities.Trained
	ctx = background(ctx, "train on "+subject(on), trainingLimit, trainingAttempts)
	err := workflow.ExecuteActivity(ctx, acts.Train, r).Get(ctx, &trained)
	return trained, err
}

// subject says what is trained on, in words.
func subject(s activities.Subject) string {
	return fmt.Sprintf("%s questions of %s FAQs, revision %d", thousands(s.Questions), thousands(s.FAQs), s.Revision)
}

// haveTrained tells the training workflow that the FAQ set has changed.
func haveTrained(ctx workflow.Context) error {
	var acts *activities.Training
	return workflow.ExecuteActivity(longActivity(ctx, "have the FAQs trained for"), acts.FAQsChanged).Get(ctx, nil)
}
