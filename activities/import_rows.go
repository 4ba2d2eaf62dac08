package activities

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/faq"
)

// judge fills in the verdicts of rows and returns the vectors of the questions of
// those that change an FAQ, nil for the others.
func (a *Importing) judge(
	ctx context.Context, i faq.Import, serving faq.Serving, rows []faq.ImportRow,
) ([][][]float32, error) {
	stored, err := a.stored(ctx, rows)
	if err != nil {
		return nil, err
	}
	for n := range rows {
		verdict(&rows[n], stored[rows[n].FAQ.ID], i)
	}
	vectors, err := a.embed(ctx, i, serving, rows)
	if err != nil {
		return nil, err
	}
	if err := a.advise(ctx, i.ID, serving, rows, vectors); err != nil {
		return nil, err
	}
	return vectors, a.recognise(ctx, i, rows, vectors)
}

func changes(row faq.ImportRow) bool {
	return row.Verdict == faq.RowCreated || row.Verdict == faq.RowUpdated
}

// stored returns the FAQs that rows name, by id.
func (a *Importing) stored(ctx context.Context, rows []faq.ImportRow) (map[string]faq.FAQ, error) {
	var ids []string
	for _, row := range rows {
		if row.FAQ.ID != "" {
			ids = append(ids, row.FAQ.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := a.Imports.FAQsNamed(ctx, ids)
	if err != nil {
		return nil, a.failed("read FAQs", err)
	}
	stored := make(map[string]faq.FAQ, len(found))
	for _, f := range found {
		stored[f.ID] = f
	}
	return stored, nil
}

// comparisons is how many rows are compared with others at once.
const comparisons = 4

// advise adds to the advice which questions are too close to those of other FAQs,
// of the file or saved before.
func (a *Importing) advise(
	ctx context.Context, importID string, serving faq.Serving, rows []faq.ImportRow, vectors [][][]float32,
) error {
	file, err := a.file(ctx, importID, serving.Model, rows, vectors)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(comparisons)
	for n := range rows {
		if vectors[n] == nil {
			continue
		}
		group.Go(func() error {
			row := &rows[n]
			others := others{saved: a.Imports, file: file, row: row.Row}
			found, err := a.Matcher.Overlaps(ctx, serving, row.FAQ, vectors[n], others)
			if err != nil {
				return a.failed("compare with other FAQs", err)
			}
			for _, o := range found {
				id := o.FAQID
				if isRowKey(id) {
					id = ""
				}
				row.Advice = append(row.Advice, faq.Overlap(fmt.Sprintf("questions[%d]", o.Index), id, o.Other, o.Distance))
			}
			return nil
		})
	}
	return group.Wait()
}

// others are the questions that a row of a file is compared with.
type others struct {
	saved interface {
		NearestSaved(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error)
	}
	file *fileIndex
	row  int
}

// Nearest implements matcher.Source.
func (o others) Nearest(ctx context.Context, model string, vector []float32, k int) ([]faq.Candidate, error) {
	saved, err := o.saved.NearestSaved(ctx, model, vector, k)
	if err != nil {
		return nil, err
	}
	file, err := o.file.Nearest(ctx, model, vector, k)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(append(saved, file...), func(c faq.Candidate) bool { return c.FAQID == rowKey(o.row) })
	sortNearest(found)
	return found[:min(k, len(found))], nil
}
