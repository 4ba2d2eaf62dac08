package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

const (
	// eraseLimit bounds one step of an erasure, most of which is looking.
	eraseLimit = 30 * time.Minute
	// historySettle is how long after a run began the engine may not list it yet, and
	// how often it is asked whether those that it was told to delete are gone, which
	// takes half a minute. Where it takes longer than quickLooks it is asked every
	// slowLook, and from slowLooks on, about an hour, every lateLook: by then it is
	// said that something is wrong. What was ended and not deleted goes when the
	// engine's retention ends, so this has an end too.
	historySettle = 3 * time.Second
	quickLooks    = 20
	slowLook      = time.Minute
	slowLooks     = 80
	lateLook      = time.Hour
	// looksOfRun are for one run of the workflow, about 2,000 events; another one goes
	// on.
	looksOfRun = 200
)

// Erasure erases a person: first from the database, so that nobody finds them any
// more, then the histories of their conversations, what providers posted about
// them, and the content of their files. Who that is stands in the database, as
// does how far it has come: a worker that dies loses nothing, and a step that was
// done is done.
func Erasure(ctx workflow.Context) error {
	id := conversation.FromErasureWorkflowID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	if !conversation.IsUUID(id) {
		return wrongID("erasure/<the id of an erasure>")
	}
	e := erasing{request: activities.ErasureRequest{ErasureID: id}}
	for _, step := range []func(workflow.Context) error{e.rows, e.histories, e.webhooks, e.files} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	ctx = background(ctx, "forget by what they were found", eraseLimit, untilDone)
	return workflow.ExecuteActivity(ctx, e.acts.FinishErasure, e.request).Get(ctx, nil)
}

type erasing struct {
	// acts names the activities: always nil, only its method values are used.
	acts    *activities.Erasing
	request activities.ErasureRequest
}

func (e erasing) rows(ctx workflow.Context) error {
	workflow.SetCurrentDetails(ctx, "Erasing a person from the database.")
	ctx = background(ctx, "erase rows", eraseLimit, untilDone)
	return workflow.ExecuteActivity(ctx, e.acts.EraseRows, e.request).Get(ctx, nil)
}

// histories looks until it finds none twice, as what has just begun is not listed
// at once.
func (e erasing) histories(ctx workflow.Context) error {
	request, most, pause := e.request, 0, historySettle
	for looks := 1; ; looks++ {
		var erased activities.ErasedHistories
		workflow.SetCurrentDetails(ctx, "Deleting the histories of their conversations, "+thousands(most)+" so far.")
		step := background(ctx, "delete histories", eraseLimit, untilDone)
		if err := workflow.ExecuteActivity(step, e.acts.EraseHistories, request).Get(ctx, &erased); err != nil {
			return err
		}
		if request.Over && erased.Gone == 0 {
			return nil
		}
		most = max(most, erased.Gone)
		request.Over = erased.Gone == 0
		switch looks {
		case quickLooks:
			pause = slowLook
		case slowLooks:
			pause, request.Late = lateLook, true
		case looksOfRun:
			return workflow.NewContinueAsNewError(ctx, Erasure)
		}
		settling := workflow.TimerOptions{Summary: "until the engine lists what has begun"}
		if err := workflow.NewTimerWithOptions(ctx, pause, settling).Get(ctx, nil); err != nil {
			return err
		}
	}
}

func (e erasing) webhooks(ctx workflow.Context) error {
	var w activities.ErasedWebhooks
	for !w.Over {
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("Looking through what providers posted: at %d of %d.", w.At, w.End))
		step := background(ctx, "look through webhooks", eraseLimit, untilDone)
		if err := workflow.ExecuteActivity(step, e.acts.EraseWebhooks, e.request).Get(ctx, &w); err != nil {
			return err
		}
	}
	return nil
}

// files waits for those that may be on their way in: deleted now, they would be
// there again.
func (e erasing) files(ctx workflow.Context) error {
	for {
		var files activities.ErasedFiles
		workflow.SetCurrentDetails(ctx, "Deleting the content of their files.")
		step := background(ctx, "delete files", eraseLimit, untilDone)
		if err := workflow.ExecuteActivity(step, e.acts.EraseFiles, e.request).Get(ctx, &files); err != nil {
			return err
		}
		if files.Over {
			return nil
		}
		workflow.SetCurrentDetails(ctx, "Waiting for files that were just being fetched.")
		pause := max(files.Until.Sub(workflow.Now(ctx)), shortestPause)
		waiting := workflow.TimerOptions{Summary: "files on their way in"}
		if err := workflow.NewTimerWithOptions(ctx, pause, waiting).Get(ctx, nil); err != nil {
			return err
		}
	}
}
