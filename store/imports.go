package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// CreateImport stores an import that is still uploading and has no rows; id,
// status and instants are set by the store. StageRows adds its rows, and
// FinishStaging says that there are no more.
func (s *Store) CreateImport(ctx context.Context, i faq.Import) (faq.Import, error) {
	created, err := oneImport(ctx, s.pool, insertImport, pgx.NamedArgs{
		"id": uuid.Must(uuid.NewV7()).String(), "dry_run": i.DryRun, "activate": i.Activate,
		"publishes": i.Publishes, "by": nullID(i.By),
		"file_name": i.FileName, "encoding": i.Encoding,
	})
	if err != nil {
		return faq.Import{}, fmt.Errorf("create import: %w", err)
	}
	return created, nil
}

const insertImport = `
INSERT INTO imports AS i (id, dry_run, activate, publishes, edited_by, file_name, encoding)
VALUES (@id, @dry_run, @activate AND @publishes, @publishes, @by, @file_name, @encoding)
RETURNING ` + importColumns

// GetImport returns an import or faq.ErrNotFound.
func (s *Store) GetImport(ctx context.Context, id string) (faq.Import, error) {
	i, err := oneImport(ctx, s.pool, selectImport, pgx.NamedArgs{"id": id})
	if err != nil {
		return faq.Import{}, fmt.Errorf("get import: %w", err)
	}
	return i, nil
}

// ListImports returns at most limit imports, newest first: those that were
// created before the one with the id after, "" for the first page.
func (s *Store) ListImports(ctx context.Context, after string, limit int) ([]faq.Import, error) {
	rows, err := s.pool.Query(ctx, listImports, pgx.NamedArgs{"after": nullID(after), "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	imports, err := pgx.CollectRows(rows, scanImport)
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	return imports, nil
}

const importColumns = `i.id, i.status, i.dry_run, i.activate, i.publishes, i.edited_by, i.file_name, i.encoding,
	i.rows, i.created, i.updated, i.unchanged, i.rejected, i.error, i.created_at, i.finished_at`

const selectImport = `SELECT ` + importColumns + ` FROM imports i WHERE i.id = @id`

const selectImportForUpdate = selectImport + ` FOR UPDATE`

const listImports = `
SELECT ` + importColumns + ` FROM imports i
WHERE @after::uuid IS NULL OR (i.created_at, i.id) < (SELECT o.created_at, o.id FROM imports o WHERE o.id = @after)
ORDER BY i.created_at DESC, i.id DESC LIMIT @limit`

// CancelImport ends an import that changes nothing, unless it has ended already.
// It fails with faq.ErrNotFound.
func (s *Store) CancelImport(ctx context.Context, id string) (faq.Import, error) {
	i, err := s.endImport(ctx, id, faq.ImportCancelled, "")
	if err != nil {
		return faq.Import{}, fmt.Errorf("cancel import: %w", err)
	}
	return i, nil
}

// FailImport is CancelImport with a reason, a sentence for people.
func (s *Store) FailImport(ctx context.Context, id, reason string) (faq.Import, error) {
	i, err := s.endImport(ctx, id, faq.ImportFailed, reason)
	if err != nil {
		return faq.Import{}, fmt.Errorf("fail import: %w", err)
	}
	return i, nil
}

// NoteImport says in a sentence for people what an import waits for, "" for
// nothing. It changes nothing where the import has ended.
func (s *Store) NoteImport(ctx context.Context, id, reason string) error {
	if _, err := s.pool.Exec(ctx, noteImport, pgx.NamedArgs{"id": id, "error": reason}); err != nil {
		return fmt.Errorf("note import: %w", err)
	}
	return nil
}

const noteImport = `UPDATE imports SET error = @error WHERE id = @id AND finished_at IS NULL AND error <> @error`

// endImport waits for an application that is under way: what that has changed
// stays changed.
func (s *Store) endImport(ctx context.Context, id string, status faq.ImportStatus, reason string) (faq.Import, error) {
	var i faq.Import
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := patient(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, endImport, pgx.NamedArgs{"id": id, "status": status, "error": reason}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deleteEndedVectors, pgx.NamedArgs{"id": id}); err != nil {
			return err
		}
		var err error
		i, err = oneImport(ctx, tx, selectImport, pgx.NamedArgs{"id": id})
		return err
	})
	return i, err
}

const endImport = `
UPDATE imports SET status = @status, error = @error, finished_at = now()
WHERE id = @id AND finished_at IS NULL`

const deleteEndedVectors = `
DELETE FROM import_vectors v USING imports i
WHERE v.import_id = @id AND i.id = v.import_id AND i.finished_at IS NOT NULL`

// PruneImports deletes imports that ended longer than age ago, and those that
// never finished uploading, with their rows; it returns how many.
func (s *Store) PruneImports(ctx context.Context, age time.Duration) (int64, error) {
	return s.prune(ctx, "imports", pruneImports, pgx.NamedArgs{"age": age})
}

// pruneImports deletes a few at a time: one may have many rows.
const pruneImports = `
DELETE FROM imports WHERE id IN (
	SELECT id FROM imports
	WHERE created_at < now() - @age::interval AND (finished_at IS NOT NULL OR status = 'uploading')
	ORDER BY created_at LIMIT 20
)`

type importRecord struct {
	ID         string
	Status     faq.ImportStatus
	DryRun     bool
	Activate   bool
	Publishes  bool
	EditedBy   *string
	FileName   string
	Encoding   string
	Rows       int
	Created    int
	Updated    int
	Unchanged  int
	Rejected   int
	Error      string
	CreatedAt  time.Time
	FinishedAt *time.Time
}

func scanImport(row pgx.CollectableRow) (faq.Import, error) {
	r, err := pgx.RowToStructByName[importRecord](row)
	return faq.Import{
		ID: r.ID, Status: r.Status, DryRun: r.DryRun, Activate: r.Activate, Publishes: r.Publishes, By: text(r.EditedBy),
		FileName: r.FileName, Encoding: r.Encoding, Rows: r.Rows,
		Checked: r.Created + r.Updated + r.Unchanged + r.Rejected,
		Created: r.Created, Updated: r.Updated, Unchanged: r.Unchanged, Rejected: r.Rejected, Error: r.Error,
		CreatedAt: r.CreatedAt.UTC(), FinishedAt: instant(r.FinishedAt),
	}, err
}

func oneImport(ctx context.Context, q rowsQuerier, sql string, args pgx.NamedArgs) (faq.Import, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return faq.Import{}, err
	}
	i, err := pgx.CollectExactlyOneRow(rows, scanImport)
	if errors.Is(err, pgx.ErrNoRows) {
		err = faq.ErrNotFound
	}
	return i, err
}
