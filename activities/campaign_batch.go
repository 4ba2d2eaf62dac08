package activities

import (
	"context"
	"runtime/debug"
	"sync"
	"time"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// mostNotSent is how many messages in a row may come back unsent before the batch
// ends: the provider is away, and trying everybody once helps nobody. Then the
// campaign rests for restTime.
const (
	mostNotSent = 5
	restTime    = 10 * time.Second
)

// campaignBatch is one bounded stretch of sending.
type campaignBatch struct {
	acts     *Campaigning
	campaign campaign.Sending
	until    time.Time
	stop     <-chan struct{}
	// slots bounds the calls under way.
	slots chan struct{}
	calls sync.WaitGroup

	// turn is why it ended; more says that it only ran out of time.
	turn      campaign.Turn
	more      bool
	attempted int

	mu sync.Mutex
	// row is how many came back unsent since one did not.
	row     int
	notSent int
	rest    time.Time
	// held is why the inbox's account cannot be used.
	held string
	err  error
}

// send begins one message after the other, and makes their calls side by side. A
// place for the call is taken before its attempt is recorded: what waits for a
// place when the worker dies has not been attempted.
func (a *Campaigning) send(ctx context.Context, c campaign.Sending) *campaignBatch {
	b := &campaignBatch{
		acts: a, campaign: c, until: time.Now().Add(orTime(a.Batch, 20*time.Second)), stop: stopping(ctx),
		slots: make(chan struct{}, sendsAtOnce),
	}
	for b.next(ctx) {
		b.attempted++
	}
	b.calls.Wait()
	switch {
	case b.held != "":
		b.turn, b.more = campaign.Turn{Held: b.held}, false
	case !b.rest.IsZero():
		b.turn, b.more = campaign.Turn{NextAt: b.rest}, false
	}
	return b
}

// next begins a message and reports whether there may be another one.
func (b *campaignBatch) next(ctx context.Context) bool {
	select {
	case b.slots <- struct{}{}:
	case <-ctx.Done():
		b.fail(ctx.Err())
		return false
	}
	dispatch := b.begin(ctx)
	if dispatch == nil {
		<-b.slots
		return false
	}
	b.calls.Go(func() {
		defer func() { <-b.slots }()
		b.call(ctx, *dispatch)
	})
	return true
}

// begin waits for the inbox's rate, and returns nil where the batch is over.
func (b *campaignBatch) begin(ctx context.Context) *conversation.Dispatch {
	for {
		if b.over() {
			return nil
		}
		dispatch, turn, err := b.acts.Campaigns.BeginCampaignMessage(ctx, b.campaign)
		if err != nil {
			b.fail(err)
			return nil
		}
		if dispatch != nil {
			return dispatch
		}
		if !turn.Paced || turn.NextAt.After(b.until) {
			b.turn = turn
			return nil
		}
		select {
		case <-time.After(max(time.Until(turn.NextAt), time.Millisecond)):
		case <-b.stop:
		case <-ctx.Done():
			b.fail(ctx.Err())
			return nil
		}
	}
}

// over ends a batch that has had its time, that has to rest, or whose worker is
// about to stop.
func (b *campaignBatch) over() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	select {
	case <-b.stop:
		b.more = true
		return true
	default:
	}
	if b.err != nil || b.held != "" || !b.rest.IsZero() {
		return true
	}
	b.more = !time.Now().Before(b.until)
	return b.more
}

func (b *campaignBatch) call(ctx context.Context, d conversation.Dispatch) {
	attempted := b.try(ctx, d)
	attempted.MessageID = d.Message.ID
	b.judge(attempted)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTimeout)
	defer cancel()
	for {
		err := b.acts.Campaigns.FinishCampaignMessage(ctx, attempted)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			b.fail(err)
			return
		case <-time.After(finishPause):
		}
	}
}

// try never panics: a message that its channel cannot bear is one whose fate is
// unknown.
func (b *campaignBatch) try(ctx context.Context, d conversation.Dispatch) (attempted conversation.Attempted) {
	defer func() {
		if p := recover(); p != nil {
			b.acts.Log.Error("channel panicked", "message", d.Message.ID, "panic", p, "stack", string(debug.Stack()))
			attempted = conversation.Attempted{State: conversation.MessageUnknown, Reason: "the channel failed while sending"}
		}
	}()
	return b.acts.Sender.Send(ctx, d)
}

// judge has the campaign rest where its provider takes nothing.
func (b *campaignBatch) judge(a conversation.Attempted) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a.State != conversation.MessageQueued {
		b.row = 0
		return
	}
	b.row++
	b.notSent++
	if a.Problem != "" {
		b.held = a.Problem
	}
	if b.row >= mostNotSent {
		b.rest = time.Now().Add(restTime)
	}
	if a.PauseUntil.After(b.rest) {
		b.rest = a.PauseUntil
	}
}

func (b *campaignBatch) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
}
