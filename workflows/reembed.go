package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/responder"
)

// embedLimit bounds one step of a change of the embedding model.
const embedLimit = 15 * time.Minute

// switchPause is how long a run waits before it looks again for questions that
// were saved while it trained.
const switchPause = time.Second

// Reembed gives every question a vector of the model that is to take over, trains
// for it and switches, while the old model keeps answering. Which model that is
// stands in the database, as does every vector that is made: a worker that dies
// loses a batch, and a provider may be away for days. A run that is cancelled
// calls the change off.
func Reembed(ctx workflow.Context) error {
	var r reembedding
	err := ending(ctx, r.run(ctx))
	if !temporal.IsCanceledError(err) {
		return err
	}
	ctx = afterwards(ctx)
	if err := workflow.ExecuteLocalActivity(shortActivity(ctx), r.acts.CancelReembed).Get(ctx, nil); err != nil {
		return err
	}
	return err
}

type reembedding struct {
	// acts names the activities: always nil, only its method values are used.
	acts *activities.Reembedding
}

func (r reembedding) run(ctx workflow.Context) error {
	for {
		embedded, err := r.embed(ctx)
		switch {
		case err != nil:
			return err
		case embedded.To == "":
			workflow.SetCurrentDetails(ctx, "No other embedding model is to take over.")
			return nil
		case embedded.Left:
		default:
			switched, err := r.finish(ctx, embedded)
			if switched || err != nil {
				return err
			}
			// Somebody saved a question meanwhile, or chose another model.
			if err := workflow.Sleep(ctx, switchPause); err != nil {
				return err
			}
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return workflow.NewContinueAsNewError(ctx, responder.ReembedType)
		}
	}
}

// embed embeds the next questions, as often as it takes until the embedder
// answers.
func (r reembedding) embed(ctx workflow.Context) (activities.Embedded, error) {
	var embedded activities.Embedded
	step := background(ctx, "embed questions", embedLimit, untilDone)
	if err := workflow.ExecuteActivity(step, r.acts.EmbedQuestions).Get(ctx, &embedded); err != nil {
		return embedded, err
	}
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("%s of %s questions embedded by %s; %s keeps answering.",
		thousands(embedded.Done), thousands(embedded.Total), embedded.Model, embedded.Serving))
	return embedded, nil
}

// finish trains for the new model and switches to it, unless a question lacks a
// vector by then.
func (r reembedding) finish(ctx workflow.Context, embedded activities.Embedded) (switched bool, err error) {
	trained, err := train(ctx, activities.TrainRequest{EmbedderID: embedded.To})
	if err != nil {
		return false, err
	}
	var finished activities.Finished
	err = workflow.ExecuteActivity(background(ctx, "switch", embedLimit, untilDone), r.acts.FinishReembed,
		activities.FinishRequest{To: embedded.To, TrainingID: trained.TrainingID}).Get(ctx, &finished)
	if err != nil || !finished.Switched {
		return false, err
	}
	workflow.SetCurrentDetails(ctx, embedded.Model+" answers now.")
	// FAQs that were edited since it was trained answer by a newer training soon.
	return true, haveTrained(ctx)
}
