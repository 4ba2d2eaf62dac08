package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

const (
	// campaignLimit bounds a batch of sends, which ends by itself long before.
	campaignLimit = 3 * time.Minute
	// campaignSettle is how long a campaign with nothing to do waits for more before
	// its run ends, in a task that does nothing else.
	campaignSettle = 5 * time.Second
	// longestWait bounds a timer: what is due in a year is looked at again before.
	longestWait = 30 * 24 * time.Hour
	// campaignEvents is how long a run's history may get.
	campaignEvents = 2000
)

// Campaign sends the messages of a campaign batch by batch, waits on a timer for
// those that are due later, and ends when none is left: what is handed in after
// that starts it again under the same id. Where everything stands is in the
// database; the signal only says that it is worth a look.
func Campaign(ctx workflow.Context) error {
	id := campaign.FromWorkflowID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	if !conversation.IsUUID(id) {
		return wrongID("campaign/<the id of a campaign>")
	}
	c := campaigning{request: activities.CampaignRequest{CampaignID: id}, changed: workflow.GetSignalChannel(ctx, campaign.SignalChanged)}
	for {
		c.drain()
		progress, err := c.send(ctx)
		if err != nil {
			return err
		}
		again, err := c.wait(ctx, progress)
		if err != nil || !again {
			return err
		}
		info := workflow.GetInfo(ctx)
		if info.GetContinueAsNewSuggested() || info.GetCurrentHistoryLength() > campaignEvents {
			c.drain()
			return workflow.NewContinueAsNewError(ctx, campaign.WorkflowType)
		}
	}
}

type campaigning struct {
	// acts names the activities: always nil, only its method values are used.
	acts    *activities.Campaigning
	request activities.CampaignRequest
	changed workflow.ReceiveChannel
}

// drain forgets signals: the batch that follows sees all that they were about.
func (c campaigning) drain() {
	for c.changed.ReceiveAsync(nil) {
	}
}

func (c campaigning) send(ctx workflow.Context) (activities.CampaignProgress, error) {
	var progress activities.CampaignProgress
	workflow.SetCurrentDetails(ctx, "Sending what is due.")
	ctx = background(ctx, "send a batch", campaignLimit, untilDone)
	err := workflow.ExecuteActivity(ctx, c.acts.SendCampaign, c.request).Get(ctx, &progress)
	return progress, err
}

// wait returns when there may be more to send, and false if nothing came while
// nothing was left.
func (c campaigning) wait(ctx workflow.Context, p activities.CampaignProgress) (again bool, err error) {
	pause := min(max(p.NextAt.Sub(workflow.Now(ctx)), 0), longestWait)
	details := "Waiting until the next message is due."
	switch {
	case p.Idle:
		pause, details = campaignSettle, "Nothing is left to send."
	case p.NextAt.IsZero():
		return true, nil
	default:
		// The database's clock may be behind the engine's.
		pause = max(pause, shortestPause)
	}
	workflow.SetCurrentDetails(ctx, details)
	// Its own context, so that the timer ends with the wait.
	ctx, cancel := workflow.WithCancel(ctx)
	defer cancel()
	timer := workflow.NewTimerWithOptions(ctx, pause, workflow.TimerOptions{Summary: details})
	rung := false
	workflow.NewSelector(ctx).
		AddReceive(c.changed, func(channel workflow.ReceiveChannel, _ bool) { rung = channel.ReceiveAsync(nil) }).
		AddFuture(timer, func(f workflow.Future) { err = f.Get(ctx, nil) }).
		Select(ctx)
	return rung || !p.Idle, err
}
