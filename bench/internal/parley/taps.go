package parley

import (
	"context"
	"sync"
	"time"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/bench/internal/load"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/store"
)

// watched is the store, watched: it tells what has become durable without
// asking the database again and again, which would cost what is to be measured.
type watched struct {
	*store.Store
	journeys *journeys
	// applied, decided and delivered say up to which seq a conversation has
	// come: state in Postgres, decision in Postgres, reply at the app.
	applied, decided, delivered *load.Marks

	mu sync.Mutex
	// seqs are the places of messages in their mailboxes.
	seqs map[string]int64
	// replies are the bursts that automatic replies answer.
	replies map[string]conversation.Verdict
}

func watch(s *store.Store) *watched {
	return &watched{
		Store: s, journeys: &journeys{},
		applied: load.NewMarks(), decided: load.NewMarks(), delivered: load.NewMarks(),
		seqs: map[string]int64{}, replies: map[string]conversation.Verdict{},
	}
}

// Ingest is the store's.
func (w *watched) Ingest(ctx context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error) {
	began := conversation.ID(batch[0].InboxID, batch[0].From.ID)
	w.journeys.pass(began, Ingesting)
	accepted, err := w.Store.Ingest(ctx, batch)
	w.journeys.pass(began, Ingested)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range accepted {
		w.seqs[a.MessageID] = a.Seq
	}
	return accepted, err
}

// seq returns a message's place in its mailbox, 0 if it was not ingested here.
func (w *watched) seq(messageID string) int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seqs[messageID]
}

// ReadMailbox is the store's.
func (w *watched) ReadMailbox(ctx context.Context, id string, requestIDs []string) (conversation.Snapshot, error) {
	w.journeys.pass(id, Reading)
	defer w.journeys.pass(id, Read)
	return w.Store.ReadMailbox(ctx, id, requestIDs)
}

// Commit is the store's.
func (w *watched) Commit(ctx context.Context, c conversation.Change) (conversation.Committed, error) {
	committed, err := w.Store.Commit(ctx, c)
	if err == nil && !committed.Conflict {
		w.applied.Reach(c.State.ID, c.State.Cursor, time.Now())
	}
	return committed, err
}

// Burst is the store's.
func (w *watched) Burst(ctx context.Context, id string, from, upto int64) (
	responder.Burst, responder.Setup, responder.Past, error,
) {
	w.journeys.pass(id, Responding)
	defer w.journeys.pass(id, Matching)
	return w.Store.Burst(ctx, id, from, upto)
}

// RecordDecision is the store's.
func (w *watched) RecordDecision(ctx context.Context, v conversation.Verdict, d responder.Decision) (conversation.Responded, error) {
	w.journeys.pass(v.ConversationID, Matched)
	responded, err := w.Store.RecordDecision(ctx, v, d)
	if err == nil && !responded.Conflict {
		w.recorded(v, responded.MessageID)
	}
	return responded, err
}

// CommitDecision is the store's.
func (w *watched) CommitDecision(ctx context.Context, c conversation.Change, d responder.Decision) (conversation.Committed, error) {
	w.journeys.pass(c.State.ID, Matched)
	committed, err := w.Store.CommitDecision(ctx, c, d)
	if err == nil && !committed.Conflict {
		w.applied.Reach(c.State.ID, c.State.Cursor, time.Now())
		w.recorded(conversation.Verdict{
			ConversationID: c.State.ID, FromSeq: c.State.AnswerFrom, UptoSeq: c.State.Cursor,
		}, committed.ReplyID)
	}
	return committed, err
}

// recorded notes that a burst is dealt with.
func (w *watched) recorded(v conversation.Verdict, reply string) {
	w.journeys.pass(v.ConversationID, Recorded)
	w.mu.Lock()
	w.replies[reply] = v
	w.mu.Unlock()
	w.decided.Reach(v.ConversationID, v.UptoSeq, time.Now())
}

// BeginDelivery is the store's.
func (w *watched) BeginDelivery(ctx context.Context, messageID string) (*conversation.Dispatch, conversation.Delivery, error) {
	id := w.reply(messageID).ConversationID
	w.journeys.pass(id, Delivering)
	defer w.journeys.pass(id, Sending)
	return w.Store.BeginDelivery(ctx, messageID)
}

// FinishDelivery is the store's.
func (w *watched) FinishDelivery(ctx context.Context, a conversation.Attempted) error {
	w.journeys.pass(w.reply(a.MessageID).ConversationID, Sent)
	return w.Store.FinishDelivery(ctx, a)
}

// arrived notes that the app has a reply.
func (w *watched) arrived(messageID string) {
	v := w.reply(messageID)
	w.journeys.pass(v.ConversationID, Delivered)
	w.delivered.Reach(v.ConversationID, v.UptoSeq, time.Now())
}

func (w *watched) reply(messageID string) conversation.Verdict {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.replies[messageID]
}

var (
	_ activities.Mailbox    = (*watched)(nil)
	_ activities.Decisions  = (*watched)(nil)
	_ activities.Deliveries = (*watched)(nil)
)
