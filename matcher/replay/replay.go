// Package replay tells what a change of the responders would have changed, by
// deciding about past messages anew: once as things stand, once with the change. It runs the chain and the judge of live traffic on the
// vectors that were kept, so nothing is embedded.
//
// Both sides are decided anew, rather than one compared with what was recorded
// then, so that only the change shows and not what else has happened since.
package replay

import (
	"context"
	"hash/maphash"
	"iter"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/responder"
)

// reportEvery is after how many bursts the progress is told, ahead how many
// bursts are read ahead for each worker.
const (
	reportEvery = 500
	ahead       = 64
)

// Run decides about bursts, oldest first, in both worlds and reports what is
// different. Since is the instant of the first burst. progress, if it is not nil,
// is called now and then with how many bursts have been looked at.
//
// A quick reply is judged at the instant of the message. What a conversation was
// sent already is what it would have been sent since the first burst: what came
// before is not known. A burst that cannot be decided about by a step that its
// turn comes to, because there are no words or no vectors of the model left,
// counts as skipped.
//
// Bursts of one conversation are decided about one after the other, those of
// several at once on all cores. Run fails with the first error of bursts, and
// soon after ctx is done with its error.
func Run(
	ctx context.Context, bursts iter.Seq2[responder.StoredBurst, error], before, after World, progress func(done int),
) (responder.ReplayResult, error) {
	old, err := before.ready(nil)
	if err != nil {
		return responder.ReplayResult{}, err
	}
	changed, err := after.ready(old)
	if err != nil {
		return responder.ReplayResult{}, err
	}
	group, running := errgroup.WithContext(ctx)
	players := make([]*player, runtime.GOMAXPROCS(0))
	queues := make([]chan responder.StoredBurst, len(players))
	for i := range players {
		players[i], queues[i] = newPlayer(old, changed), make(chan responder.StoredBurst, ahead)
		group.Go(func() error { return players[i].play(running, queues[i]) })
	}
	group.Go(func() error {
		defer func() {
			for _, queue := range queues {
				close(queue)
			}
		}()
		return deal(running, bursts, queues, progress)
	})
	if err := group.Wait(); err != nil {
		return responder.ReplayResult{}, err
	}
	total := players[0].tally
	for _, p := range players[1:] {
		total.add(p.tally)
	}
	return total.result(), nil
}

// deal gives each burst to the worker of its conversation.
func deal(
	ctx context.Context, bursts iter.Seq2[responder.StoredBurst, error], queues []chan responder.StoredBurst, progress func(done int),
) error {
	seed := maphash.MakeSeed()
	done := 0
	for burst, err := range bursts {
		if err != nil {
			return err
		}
		queue := queues[maphash.String(seed, burst.ConversationID)%uint64(len(queues))]
		select {
		case <-ctx.Done():
			return ctx.Err()
		case queue <- burst:
		}
		if done++; done%reportEvery == 0 && progress != nil {
			progress(done)
		}
	}
	return nil
}
