package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"github.com/parleyhq/parley/faq"
)

// SaveVerdicts keeps what was found about rows of an import, with the vectors of
// a model: for each row that is created or updated one for each question, nothing
// for the others. What a row left unsaid is by now what its FAQ has. A row that
// has a verdict keeps it, so that a repetition does no harm. With the last verdict
// a dry run has ended, and any other import is ready.
// It fails with faq.ErrNotFound, with faq.ErrState if the import has ended or is
// still uploading, and with faq.ErrVector.
func (s *Store) SaveVerdicts(ctx context.Context, id string, rows []faq.ImportRow, model string, vectors [][][]float32) (faq.Import, error) {
	verdicts, err := verdictArgs(rows, vectors)
	if err != nil {
		return faq.Import{}, fmt.Errorf("save verdicts: %w", err)
	}
	verdicts["id"] = id
	var saved faq.Import
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		i, err := oneImport(ctx, tx, selectImportForUpdate, pgx.NamedArgs{"id": id})
		if err != nil {
			return err
		}
		if i.Status == faq.ImportUploading || i.Status.Ended() {
			return faq.ErrState
		}
		fresh, err := setVerdicts(ctx, tx, verdicts)
		if err != nil {
			return err
		}
		if err := keepUnsaid(ctx, tx, id, rows, fresh); err != nil {
			return err
		}
		if err := copyVectors(ctx, tx, id, rows, fresh, model, vectors); err != nil {
			return err
		}
		if saved, err = oneImport(ctx, tx, countVerdicts, pgx.NamedArgs{"id": id, "rows": fresh}); err != nil {
			return err
		}
		saved, err = settleImport(ctx, tx, saved)
		return err
	})
	if err != nil {
		return faq.Import{}, fmt.Errorf("save verdicts: %w", err)
	}
	return saved, nil
}

func verdictArgs(rows []faq.ImportRow, vectors [][][]float32) (pgx.NamedArgs, error) {
	if len(vectors) != len(rows) {
		return nil, fmt.Errorf("%w: those of %d rows for %d", faq.ErrVector, len(vectors), len(rows))
	}
	n := len(rows)
	numbers, versions := make([]int, n), make([]int64, n)
	verdicts, fields, reasons, faqs := make([]string, n), make([]string, n), make([]string, n), make([]*string, n)
	advice := make([]string, n)
	for i, r := range rows {
		numbers[i], versions[i] = r.Row, r.TargetVersion
		verdicts[i], fields[i], reasons[i] = string(r.Verdict), r.Field, r.Reason
		given, err := json.Marshal(nonNil(r.Advice))
		if err != nil {
			return nil, fmt.Errorf("encode advice: %w", err)
		}
		advice[i] = string(given)
		changed := writes(r.Verdict)
		if faqs[i] = nullID(r.FAQ.ID); changed && r.FAQ.ID == "" {
			id := uuid.Must(uuid.NewV7()).String()
			faqs[i] = &id
		}
		if r.Verdict == faq.RowRejected {
			faqs[i] = nil
		}
		if !changed {
			continue
		}
		if err := usableVectors(len(r.FAQ.Questions), vectors[i]); err != nil {
			return nil, fmt.Errorf("row %d: %w", r.Row, err)
		}
	}
	return pgx.NamedArgs{
		"rows": numbers, "verdicts": verdicts, "fields": fields, "reasons": reasons, "advice": advice,
		"faqs": faqs, "versions": versions,
	}, nil
}

// writes reports whether a row of this verdict changes the FAQ set.
func writes(v faq.RowVerdict) bool { return v == faq.RowCreated || v == faq.RowUpdated }

// setVerdicts returns the numbers of the rows that had none.
func setVerdicts(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) ([]int, error) {
	found, err := tx.Query(ctx, updateVerdicts, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, pgx.RowTo[int])
}

const updateVerdicts = `
UPDATE import_rows r
SET verdict = v.verdict, field = v.field, reason = v.reason, advice = v.advice::jsonb, faq_id = v.faq,
    target_version = v.version
FROM unnest(@rows::int[], @verdicts::text[], @fields::text[], @reasons::text[], @advice::text[], @faqs::uuid[],
            @versions::bigint[]) AS v (row, verdict, field, reason, advice, faq, version)
WHERE r.import_id = @id AND r.row = v.row AND r.verdict = 'pending'
RETURNING r.row`

// keepUnsaid keeps the whole of rows that left something unsaid.
func keepUnsaid(ctx context.Context, tx pgx.Tx, id string, rows []faq.ImportRow, fresh []int) error {
	batch := &pgx.Batch{}
	for _, r := range rows {
		if len(r.Unsaid) > 0 && r.Verdict == faq.RowUpdated && slices.Contains(fresh, r.Row) {
			batch.Queue(updateUnsaid, pgx.NamedArgs{
				"id": id, "row": r.Row, "type": r.FAQ.Type, "status": r.FAQ.Status, "labels": nonNil(r.FAQ.Labels),
				"questions": r.FAQ.Texts(),
			})
		}
	}
	return tx.SendBatch(ctx, batch).Close()
}

const updateUnsaid = `
UPDATE import_rows SET type = @type, status = @status, labels = @labels, questions = @questions
WHERE import_id = @id AND row = @row`

// countVerdicts adds up those of some rows.
const countVerdicts = `
UPDATE imports i
SET created = i.created + n.created, updated = i.updated + n.updated, unchanged = i.unchanged + n.unchanged,
    rejected = i.rejected + n.rejected, status = CASE WHEN i.status = 'staged' THEN 'checking' ELSE i.status END
FROM (
	SELECT count(*) FILTER (WHERE verdict = 'created') AS created, count(*) FILTER (WHERE verdict = 'updated') AS updated,
	       count(*) FILTER (WHERE verdict = 'unchanged') AS unchanged, count(*) FILTER (WHERE verdict = 'rejected') AS rejected
	FROM import_rows WHERE import_id = @id AND row = ANY (@rows::int[])
) n
WHERE i.id = @id RETURNING ` + importColumns

func copyVectors(
	ctx context.Context, tx pgx.Tx, id string, rows []faq.ImportRow, fresh []int, model string, vectors [][][]float32,
) error {
	isFresh := make(map[int]bool, len(fresh))
	for _, row := range fresh {
		isFresh[row] = true
	}
	var records [][]any
	for i, r := range rows {
		if !isFresh[r.Row] || !writes(r.Verdict) {
			continue
		}
		for position, v := range vectors[i] {
			records = append(records, []any{
				id, r.Row, position, uuid.Must(uuid.NewV7()).String(), model, pgvector.NewVector(v),
			})
		}
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"import_vectors"},
		[]string{"import_id", "row", "position", "question_id", "model", "embedding"}, pgx.CopyFromRows(records))
	return err
}
