package api

import (
	"context"
	"errors"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// demoPoll is how often it is looked whether what is waited for is over.
const demoPoll = 200 * time.Millisecond

// RemoveDemo removes the demo data, or goes on with it: the FAQs that nobody
// changed, everybody who wrote to its inbox, as people are erased, and the inbox.
func (h demoHandlers) RemoveDemo(ctx context.Context, _ RemoveDemoRequestObject) (RemoveDemoResponseObject, error) {
	before, err := h.demos.GetDemo(ctx)
	if err != nil {
		return nil, err
	}
	if before.Status() == conversation.DemoAbsent {
		return RemoveDemo200JSONResponse{Status: DemoStatusAbsent, Kept: []KeptFAQ{}}, nil
	}
	if err := h.stopImport(ctx, before); err != nil {
		return nil, err
	}
	left, err := h.demos.BeginDemoRemoval(ctx)
	if err != nil {
		return nil, err
	}
	h.bell.FAQsChanged()
	if err := h.eraseDemo(ctx); err != nil {
		return nil, err
	}
	over, err := h.endRemoval(ctx)
	if err != nil {
		return nil, err
	}
	if over {
		return RemoveDemo200JSONResponse{Status: DemoStatusAbsent, Kept: each(left.Kept, keptView)}, nil
	}
	now, err := h.demos.GetDemo(ctx)
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, now)
	return RemoveDemo200JSONResponse(view), err
}

// stopImport makes sure that nothing more comes in.
func (h demoHandlers) stopImport(ctx context.Context, d conversation.Demo) error {
	if d.ImportID == "" || !d.FAQsAt.IsZero() {
		return nil
	}
	if _, err := h.imports.CancelImport(ctx, d.ImportID); err != nil {
		return err
	}
	stopping, cancel := context.WithTimeout(ctx, h.Start)
	defer cancel()
	// A workflow that hears nothing finds the import cancelled at its next step.
	_ = h.jobs.CancelImport(stopping, d.ImportID)
	return nil
}

// eraseDemo begins to erase who wrote to the demo's inbox.
func (h demoHandlers) eraseDemo(ctx context.Context) error {
	people, err := h.demos.DemoContacts(ctx)
	if err != nil {
		return err
	}
	for _, id := range people {
		e, err := h.contacts.BeginErasure(ctx, id, callOf(ctx).principal.ID())
		if errors.Is(err, conversation.ErrNotFound) {
			continue // erased meanwhile
		}
		if err != nil {
			return err
		}
		// It is asked for: if the engine is away, a worker starts it later.
		if err := h.jobs.StartErasure(ctx, e.ID); err != nil {
			h.log.WarnContext(ctx, "erasure not started yet", "erasure", e.ID, "error", err)
		}
	}
	return nil
}

// endRemoval waits a while for everybody to be erased, and takes the rest away.
func (h demoHandlers) endRemoval(ctx context.Context) (over bool, err error) {
	waiting, cancel := context.WithTimeout(ctx, h.Finish)
	defer cancel()
	ticks := time.NewTicker(demoPoll)
	defer ticks.Stop()
	for {
		if over, err = h.demos.EndDemoRemoval(ctx); over || err != nil {
			return over, err
		}
		select {
		case <-waiting.Done():
			return false, ctx.Err()
		case <-ticks.C:
		}
	}
}
