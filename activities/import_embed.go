package activities

import (
	"context"
	"fmt"
	"slices"

	"github.com/parleyhq/parley/faq"
)

// embed returns the vectors of the questions of the rows that change an FAQ, nil
// for the others. A row with a question that the embedder refuses for good is
// rejected.
func (a *Importing) embed(ctx context.Context, i faq.Import, serving faq.Serving, rows []faq.ImportRow) ([][][]float32, error) {
	var texts []string
	for _, row := range rows {
		if changes(row) {
			texts = append(texts, row.FAQ.Texts()...)
		}
	}
	vectors := make([][][]float32, len(rows))
	if len(texts) == 0 {
		return vectors, nil
	}
	made, err := embedApart(ctx, a.Matcher, serving.EmbedderID, texts)
	if err != nil {
		a.note(ctx, i.ID, whyNotEmbedded(err))
		return nil, a.failed(fmt.Sprintf("embed %d questions", len(texts)), err)
	}
	for n := range rows {
		if !changes(rows[n]) {
			continue
		}
		count := len(rows[n].FAQ.Questions)
		vectors[n], made = made[:count:count], made[count:]
		if at := slices.IndexFunc(vectors[n], func(v []float32) bool { return v == nil }); at >= 0 {
			refuse(&rows[n], at)
			vectors[n] = nil
		}
	}
	return vectors, nil
}

// refuse rejects a row because of one of its questions.
func refuse(row *faq.ImportRow, question int) {
	row.Verdict, row.Field, row.Reason = faq.RowRejected, fmt.Sprintf("questions[%d]", question), refusedQuestion
	row.Advice, row.TargetVersion = nil, 0
}

const refusedQuestion = "is refused by the endpoint of the embedding model, which takes others: it may be too long for it"

// note says what an import waits for; that it could not be said holds up nothing.
func (a *Importing) note(ctx context.Context, id, reason string) {
	if reason == "" {
		return
	}
	if err := a.Imports.NoteImport(ctx, id, reason); err != nil {
		a.Log.Warn("what the import waits for was not stored", "import", id, "error", err)
	}
}
