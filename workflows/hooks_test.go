package workflows_test

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/responder"
)

// hooked is a mailbox whose reads and commits, with a decision or without, a test
// watches or holds up.
type hooked struct {
	activities.Mailbox
	activities.Decisions
	// afterRead runs when the rows have been read, before the workflow has them.
	afterRead func(conversation.Snapshot)
	// beforeCommit runs before the change is written.
	beforeCommit func(conversation.Change)
	// losesAnswer says that the answer to a commit is lost once it is written.
	losesAnswer func(conversation.Change) bool
}

// errLost stands for a connection that broke after the database had done its
// work.
var errLost = errors.New("the answer was lost")

func (h *hooked) ReadMailbox(ctx context.Context, id string, requestIDs []string) (conversation.Snapshot, error) {
	snapshot, err := h.Mailbox.ReadMailbox(ctx, id, requestIDs)
	if err == nil && h.afterRead != nil {
		h.afterRead(snapshot)
	}
	return snapshot, err
}

func (h *hooked) Commit(ctx context.Context, c conversation.Change) (conversation.Committed, error) {
	return h.commit(c, func() (conversation.Committed, error) { return h.Mailbox.Commit(ctx, c) })
}

func (h *hooked) CommitDecision(
	ctx context.Context, c conversation.Change, d responder.Decision,
) (conversation.Committed, error) {
	return h.commit(c, func() (conversation.Committed, error) { return h.Decisions.CommitDecision(ctx, c, d) })
}

func (h *hooked) commit(
	c conversation.Change, write func() (conversation.Committed, error),
) (conversation.Committed, error) {
	if h.beforeCommit != nil {
		h.beforeCommit(c)
	}
	committed, err := write()
	if err == nil && committed.Written() && h.losesAnswer != nil && h.losesAnswer(c) {
		return conversation.Committed{}, errLost
	}
	return committed, err
}

// hook puts a hooked mailbox in front of the real one.
func (w *world) hook() *hooked {
	h := &hooked{Mailbox: w.acts.Mailbox, Decisions: w.acts.Decisions}
	w.acts.Mailbox, w.acts.Decisions = h, h
	return h
}

// forgetful loses the answer to every first decision, attempt and end of an
// attempt of a message.
type forgetful struct {
	activities.Decisions
	activities.Deliveries
	lost map[string]bool
}

func (f *forgetful) lose(what string) error {
	if f.lost[what] {
		return nil
	}
	f.lost[what] = true
	return errLost
}

func (f *forgetful) RecordDecision(ctx context.Context, v conversation.Verdict, d responder.Decision) (conversation.Responded, error) {
	responded, err := f.Decisions.RecordDecision(ctx, v, d)
	if err == nil {
		err = f.lose("decision")
	}
	return responded, err
}

func (f *forgetful) CommitDecision(
	ctx context.Context, c conversation.Change, d responder.Decision,
) (conversation.Committed, error) {
	committed, err := f.Decisions.CommitDecision(ctx, c, d)
	if err == nil {
		err = f.lose("decision")
	}
	return committed, err
}

func (f *forgetful) BeginDelivery(ctx context.Context, id string) (*conversation.Dispatch, conversation.Delivery, error) {
	dispatch, delivery, err := f.Deliveries.BeginDelivery(ctx, id)
	if err == nil {
		err = f.lose("begin " + id)
	}
	return dispatch, delivery, err
}

func (f *forgetful) FinishDelivery(ctx context.Context, a conversation.Attempted) error {
	err := f.Deliveries.FinishDelivery(ctx, a)
	if err == nil {
		err = f.lose("finish " + a.MessageID)
	}
	return err
}

// matching is a responder that runs a test's code while it matches.
type matching struct {
	prefixResponder
	during func()
}

func (m matching) Respond(
	ctx context.Context, b responder.Burst, s responder.Setup, p responder.Past,
) (responder.Decision, error) {
	m.during()
	return m.prefixResponder.Respond(ctx, b, s, p)
}
