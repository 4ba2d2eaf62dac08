package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/parleyhq/parley/bench/internal/deployment"
	"github.com/parleyhq/parley/bench/internal/peers"
	"github.com/parleyhq/parley/bench/internal/sets"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
)

// speed is how fast an FAQ set of a certain size is.
type speed struct {
	FAQs, Questions int
	// Imported is how long the set took to import, 0 if it was stored otherwise.
	Imported time.Duration
	Training deployment.Training
	// Worker is the memory of the worker before it trained, and at most meanwhile.
	Worker memory
	// Embed, Match and HTTP are times of single messages, one after the other: of
	// embedding alone, of all of a match in this process, of Test FAQ over HTTP.
	Embed, Match, HTTP []time.Duration
	// CPU is the CPU time of this process and of Postgres for a match, 0 where the
	// machine does not tell.
	CPU time.Duration
	// Others is how many CPUs everything else on the machine used meanwhile.
	Others float64
	// Peers are the times of the other systems on the same set and messages; only
	// the smallest set has them.
	Peers map[string][]time.Duration
}

const (
	smallest = 750
	// mostImported is up to how many questions a set is imported; larger ones are
	// stored without an import's search for overlaps.
	mostImported = 10_000
	largest      = 100_000
)

func (b *bench) speed(ctx context.Context, p *page) error {
	sizes := []int{smallest, 3000, mostImported, largest}
	if b.options.quick {
		sizes = sizes[:1]
	}
	if p.begins(partSpeed) {
		p.Speeds = nil
	}
	for _, n := range sizes[min(len(p.Speeds), len(sizes)):] {
		var s speed
		err := b.deploy(ctx, func(d *deployment.Deployment) error {
			var err error
			// With the one that a new worker trains for, it is n.
			s, err = b.speedOf(ctx, d, b.many(n-1))
			return err
		})
		if err != nil {
			return fmt.Errorf("%d questions: %w", n, err)
		}
		p.Speeds = append(p.Speeds, s)
		if err := b.options.save(*p); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) speedOf(ctx context.Context, d *deployment.Deployment, faqs []sets.FAQ) (speed, error) {
	s := speed{FAQs: len(faqs) + 1, Questions: sets.Questions(faqs) + 1}
	say("%d questions: storing", s.Questions)
	if err := b.store(ctx, d, faqs, &s); err != nil {
		return speed{}, err
	}
	say("%d questions: training", s.Questions)
	if err := s.train(ctx, d); err != nil {
		return speed{}, err
	}
	say("%d questions: asking", s.Questions)
	messages := speedMessages
	if s.Questions > mostImported {
		messages /= 5
	}
	var texts []string
	for _, m := range sets.Spread(b.corpora.banking.known, messages) {
		texts = append(texts, m.Question)
	}
	if err := s.ask(ctx, d, b.model, texts); err != nil {
		return speed{}, err
	}
	if s.Questions > smallest {
		return s, nil
	}
	s.Peers = map[string][]time.Duration{}
	return s, b.askPeers(ctx, d.Spare, faqs, texts, func(name string, answers []peers.Answer) {
		for _, a := range answers[min(warmUp, len(answers)/2):] {
			s.Peers[name] = append(s.Peers[name], a.Took)
		}
	})
}

const (
	// speedMessages are asked one after the other, of a very large set a fifth of
	// them; the first ones do not count.
	speedMessages = 1050
	warmUp        = 50
)

func (b *bench) store(ctx context.Context, d *deployment.Deployment, faqs []sets.FAQ, s *speed) error {
	var err error
	if s.Questions > mostImported {
		return d.Fill(ctx, b.model, faqs)
	}
	if s.Imported, err = d.Import(ctx, faqs); err != nil {
		return err
	}
	_, err = d.AwaitTraining(ctx)
	return err
}

// train has a new worker train for the set and one FAQ more.
func (s *speed) train(ctx context.Context, d *deployment.Deployment) error {
	if err := d.StartWorker(ctx); err != nil {
		return err
	}
	// When this is imported the worker is up, and has not begun to train.
	one := sets.FAQ{Name: "One more", Questions: []string{"Do you sell umbrellas in your branches?"}}
	if _, err := d.Import(ctx, []sets.FAQ{one}); err != nil {
		return err
	}
	err := s.Worker.during(d.Worker, func() error {
		var err error
		s.Training, err = d.AwaitTraining(ctx)
		return err
	})
	return err
}

// ask puts texts to Test FAQ, and to the embedder and the matcher in this process,
// which has one thread for them.
func (s *speed) ask(ctx context.Context, d *deployment.Deployment, model embedding.Embedder, texts []string) error {
	m, err := matcher.New(matcher.Options{Source: d.Store, Trainings: d.Store, Embedders: only{model}})
	if err != nil {
		return fmt.Errorf("set up matcher: %w", err)
	}
	serving, err := d.Store.Serving(ctx)
	if err != nil {
		return err
	}
	if s.HTTP, err = timed(texts, func(text string) error {
		_, err := d.Ask(ctx, text)
		return err
	}); err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if s.Embed, err = timed(texts, func(text string) error {
		_, err := model.Embed(ctx, []string{text})
		return err
	}); err != nil {
		return err
	}
	s.Match, err = s.metered(d, texts, func(text string) error {
		_, _, err := m.Match(ctx, serving, []string{text})
		return err
	})
	return err
}

// timed does something with texts, one after the other, and returns how long each
// took, without the first ones.
func timed(texts []string, do func(text string) error) ([]time.Duration, error) {
	var times []time.Duration
	for i, text := range texts {
		began := time.Now()
		if err := do(text); err != nil {
			return nil, err
		}
		if i >= min(warmUp, len(texts)/2) {
			times = append(times, time.Since(began))
		}
	}
	return times, nil
}

// metered is timed, and notes what CPU time it took.
func (s *speed) metered(d *deployment.Deployment, texts []string, do func(text string) error) ([]time.Duration, error) {
	if d.Meter == nil {
		return timed(texts, do)
	}
	began := time.Now()
	before, err := d.Meter.Read()
	if err != nil {
		return nil, err
	}
	times, err := timed(texts, do)
	if err != nil {
		return nil, err
	}
	after, err := d.Meter.Read()
	if err != nil {
		return nil, err
	}
	used := after.Since(before)
	s.CPU = (used.Self + used.Postgres) / time.Duration(len(texts))
	s.Others = max(0, used.Others.Seconds()/time.Since(began).Seconds())
	return times, nil
}

// only is the one embedder there is.
type only struct{ model embedding.Embedder }

// Embedder returns it, whichever is asked for.
func (o only) Embedder(context.Context, string) (embedding.Embedder, error) { return o.model, nil }
