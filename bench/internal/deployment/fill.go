package deployment

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/bench/internal/sets"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
)

// Fill stores FAQs, active, as an import would, without its verdicts and advice:
// for sets that are larger than a file may be.
func (d *Deployment) Fill(ctx context.Context, model embedding.Embedder, faqs []sets.FAQ) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for _, f := range active(faqs) {
		group.Go(func() error {
			vectors, err := matcher.Vectors(ctx, model, f.Texts())
			if err != nil {
				return fmt.Errorf("embed %q: %w", f.Answer, err)
			}
			_, err = d.Store.CreateFAQ(ctx, f, model.Model(), vectors, "")
			return err
		})
	}
	return group.Wait()
}
