package replay

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/responder"
)

// player decides about the bursts of some conversations, one after the other.
type player struct {
	before, after side
	tally         tally
	// burst is the one in hand, and found what the FAQs of the side before had to
	// say to it if they were asked.
	burst responder.StoredBurst
	found *faq.Decision
}

// side is one of the two worlds with what it would have sent.
type side struct {
	world  *ready
	chain  *matcher.Chain
	memory memory
}

func newPlayer(before, after *ready) *player {
	p := &player{tally: newTally()}
	p.before = side{world: before, memory: make(memory), chain: matcher.NewDecidedChain(
		func(ctx context.Context, _ responder.Burst) (faq.Decision, error) {
			d, err := before.decide(ctx, p.burst)
			if err == nil {
				p.found = &d
			}
			return d, err
		})}
	same := after.comparesAs(before)
	p.after = side{world: after, memory: make(memory), chain: matcher.NewDecidedChain(
		func(ctx context.Context, _ responder.Burst) (faq.Decision, error) {
			if same && p.found != nil {
				return after.judge.Again(*p.found), nil
			}
			return after.decide(ctx, p.burst)
		})}
	return p
}

// play decides about the bursts of a queue until it is closed.
func (p *player) play(ctx context.Context, queue <-chan responder.StoredBurst) error {
	for burst := range queue {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.decide(ctx, burst); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) decide(ctx context.Context, b responder.StoredBurst) error {
	p.burst, p.found = b, nil
	if erased(b) {
		p.tally.skip(b)
		return nil
	}
	before, err := p.before.respond(ctx, b)
	if err == nil {
		var after responder.Decision
		if after, err = p.after.respond(ctx, b); err == nil {
			p.before.memory.sent(b, before)
			p.after.memory.sent(b, after)
			p.tally.count(b, before, after)
			return nil
		}
	}
	if errors.Is(err, matcher.ErrVectors) || errors.Is(err, faq.ErrVector) {
		p.tally.skip(b)
		return nil
	}
	return err
}

// erased reports whether the words of a burst are gone. One that never had any
// has no vectors either.
func erased(b responder.StoredBurst) bool {
	return len(b.Lines) == 0 || len(b.Vectors) > 0 && !b.HasWord()
}

func (s *side) respond(ctx context.Context, b responder.StoredBurst) (responder.Decision, error) {
	return s.chain.Respond(ctx, b.Burst, s.world.Setup, s.memory.past(b))
}
