package main

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/bench/internal/accuracy"
	"github.com/parleyhq/parley/bench/internal/deployment"
	"github.com/parleyhq/parley/bench/internal/peers"
	"github.com/parleyhq/parley/bench/internal/sets"
	"github.com/parleyhq/parley/faq"
)

// trial is what was measured on one draw of FAQs.
type trial struct {
	Corpus string
	// K is the number of questions of each FAQ, 0 for all there are.
	K, Seed         int
	FAQs, Questions int
	Training        deployment.Training
	Results         map[string]result
}

// result is what a system came to on a draw.
type result struct {
	accuracy.Figures
	// Typos are the shares of right best FAQs for the same messages without, with
	// one and with two mistakes; empty if that was not asked.
	Typos []float64
}

// The settings of Parley; the peers' names are those of package peers.
const (
	balanced = "Parley, balanced"
	cautious = "Parley, cautious"
)

// draws are the draws to measure: of a corpus, with k questions an FAQ.
type draws struct {
	corpus corpus
	k      int
	seeds  []int
	// closer asks messages with mistakes and the cautious setting too.
	closer bool
}

func (b *bench) plan() []draws {
	c, seeds := b.corpora, b.options.seeds()
	if b.options.quick {
		return []draws{{c.banking, 10, seeds, true}, {c.clinc, 10, seeds, true}, {c.half, 10, seeds, true}}
	}
	var plan []draws
	for _, corpus := range []corpus{c.banking, c.clinc} {
		for _, k := range []int{1, 3, 5, 10} {
			plan = append(plan, draws{corpus, k, seeds, k == 10})
		}
		plan = append(plan, draws{corpus: corpus, seeds: seeds[:1]})
	}
	return append(plan, draws{c.half, 10, seeds, true})
}

// job is one draw to measure.
type job struct {
	draws
	seed int
}

func (b *bench) jobs() []job {
	var jobs []job
	for _, d := range b.plan() {
		for _, seed := range d.seeds {
			jobs = append(jobs, job{d, seed})
		}
	}
	return jobs
}

// accuracy measures every draw of the plan, two at a time: no figure of it is a
// time. Those that a run before this one was stopped after are kept.
func (b *bench) accuracy(ctx context.Context, p *page) error {
	jobs := b.jobs()
	if p.begins(partAccuracy) || len(p.Trials) != len(jobs) {
		p.Trials = make([]trial, len(jobs))
		for i, j := range jobs {
			p.Trials[i] = trial{Corpus: j.corpus.name, K: j.k, Seed: j.seed}
		}
	}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for i, j := range jobs {
		if p.Trials[i].Results != nil {
			continue
		}
		group.Go(func() error {
			t, err := b.try(ctx, j.draws, j.seed)
			if err != nil {
				return fmt.Errorf("%s, k = %d, seed %d: %w", j.corpus.name, j.k, j.seed, err)
			}
			mu.Lock()
			defer mu.Unlock()
			p.Trials[i] = t
			return b.options.save(*p)
		})
	}
	return group.Wait()
}

// try measures Parley and its peers on one draw.
func (b *bench) try(ctx context.Context, p draws, seed int) (trial, error) {
	faqs := sets.Draw(p.corpus.train, p.k, seed)
	t := trial{
		Corpus: p.corpus.name, K: p.k, Seed: seed, FAQs: len(faqs), Questions: sets.Questions(faqs),
		Results: map[string]result{},
	}
	messages := p.corpus.messages(p.closer)
	err := b.deploy(ctx, func(d *deployment.Deployment) error {
		imported, err := d.Import(ctx, faqs)
		if err != nil {
			return err
		}
		if t.Training, err = d.AwaitTraining(ctx); err != nil {
			return err
		}
		say("%s, k = %d, seed %d: imported in %.1f s, trained in %.1f s",
			t.Corpus, t.K, t.Seed, imported.Seconds(), t.Training.Took().Seconds())
		if err := t.askParley(ctx, d, p, messages); err != nil {
			return err
		}
		return b.askPeers(ctx, d.Spare, faqs, messages.texts, func(name string, answers []peers.Answer) {
			verdicts := make([]accuracy.Verdict, len(answers))
			for i, a := range answers {
				verdicts[i] = a.Verdict
			}
			t.Results[name] = messages.result(verdicts)
		})
	})
	for name, r := range t.Results {
		say("%s, k = %d, seed %d: %-16s top-1 %.1f right %.1f wrong %.1f unknown %.1f AUROC %.1f far90 %.1f typos %.1f",
			t.Corpus, t.K, t.Seed, name, r.Top1, r.Right, r.Wrong, r.Unknown, r.AUROC, r.Far90, r.Typos)
	}
	return t, err
}

func (t *trial) askParley(ctx context.Context, d *deployment.Deployment, p draws, m messages) error {
	verdicts, err := d.AskAll(ctx, m.texts)
	if err != nil {
		return err
	}
	t.Results[balanced] = m.result(verdicts)
	if !p.closer {
		return nil
	}
	if err := d.Calibrate(ctx, faq.Cautious); err != nil {
		return err
	}
	m = p.corpus.messages(false)
	if verdicts, err = d.AskAll(ctx, m.texts); err != nil {
		return err
	}
	t.Results[cautious] = m.result(verdicts)
	return nil
}

// mostTrigrams is up to how many questions pg_trgm is asked: it compares with each
// one, which takes an hour for the messages of the largest draws.
const mostTrigrams = 2000

// askPeers puts messages to every peer, given the same FAQs.
func (b *bench) askPeers(
	ctx context.Context, dsn string, faqs []sets.FAQ, texts []string, got func(name string, answers []peers.Answer),
) error {
	answers, err := peers.AskNodeNLP(ctx, b.options.peerScript(), b.options.tools("bench-peer"), faqs, texts)
	if err != nil {
		return err
	}
	got(peers.NodeNLP, answers)
	if answers, err = peers.AskCosine(ctx, b.model, faqs, texts); err != nil {
		return err
	}
	got(peers.Cosine, answers)
	if sets.Questions(faqs) > mostTrigrams {
		return nil
	}
	if answers, err = peers.AskTrigrams(ctx, dsn, faqs, texts); err != nil {
		return err
	}
	got(peers.Trigrams, answers)
	return nil
}
