package store

import (
	"context"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// intake takes messages in that arrive one by one, together when they arrive
// faster than the database commits: while one is being written, the others
// queue up, and then go in as one statement with one commit. Nobody waits for
// company: a message that finds its lane free goes at once and alone.
//
// The messages of a conversation use the same lane, so that groups never wait
// for each other's locks, and a conversation that somebody else has locked holds
// up its own lane only.
type intake struct {
	store *Store
	lanes [intakeLanes]lane
	seed  maphash.Seed
}

const (
	intakeLanes = 4
	// largestGroup bounds the messages of one statement.
	largestGroup = 100
	// groupTimeout bounds the writing of a group, which serves many callers and
	// so cannot use the context of one.
	groupTimeout = 10 * time.Second
)

type lane struct {
	mu      sync.Mutex
	busy    bool
	waiting []*arrival
}

// arrival is a message that waits to go in with others.
type arrival struct {
	message conversation.Inbound
	// done is closed when accepted or alone is set.
	done     chan struct{}
	accepted conversation.Accepted
	// alone says that the group went in without it: its caller sees to it.
	alone bool
}

func newIntake(s *Store) *intake { return &intake{store: s, seed: maphash.MakeSeed()} }

// take ingests a message. When it fails with ctx's error, the message may have
// been stored all the same.
func (in *intake) take(ctx context.Context, m conversation.Inbound) (conversation.Accepted, error) {
	l := &in.lanes[maphash.String(in.seed, m.InboxID+"/"+m.From.ID)%intakeLanes]
	l.mu.Lock()
	if !l.busy {
		l.busy = true
		l.mu.Unlock()
		defer in.next(l) //nolint:contextcheck // the next group serves other callers
		return in.store.ingestAlone(ctx, m)
	}
	a := &arrival{message: m, done: make(chan struct{})}
	l.waiting = append(l.waiting, a)
	l.mu.Unlock()

	select {
	case <-a.done:
	case <-ctx.Done():
		return conversation.Accepted{}, fmt.Errorf("ingest: %w", ctx.Err())
	}
	if a.alone {
		return in.store.ingestAlone(ctx, m)
	}
	return a.accepted, nil
}

// next gives the lane to those who wait, or frees it.
func (in *intake) next(l *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	group := l.waiting[:min(len(l.waiting), largestGroup)]
	l.waiting = l.waiting[len(group):]
	if len(group) == 0 {
		l.busy, l.waiting = false, nil
		return
	}
	go func() {
		defer in.next(l)
		in.store.ingestGroup(group)
	}()
}

// ingestGroup writes a group. Whatever keeps a message from going in with the
// others, its caller then tries alone and learns its own error.
func (s *Store) ingestGroup(group []*arrival) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	leaveAlone(group)
	if len(group) > 1 && appendGroup(ctx, s.pool, group) == nil {
		// Those that are left belong to new conversations, or were known already.
		if left := stillAlone(group); len(left) > 1 {
			if s.inTx(ctx, func(tx pgx.Tx) error { return startGroup(ctx, tx, left) }) != nil {
				leaveAlone(left)
			}
		}
	}
	for _, a := range group {
		close(a.done)
	}
}

func leaveAlone(group []*arrival) {
	for _, a := range group {
		a.alone = true
	}
}

func stillAlone(group []*arrival) []*arrival {
	var left []*arrival
	for _, a := range group {
		if a.alone {
			left = append(left, a)
		}
	}
	return left
}

// startGroup creates the conversations that do not exist yet and appends the
// messages.
func startGroup(ctx context.Context, tx pgx.Tx, group []*arrival) error {
	leaveAlone(group) // in case the transaction runs again
	if _, err := tx.Exec(ctx, createConversations, startArgs(group)); err != nil {
		return err
	}
	return appendGroup(ctx, tx, group)
}

// appendGroup appends the messages of a group that are new and whose
// conversation is there; the others stay alone.
func appendGroup(ctx context.Context, q querier, group []*arrival) error {
	args, ids, err := groupArgs(group)
	if err != nil {
		return err
	}
	rows, err := q.Query(ctx, appendMessages, args)
	if err != nil {
		return err
	}
	appended, err := pgx.CollectRows(rows, pgx.RowToStructByName[appendedRow])
	if err != nil {
		return err
	}
	rung := make(map[string]bool)
	for _, r := range appended {
		a, box := group[r.N], r.box()
		a.alone, a.accepted = false, conversation.Accepted{
			ConversationID: r.ID, MessageID: ids[r.N], Seq: r.Seq, InboxID: a.message.InboxID,
			// One ring covers them all.
			Ring: box.mayRing() && !rung[r.ID], Sleeping: box.sleeping(),
		}
		rung[r.ID] = true
	}
	return nil
}
