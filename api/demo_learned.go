package api

import (
	"context"
	"time"
)

// learned waits until an instant for what answers to know the FAQs as they are now,
// and reports whether it does: before that, the training of the FAQs that were there
// earlier would judge the demo's customers.
func (h demoHandlers) learned(ctx context.Context, until time.Time) (bool, error) {
	waiting, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	ticks := time.NewTicker(demoPoll)
	defer ticks.Stop()
	for wanted := int64(-1); ; {
		m, err := h.demos.GetMatching(ctx)
		if err != nil {
			return false, err
		}
		if wanted < 0 {
			wanted = m.Serving.Revision
		}
		if m.Training != nil && m.Training.Revision >= wanted {
			return true, nil
		}
		if callOf(ctx).prefers("respond-async") {
			return false, nil
		}
		select {
		case <-waiting.Done():
			return false, ctx.Err()
		case <-ticks.C:
		}
	}
}
