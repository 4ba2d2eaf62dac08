package workflows_test

import (
	"context"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// hooked is a mailbox whose reads and commits a test watches or holds up.
type hooked struct {
	activities.Mailbox
	// afterRead runs when the rows have been read, before the workflow has them.
	afterRead func(conversation.Snapshot)
	// beforeCommit runs before the change is written, afterCommit after.
	beforeCommit func(conversation.Change)
	afterCommit  func(conversation.Change, conversation.Committed)
}

func (h *hooked) ReadMailbox(ctx context.Context, id string, requestIDs []string) (conversation.Snapshot, error) {
	snapshot, err := h.Mailbox.ReadMailbox(ctx, id, requestIDs)
	if err == nil && h.afterRead != nil {
		h.afterRead(snapshot)
	}
	return snapshot, err
}

func (h *hooked) Commit(ctx context.Context, c conversation.Change) (conversation.Committed, error) {
	if h.beforeCommit != nil {
		h.beforeCommit(c)
	}
	committed, err := h.Mailbox.Commit(ctx, c)
	if err == nil && h.afterCommit != nil {
		h.afterCommit(c, committed)
	}
	return committed, err
}

// hook puts a hooked mailbox in front of the real one.
func (w *world) hook() *hooked {
	h := &hooked{Mailbox: w.acts.Mailbox}
	w.acts.Mailbox = h
	return h
}
