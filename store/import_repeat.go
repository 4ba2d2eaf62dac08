package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// RepeatImport stages the rows of a finished dry run as an import of their own, for
// whoever i says and as i says: rows that were rejected stay so, the others are to
// be checked again. It fails with faq.ErrNotFound, and with faq.ErrState if id is
// no dry run or has not ended well.
func (s *Store) RepeatImport(ctx context.Context, id string, i faq.Import) (faq.Import, error) {
	var staged faq.Import
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// Locked, so that it is not tidied away meanwhile.
		dry, err := oneImport(ctx, tx, selectImportForUpdate, pgx.NamedArgs{"id": id})
		if err != nil {
			return err
		}
		if !dry.DryRun || dry.Status != faq.ImportDone {
			return faq.ErrState
		}
		staged, err = oneImport(ctx, tx, insertRepeated, pgx.NamedArgs{
			"id": uuid.Must(uuid.NewV7()).String(), "activate": i.Activate, "publishes": i.Publishes, "by": nullID(i.By),
			"file_name": dry.FileName, "encoding": dry.Encoding, "rows": dry.Rows, "rejected": dry.Rejected,
		})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, copyRows, pgx.NamedArgs{"from": id, "to": staged.ID}); err != nil {
			return err
		}
		staged, err = settleImport(ctx, tx, staged)
		return err
	})
	if err != nil {
		return faq.Import{}, fmt.Errorf("repeat import: %w", err)
	}
	return staged, nil
}

const insertRepeated = `
INSERT INTO imports AS i (id, dry_run, status, activate, publishes, edited_by, file_name, encoding, rows, rejected)
VALUES (@id, false, 'staged', @activate AND @publishes, @publishes, @by, @file_name, @encoding, @rows, @rejected)
RETURNING ` + importColumns

const copyRows = `
INSERT INTO import_rows (import_id, row, line, names, type, status, answer, labels, questions, unsaid, verdict, field, reason)
SELECT @to::uuid, row, line, names, type, status, answer, labels, questions, unsaid,
       CASE verdict WHEN 'rejected' THEN 'rejected' ELSE 'pending' END, field, reason
FROM import_rows WHERE import_id = @from::uuid`
