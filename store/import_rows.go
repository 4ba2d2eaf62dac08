package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
)

// StageRows adds rows to an import that is uploading, in as many calls as suit
// the caller. A row that was rejected when it was read comes with that verdict,
// any other is pending. It fails with faq.ErrNotFound, and with faq.ErrState if
// the import is not uploading.
func (s *Store) StageRows(ctx context.Context, id string, rows []faq.ImportRow) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		i, err := oneImport(ctx, tx, selectImportForUpdate, pgx.NamedArgs{"id": id})
		if err != nil {
			return err
		}
		if i.Status != faq.ImportUploading {
			return faq.ErrState
		}
		rejected := 0
		_, err = tx.CopyFrom(ctx, pgx.Identifier{"import_rows"}, stagedColumns(), pgx.CopyFromSlice(len(rows), func(n int) ([]any, error) {
			r := rows[n]
			verdict := faq.RowPending
			if r.Verdict == faq.RowRejected {
				verdict = faq.RowRejected
				rejected++
			}
			var names *string
			if conversation.IsUUID(r.FAQ.ID) {
				names = &r.FAQ.ID
			}
			return []any{
				id, r.Row, r.Line, names, string(r.FAQ.Type), string(r.FAQ.Status), r.FAQ.Answer, nonNil(r.FAQ.Labels),
				r.FAQ.Texts(), nonNil(r.Unsaid), string(verdict), r.Field, r.Reason,
			}, nil
		}))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, countStaged, pgx.NamedArgs{"id": id, "rows": len(rows), "rejected": rejected})
		return err
	})
	if err != nil {
		return fmt.Errorf("stage rows: %w", err)
	}
	return nil
}

func stagedColumns() []string {
	return []string{
		"import_id", "row", "line", "names", "type", "status", "answer", "labels", "questions", "unsaid", "verdict", "field",
		"reason",
	}
}

const countStaged = `UPDATE imports SET rows = rows + @rows, rejected = rejected + @rejected WHERE id = @id`

// FinishStaging says that an import has all its rows, and how the file was
// encoded: from now on it can be checked. It fails with faq.ErrNotFound, and with
// faq.ErrState if the import is not uploading.
func (s *Store) FinishStaging(ctx context.Context, id, encoding string) (faq.Import, error) {
	var staged faq.Import
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		i, err := oneImport(ctx, tx, selectImportForUpdate, pgx.NamedArgs{"id": id})
		if err != nil {
			return err
		}
		if i.Status != faq.ImportUploading {
			return faq.ErrState
		}
		if staged, err = oneImport(ctx, tx, finishStaging, pgx.NamedArgs{"id": id, "encoding": encoding}); err != nil {
			return err
		}
		staged, err = settleImport(ctx, tx, staged)
		return err
	})
	if err != nil {
		return faq.Import{}, fmt.Errorf("finish staging: %w", err)
	}
	return staged, nil
}

const finishStaging = `
UPDATE imports i SET status = 'staged', encoding = @encoding WHERE id = @id RETURNING ` + importColumns

// settleImport moves an import on whose rows all have a verdict: a dry run has
// ended, any other is ready to be applied.
func settleImport(ctx context.Context, tx pgx.Tx, i faq.Import) (faq.Import, error) {
	if i.Checked < i.Rows || i.Status.Ended() {
		return i, nil
	}
	return oneImport(ctx, tx, completeImport, pgx.NamedArgs{"id": i.ID})
}

const completeImport = `
UPDATE imports i
SET status = CASE WHEN dry_run THEN 'done' ELSE 'ready' END, finished_at = CASE WHEN dry_run THEN now() END
WHERE id = @id RETURNING ` + importColumns

// ImportRows returns a page of an import's rows in their order: at most limit
// after the row with the number afterRow, 0 for the first, of one verdict or, if
// that is empty, of all.
func (s *Store) ImportRows(ctx context.Context, id string, afterRow, limit int, verdict faq.RowVerdict) ([]faq.ImportRow, error) {
	rows, err := s.pool.Query(ctx, listImportRows, pgx.NamedArgs{
		"id": id, "after": afterRow, "limit": limit, "verdict": verdict,
	})
	if err != nil {
		return nil, fmt.Errorf("list import rows: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanImportRow)
	if err != nil {
		return nil, fmt.Errorf("list import rows: %w", err)
	}
	return found, nil
}

// PendingRows returns the first limit rows of an import that have no verdict
// yet. It fails with faq.ErrNotFound, and with faq.ErrState if the import is
// uploading or has ended.
func (s *Store) PendingRows(ctx context.Context, id string, limit int) ([]faq.ImportRow, error) {
	i, err := s.GetImport(ctx, id)
	if err == nil && (i.Status == faq.ImportUploading || i.Status.Ended()) {
		err = faq.ErrState
	}
	if err != nil {
		return nil, fmt.Errorf("list pending rows: %w", err)
	}
	rows, err := s.pool.Query(ctx, listPendingRows, pgx.NamedArgs{"id": id, "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list pending rows: %w", err)
	}
	pending, err := pgx.CollectRows(rows, scanImportRow)
	if err != nil {
		return nil, fmt.Errorf("list pending rows: %w", err)
	}
	return pending, nil
}

const importRowColumns = `row, line, names, type, status, answer, labels, questions, unsaid, verdict, field, reason,
	advice, faq_id, target_version`

const listImportRows = `
SELECT ` + importRowColumns + ` FROM import_rows
WHERE import_id = @id AND row > @after AND (@verdict = '' OR verdict = @verdict)
ORDER BY row LIMIT @limit`

const listPendingRows = `
SELECT ` + importRowColumns + ` FROM import_rows WHERE import_id = @id AND verdict = 'pending' ORDER BY row LIMIT @limit`

type importRowRow struct {
	Row           int
	Line          int
	Names         *string
	Type          faq.Type
	Status        faq.Status
	Answer        string
	Labels        []string
	Questions     []string
	Unsaid        []string
	Verdict       faq.RowVerdict
	Field         string
	Reason        string
	Advice        []byte
	FAQID         *string `db:"faq_id"`
	TargetVersion int64
}

func scanImportRow(row pgx.CollectableRow) (faq.ImportRow, error) {
	r, err := pgx.RowToStructByName[importRowRow](row)
	if err != nil {
		return faq.ImportRow{}, err
	}
	out := faq.ImportRow{
		Row: r.Row, Line: r.Line, Verdict: r.Verdict, Field: r.Field, Reason: r.Reason,
		FAQID: text(r.FAQID), TargetVersion: r.TargetVersion, Unsaid: r.Unsaid,
		FAQ: faq.FAQ{ID: text(r.Names), Type: r.Type, Status: r.Status, Answer: r.Answer, Labels: r.Labels},
	}
	for _, question := range r.Questions {
		out.FAQ.Questions = append(out.FAQ.Questions, faq.Question{Text: question})
	}
	if err := json.Unmarshal(r.Advice, &out.Advice); err != nil {
		return faq.ImportRow{}, fmt.Errorf("decode advice of row %d: %w", r.Row, err)
	}
	return out, nil
}
