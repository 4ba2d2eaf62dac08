package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// mustSync: the mailbox may hold news, a deadline is due (the mailbox is read
// first, so that a message committed before the deadline counts even if its
// doorbell is late), or an update waits.
func (r *run) mustSync(now time.Time) bool {
	if r.rang || r.stale || !r.loaded || len(r.requests) > 0 || len(r.dropped) > 0 {
		return true
	}
	if due(r.settleAt, now) && r.syncedAt.Before(r.settleAt) {
		return true
	}
	// A burst that was read to its end needs no further read to be answered.
	read := answerDue(r.state, r.rules, now) && !r.syncedAt.Before(r.state.AnswerAt)
	return due(r.stateDeadline(read), now)
}

// stateDeadline is the state's deadline, without the end of the debounce once
// the burst is being dealt with.
func (r *run) stateDeadline(answering bool) time.Time {
	s := r.state
	if answering || r.responding != nil {
		s.AnswerFrom = 0
	}
	return s.Deadline(r.rules)
}

// sync reads the mailbox, applies what is new in it and the updates that wait,
// lets time pass, and commits all of it in one compare-and-set. On a conflict
// nothing has happened: the next sync adopts the row and does it again.
func (r *run) sync(ctx workflow.Context) error {
	waiting := r.requests
	// Taken before the read, so that whatever was committed by then is in it.
	now := workflow.Now(ctx)
	snapshot, err := r.read(ctx, waiting)
	if err != nil {
		return err
	}
	r.loaded, r.rang, r.appended, r.syncedAt, r.rules = true, false, false, now, snapshot.Rules
	if !snapshot.Found {
		if err := r.noteDropped(ctx); err != nil {
			return err
		}
		r.missing, r.stale = true, false
		r.resolve(waiting, func(*request) conversation.Result {
			return conversation.Result{Reason: conversation.UnknownConversation}
		})
		return nil
	}
	if r.stale || r.missing || snapshot.State.Version != r.state.Version {
		r.adopt(snapshot)
	} else if r.delivering == nil && len(r.outbox) == 0 {
		r.outbox, r.outboxFull = snapshot.Outbox, len(snapshot.Outbox) > 0
	}

	t := turn{before: r.state, state: r.state, rules: r.rules, records: r.droppedSignals(now)}
	for _, e := range snapshot.Entries {
		t.entry(e)
	}
	if snapshot.More {
		// What comes on the next page may be older than a deadline or an update.
		waiting = nil
	} else {
		t.requests(waiting, snapshot, now)
		t.apply(conversation.TimePassed{At: now})
		r.askAnswer(&t, now)
	}

	committed, err := t.commit(ctx, r)
	if err != nil {
		return err
	}
	if committed.Conflict {
		r.stale = true
		return nil
	}
	r.dropped = nil
	r.accept(ctx, t, committed, snapshot.More)
	r.resolve(waiting, func(q *request) conversation.Result { return t.answers[q.id] })
	return nil
}

func (r *run) read(ctx workflow.Context, waiting []*request) (conversation.Snapshot, error) {
	args := activities.ReadRequest{ConversationID: r.id}
	if !r.stale {
		args.Known = r.state.Version
	}
	for _, q := range waiting {
		args.RequestIDs = append(args.RequestIDs, q.id)
		args.UserIDs = append(args.UserIDs, q.users()...)
	}
	var snapshot conversation.Snapshot
	ctx = shortActivity(ctx)
	err := workflow.ExecuteLocalActivity(ctx, r.acts.ReadMailbox, args).Get(ctx, &snapshot)
	return snapshot, err
}

// adopt takes over what the row says: this run starts, or another one wrote.
func (r *run) adopt(snapshot conversation.Snapshot) {
	r.stale, r.missing = false, false
	r.state = snapshot.State
	outbox := snapshot.Outbox
	if r.delivering != nil && len(r.outbox) > 0 {
		// What is being delivered stays at the head, once.
		head := r.outbox[0]
		outbox = []conversation.Outgoing{head}
		for _, o := range snapshot.Outbox {
			if o.MessageID != head.MessageID {
				outbox = append(outbox, o)
			}
		}
	}
	r.outbox, r.outboxFull = outbox, len(outbox) > 0
}

// accept makes a committed turn the run's state.
func (r *run) accept(ctx workflow.Context, t turn, committed conversation.Committed, more bool) {
	r.state = t.state
	if committed.Answered {
		r.state = *t.answered
	}
	if !committed.Written() {
		r.rang = more
	} else {
		r.settleAt = time.Time{}
		r.state.Version = committed.Version
		r.rang = more || committed.LastSeq > r.state.Cursor
	}
	r.outbox = append(r.outbox, t.accepted...)
	r.queueReply(committed.ReplyID)
	if t.dropsAutomatic() {
		r.forgetAutomatic()
	}
	r.showAttributes(ctx)
}

// resolve answers updates and takes them off the queue.
func (r *run) resolve(waiting []*request, result func(*request) conversation.Result) {
	for _, q := range waiting {
		q.resolve(result(q))
	}
	r.requests = r.requests[len(waiting):]
}
