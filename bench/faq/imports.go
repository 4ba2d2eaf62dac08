package main

import (
	"context"
	"fmt"
	"time"

	"github.com/parleyhq/parley/bench/internal/deployment"
	"github.com/parleyhq/parley/bench/internal/sets"
)

// upload is what importing a file of many rows took.
type upload struct {
	Rows int
	Took time.Duration
	// API and Worker are the memory of both processes before and at most.
	API, Worker memory
	Training    deployment.Training
}

// imports measures the import of a file with a row for each of many sentences.
func (b *bench) imports(ctx context.Context, p *page) error {
	sizes := []int{1000, 20_000}
	if b.options.quick {
		sizes = sizes[:1]
	}
	if p.begins(partImport) {
		p.Uploads = nil
	}
	for _, n := range sizes[min(len(p.Uploads), len(sizes)):] {
		say("importing %d rows", n)
		u := upload{Rows: n}
		err := b.deploy(ctx, func(d *deployment.Deployment) error { return u.measure(ctx, d, b.rows(n)) })
		if err != nil {
			return fmt.Errorf("import %d rows: %w", n, err)
		}
		p.Uploads = append(p.Uploads, u)
		if err := b.options.save(*p); err != nil {
			return err
		}
	}
	return nil
}

func (u *upload) measure(ctx context.Context, d *deployment.Deployment, rows []sets.FAQ) error {
	// With this both processes are up and have all that they keep.
	warm := sets.FAQ{Name: "The first", Questions: []string{"Do you sell umbrellas in your branches?"}}
	if _, err := d.Import(ctx, []sets.FAQ{warm}); err != nil {
		return err
	}
	if _, err := d.AwaitTraining(ctx); err != nil {
		return err
	}
	err := u.API.during(d.API, func() error {
		return u.Worker.during(d.Worker, func() error {
			var err error
			u.Took, err = d.Import(ctx, rows)
			return err
		})
	})
	if err != nil {
		return err
	}
	u.Training, err = d.AwaitTraining(ctx)
	return err
}

// rows returns n FAQs of one question, each a sentence of the sets.
func (b *bench) rows(n int) []sets.FAQ {
	var rows []sets.FAQ
	for _, f := range b.corpora.answerable() {
		for _, q := range f.Questions {
			rows = append(rows, sets.FAQ{Name: fmt.Sprintf("%s %d", f.Name, len(rows)), Questions: []string{q}})
		}
	}
	return sets.Spread(rows, n)
}
