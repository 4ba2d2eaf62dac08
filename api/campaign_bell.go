package api

import (
	"context"
	"log/slog"
	"time"

	"github.com/parleyhq/parley/campaign"
)

// campaignRing bounds how long a request waits for the engine.
const campaignRing = 2 * time.Second

// campaignBell tells the workflow of a campaign that there is something to send.
// A ring that is not heard is made up for: the workers look for campaigns with
// messages that should have gone out.
type campaignBell struct {
	jobs Jobs
	log  *slog.Logger
}

func (b campaignBell) changed(ctx context.Context, c campaign.Campaign) {
	if c.Status != campaign.Running {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), campaignRing)
	defer cancel()
	if err := b.jobs.CampaignChanged(ctx, c.ID); err != nil {
		b.log.WarnContext(ctx, "campaign not rung for", "campaign", c.ID, "error", err)
	}
}
