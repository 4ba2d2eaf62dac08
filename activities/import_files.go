package activities

import (
	"context"

	"github.com/parleyhq/parley/faq"
)

// mostFiles is how many files are kept in mind; others are read again.
const mostFiles = 4

// indexPage is how many questions are read at once to index them.
const indexPage = 1000

// file returns the index of a file's questions, those of rows among them. It is
// made of what is stored if this worker has not checked the rows before.
func (a *Importing) file(
	ctx context.Context, importID, model string, rows []faq.ImportRow, vectors [][][]float32,
) (*fileIndex, error) {
	a.mu.Lock()
	x := a.files[importID]
	a.mu.Unlock()
	if x == nil || x.model != model {
		x = &fileIndex{model: model}
		if err := a.index(ctx, x, importID, model); err != nil {
			return nil, err
		}
	}
	for n, row := range rows {
		for q, v := range vectors[n] {
			if row.FAQ.Type.Matched() {
				x.add(faq.ImportedKey{Row: row.Row, Position: q}, row.FAQ.Questions[q].Text, v)
			}
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, known := a.files[importID]; a.files == nil || !known && len(a.files) >= mostFiles {
		a.files = map[string]*fileIndex{}
	}
	a.files[importID] = x
	return x, nil
}

// index reads the questions of the rows that have been checked.
func (a *Importing) index(ctx context.Context, x *fileIndex, importID, model string) error {
	var after faq.ImportedKey
	for {
		page, err := a.Imports.CheckedQuestions(ctx, importID, model, after, indexPage)
		if err != nil {
			return a.failed("read checked rows", err)
		}
		for _, q := range page {
			x.add(q.ImportedKey, q.Question, q.Vector)
			after = q.ImportedKey
		}
		if len(page) < indexPage {
			return nil
		}
	}
}

func (a *Importing) forget(importID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.files, importID)
}
