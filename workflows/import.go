package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/responder"
)

// checkLimit bounds one batch of rows, most of which is embedding.
const checkLimit = 10 * time.Minute

// mostChecks is how often a file is checked anew because FAQs that it changes
// were edited meanwhile.
const mostChecks = 10

// Import checks the rows of an uploaded file batch by batch and, but for a dry
// run, makes all of it at once what the FAQs are. What a batch found is stored
// with its rows, so a worker that dies loses one batch of work and no row.
func Import(ctx workflow.Context) error {
	id := responder.FromImportID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	if !conversation.IsUUID(id) {
		return wrongID("import/<the id of an import>")
	}
	i := importing{request: activities.ImportRequest{ImportID: id}}
	err := ending(ctx, i.run(ctx))
	if err == nil {
		return nil
	}
	ctx = afterwards(ctx)
	end := i.acts.FailImport
	var failure *temporal.ApplicationError
	i.request.Stale = errors.As(err, &failure) && failure.Type() == staleImport
	if temporal.IsCanceledError(err) {
		end = i.acts.CancelImport
	}
	if err := workflow.ExecuteLocalActivity(shortActivity(ctx), end, i.request).Get(ctx, nil); err != nil {
		return err
	}
	return err
}

// staleImport is the type of the failure of a run whose FAQs others kept editing.
const staleImport = "Stale"

type importing struct {
	// acts names the activities: always nil, only its method values are used.
	acts    *activities.Importing
	request activities.ImportRequest
}

func (i importing) run(ctx workflow.Context) error {
	for range mostChecks {
		checked, err := i.check(ctx)
		if err != nil {
			return err
		}
		if checked.Ended {
			return nil
		}
		applied, err := i.apply(ctx)
		if err != nil {
			return err
		}
		if !applied.Stale {
			return i.ring(ctx, applied)
		}
	}
	return temporal.NewNonRetryableApplicationError(
		"FAQs of the file were edited whenever it had been checked", staleImport, nil)
}

// check has batch after batch checked until every row has a verdict. A dry run
// has ended with that.
func (i importing) check(ctx workflow.Context) (activities.Checked, error) {
	var checked activities.Checked
	for {
		batch := background(ctx, "check rows after "+thousands(checked.Checked), checkLimit, untilDone)
		if err := workflow.ExecuteActivity(batch, i.acts.CheckImport, i.request).Get(ctx, &checked); err != nil {
			return checked, err
		}
		workflow.SetCurrentDetails(ctx, fmt.Sprintf("%s of %s rows checked, %s rejected.",
			thousands(checked.Checked), thousands(checked.Rows), thousands(checked.Rejected)))
		if checked.Ended || checked.Checked >= checked.Rows {
			return checked, nil
		}
	}
}

// apply changes the FAQs in one transaction, or finds that rows must be checked
// again.
func (i importing) apply(ctx workflow.Context) (activities.Applied, error) {
	var applied activities.Applied
	ctx = background(ctx, "apply", checkLimit, untilDone)
	err := workflow.ExecuteActivity(ctx, i.acts.ApplyImport, i.request).Get(ctx, &applied)
	return applied, err
}

func (i importing) ring(ctx workflow.Context, applied activities.Applied) error {
	workflow.SetCurrentDetails(ctx, fmt.Sprintf("%s FAQs created, %s updated, %s unchanged; %s rows rejected.",
		thousands(applied.Created), thousands(applied.Updated), thousands(applied.Unchanged), thousands(applied.Rejected)))
	if applied.Created+applied.Updated == 0 {
		return nil
	}
	return haveTrained(ctx)
}
