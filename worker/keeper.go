package worker

import (
	"context"
	"log/slog"
	"time"

	"github.com/parleyhq/parley/jobs"
	"github.com/parleyhq/parley/responder"
)

// Pending finds work beside the conversations that was asked for and is not done.
type Pending interface {
	// Pending returns what has been waiting for longer than age.
	Pending(ctx context.Context, age time.Duration) (responder.Pending, error)
}

// keeper starts the workflows of work that waits: whoever asked for it could not
// reach Temporal, or its run was ended by hand or by a failure. One that runs is
// left alone, so every worker may do this.
type keeper struct {
	pending    Pending
	jobs       *jobs.Jobs
	log        *slog.Logger
	every, age time.Duration
	// stale says that the training was older than the FAQs when it was last looked:
	// a change rings by itself, and has until the next look to be trained for.
	stale bool
}

func (k *keeper) run(ctx context.Context) {
	ticker := time.NewTicker(k.every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			k.keep(ctx)
		}
	}
}

func (k *keeper) keep(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, k.every)
	defer cancel()
	pending, err := k.pending.Pending(ctx, k.age)
	if err != nil {
		k.log.Warn("work that waits not found", "error", err)
		return
	}
	tried := func(job string, err error) {
		if err != nil {
			k.log.Warn("work that waits not started", "job", job, "error", err)
		}
	}
	if pending.Training && k.stale {
		tried("training", k.jobs.StartTraining(ctx))
	}
	k.stale = pending.Training
	if pending.Reembed {
		tried("reembed", k.jobs.StartReembed(ctx))
	}
	for _, id := range pending.Imports {
		tried("import", k.jobs.StartImport(ctx, id))
	}
	for _, id := range pending.Replays {
		tried("replay", k.jobs.StartReplay(ctx, id))
	}
	for _, id := range pending.Erasures {
		tried("erasure", k.jobs.StartErasure(ctx, id))
	}
	for _, id := range pending.Campaigns {
		// One that runs may wait for another time than it should.
		tried("campaign", k.jobs.CampaignChanged(ctx, id))
	}
}
