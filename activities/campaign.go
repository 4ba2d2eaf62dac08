package activities

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// Campaigns keeps campaigns and their messages.
type Campaigns interface {
	OpenCampaign(ctx context.Context, id string) (campaign.Sending, error)
	// BeginCampaignMessage records an attempt to send the next message that is due,
	// or says why there is none.
	BeginCampaignMessage(ctx context.Context, c campaign.Sending) (*conversation.Dispatch, campaign.Turn, error)
	FinishCampaignMessage(ctx context.Context, a conversation.Attempted) error
	// SettleLostCampaignMessages ends attempts whose sender has died, and returns how
	// many are under way.
	SettleLostCampaignMessages(ctx context.Context, campaignID string, age time.Duration) (underWay int, err error)
	CompleteCampaign(ctx context.Context, id string) (bool, error)
	NoteCampaign(ctx context.Context, id, problem string) error
}

// Campaigning are the activities of a campaign.
type Campaigning struct {
	Campaigns Campaigns
	Sender    Sender
	Log       *slog.Logger
	// Batch bounds one activity, 0 for 20 s. LostAfter is after how long an attempt
	// whose end was not recorded counts as lost, 0 for a minute: longer than a call
	// and what is done about it may take.
	Batch, LostAfter time.Duration
}

// CampaignRequest names a campaign.
type CampaignRequest struct {
	CampaignID string `json:"campaign_id"`
}

// CampaignProgress says what a batch came to.
type CampaignProgress struct {
	// Attempted is how many calls were made.
	Attempted int `json:"attempted"`
	// Idle says that nothing waits: the campaign is done, or does not run.
	Idle bool `json:"idle,omitempty"`
	// NextAt is when there is more to do, zero for at once.
	NextAt time.Time `json:"next_at,omitzero"`
}

const (
	// sendsAtOnce is how many calls of a campaign are under way together.
	sendsAtOnce = 16
	// heldWait is how soon it is looked again whether a campaign may go on, and
	// lostWait whether attempts under way have ended.
	heldWait = time.Minute
	lostWait = 5 * time.Second
)

// SendCampaign sends messages of a campaign that are due, as fast as the inbox's
// rate lets it, for a while. Each has its attempt recorded before the call, so a
// repetition of this activity sends none again: what its forerunner left behind
// becomes unknown.
func (a *Campaigning) SendCampaign(ctx context.Context, r CampaignRequest) (CampaignProgress, error) {
	beating := beat(ctx)
	defer beating.stop()
	c, err := a.Campaigns.OpenCampaign(ctx, r.CampaignID)
	if err != nil {
		return CampaignProgress{}, a.failed("open the campaign", err)
	}
	batch := a.send(ctx, c)
	if batch.err != nil {
		return CampaignProgress{}, a.failed("send messages", batch.err)
	}
	if err := a.Campaigns.NoteCampaign(ctx, c.ID, batch.turn.Held); err != nil {
		return CampaignProgress{}, a.failed("say how the campaign stands", err)
	}
	progress, err := a.progress(ctx, c.ID, batch)
	if err != nil {
		return CampaignProgress{}, a.failed("see what is left", err)
	}
	if progress.Attempted > 0 {
		a.Log.Info("campaign messages attempted", "campaign", c.ID, "messages", progress.Attempted, "not_sent", batch.notSent)
	}
	return progress, nil
}

// progress is what a batch came to, and what there is to do next.
func (a *Campaigning) progress(ctx context.Context, id string, b *campaignBatch) (CampaignProgress, error) {
	p := CampaignProgress{Attempted: b.attempted}
	underWay, err := a.Campaigns.SettleLostCampaignMessages(ctx, id, orTime(a.LostAfter, time.Minute))
	switch {
	case err != nil:
		return p, err
	case b.turn.Held != "":
		p.NextAt = time.Now().Add(heldWait)
		return p, nil
	case b.more:
		return p, nil
	case !b.turn.NextAt.IsZero():
		p.NextAt = b.turn.NextAt
		return p, nil
	case underWay > 0:
		p.NextAt = time.Now().Add(lostWait)
		return p, nil
	}
	if _, err := a.Campaigns.CompleteCampaign(ctx, id); err != nil {
		return p, err
	}
	c, err := a.Campaigns.OpenCampaign(ctx, id)
	// Running still: somebody has added messages meanwhile.
	p.Idle = c.Status != campaign.Running
	return p, err
}

// failed is [fit]; a campaign that is gone is gone for good.
func (a *Campaigning) failed(what string, err error) error {
	if errors.Is(err, campaign.ErrNotFound) {
		return temporal.NewNonRetryableApplicationError("no such campaign", "NotFound", nil)
	}
	return fit(a.Log, what, err)
}

// stopping is closed when the worker is about to stop.
func stopping(ctx context.Context) <-chan struct{} {
	if !activity.IsActivity(ctx) {
		return nil
	}
	return activity.GetWorkerStopChannel(ctx)
}

func orTime(d, usual time.Duration) time.Duration {
	if d == 0 {
		return usual
	}
	return d
}
