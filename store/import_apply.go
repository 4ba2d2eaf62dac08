package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// ApplyImport makes the rows of an import that were found good the FAQs they
// describe: all of them in one transaction, or none. An import that has ended is
// returned as it is.
//
// If an FAQ was edited since its row was checked, or another model serves than
// the one the rows were embedded by, nothing is changed: these rows are pending
// again, and it fails with faq.ErrChanged. It fails with faq.ErrNotFound, and
// with faq.ErrState while rows are pending.
func (s *Store) ApplyImport(ctx context.Context, id string) (faq.Import, error) {
	if _, err := s.pool.Exec(ctx, beginApplying, pgx.NamedArgs{"id": id}); err != nil {
		return faq.Import{}, fmt.Errorf("apply import: %w", err)
	}
	var applied faq.Import
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var err error
		applied, err = applyImport(ctx, tx, id)
		return err
	})
	if errors.Is(err, faq.ErrChanged) {
		if back, backErr := s.recheck(ctx, id); backErr != nil {
			err = backErr
		} else {
			applied = back
		}
	}
	if err != nil {
		return applied, fmt.Errorf("apply import: %w", err)
	}
	return applied, nil
}

const beginApplying = `UPDATE imports SET status = 'applying' WHERE id = @id AND status = 'ready'`

func applyImport(ctx context.Context, tx pgx.Tx, id string) (faq.Import, error) {
	if err := patient(ctx, tx); err != nil {
		return faq.Import{}, err
	}
	// One import at a time, or two with the same ids would wait for each other.
	if _, err := tx.Exec(ctx, lockImports); err != nil {
		return faq.Import{}, err
	}
	i, err := oneImport(ctx, tx, selectImportForUpdate, pgx.NamedArgs{"id": id})
	if err != nil || i.Status.Ended() {
		return i, err
	}
	if i.Status != faq.ImportApplying {
		return i, faq.ErrState
	}
	args := pgx.NamedArgs{"id": id, "activate": i.Activate, "publishes": i.Publishes, "by": nullID(i.By), "model": nil}
	if _, err := tx.Exec(ctx, lockTargets, args); err != nil {
		return i, err
	}
	var stale bool
	if err := tx.QueryRow(ctx, anyStale, args).Scan(&stale); err != nil {
		return i, err
	}
	if stale {
		return i, faq.ErrChanged
	}
	batch := &pgx.Batch{}
	for _, step := range []string{
		createImported, updateImported, dropImportedQuestions, moveImportedQuestions, addImportedQuestions,
		setImportedVectors,
	} {
		batch.Queue(step, args)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return i, err
	}
	// What serves is looked at last, see lockMatching.
	m, err := lockMatching(ctx, tx)
	if err != nil {
		return i, err
	}
	var other bool
	if err := tx.QueryRow(ctx, embeddedByOther, pgx.NamedArgs{"id": id, "model": m.Model}).Scan(&other); err != nil {
		return i, err
	}
	if other {
		return i, faq.ErrChanged
	}
	if i.Created+i.Updated > 0 {
		if err := bumpRevision(ctx, tx); err != nil {
			return i, err
		}
	}
	if _, err := tx.Exec(ctx, deleteImportVectors, args); err != nil {
		return i, err
	}
	return oneImport(ctx, tx, finishImport, args)
}

const lockImports = `SELECT pg_advisory_xact_lock(hashtext('parley import'))`

const lockTargets = `
SELECT FROM faqs f JOIN import_rows r ON r.faq_id = f.id
WHERE r.import_id = @id AND r.verdict IN ('updated', 'unchanged')
ORDER BY f.id FOR UPDATE OF f`

// staleRows are the rows r whose verdict does not hold any more, or would change
// what answers end users though the importer may not. The model is NULL where it
// is not to be looked at.
const staleRows = `r.import_id = @id AND (
	r.verdict IN ('updated', 'unchanged') AND r.target_version > 0
	AND NOT EXISTS (SELECT FROM faqs f WHERE f.id = r.faq_id AND f.version = r.target_version)
	OR r.verdict = 'updated' AND EXISTS (
		SELECT FROM faqs f JOIN imports i ON i.id = r.import_id
		WHERE f.id = r.faq_id AND f.status = 'active' AND NOT i.publishes)
	OR r.verdict = 'created' AND EXISTS (SELECT FROM faqs f WHERE f.id = r.faq_id)
	OR @model::text <> '' AND EXISTS (
		SELECT FROM import_vectors v WHERE v.import_id = r.import_id AND v.row = r.row AND v.model <> @model)
)`

const anyStale = `SELECT EXISTS (SELECT FROM import_rows r WHERE ` + staleRows + `)`

const embeddedByOther = `
SELECT @model <> '' AND EXISTS (SELECT FROM import_vectors WHERE import_id = @id AND model <> @model)`

const createImported = `
INSERT INTO faqs (id, type, status, answer, labels, edited_by)
SELECT faq_id, type, CASE WHEN status = 'active' AND NOT @activate THEN 'draft' ELSE status END, answer, labels, @by
FROM import_rows WHERE import_id = @id AND verdict = 'created' ORDER BY row`

const updateImported = `
UPDATE faqs f
SET type = r.type,
    status = CASE WHEN NOT @publishes OR r.status = 'active' AND NOT @activate THEN f.status ELSE r.status END,
    answer = r.answer, labels = r.labels, edited_by = @by, version = f.version + 1, updated_at = now()
FROM import_rows r
WHERE r.import_id = @id AND r.verdict = 'updated' AND f.id = r.faq_id`

const dropImportedQuestions = `
DELETE FROM faq_questions q USING import_rows r
WHERE r.import_id = @id AND r.verdict = 'updated' AND q.faq_id = r.faq_id AND q.text <> ALL (r.questions)`

// importedQuestions are the questions of an import with their vectors v.
const importedQuestions = `
FROM import_vectors v JOIN import_rows r ON r.import_id = v.import_id AND r.row = v.row`

const moveImportedQuestions = `
UPDATE faq_questions q SET position = n.position
FROM (SELECT r.faq_id, v.position, r.questions[v.position + 1] AS text ` + importedQuestions + `
      WHERE v.import_id = @id AND r.verdict = 'updated') n
WHERE q.faq_id = n.faq_id AND q.text = n.text AND q.position <> n.position`

const addImportedQuestions = `
INSERT INTO faq_questions (id, faq_id, position, text)
SELECT v.question_id, r.faq_id, v.position, r.questions[v.position + 1] ` + importedQuestions + `
WHERE v.import_id = @id AND NOT EXISTS (
	SELECT FROM faq_questions q WHERE q.faq_id = r.faq_id AND q.text = r.questions[v.position + 1])
ORDER BY v.row, v.position`

const setImportedVectors = `
INSERT INTO faq_vectors (question_id, model, embedding)
SELECT q.id, v.model, v.embedding ` + importedQuestions + `
JOIN faq_questions q ON q.faq_id = r.faq_id AND q.text = r.questions[v.position + 1]
WHERE v.import_id = @id
ON CONFLICT (question_id, model) DO UPDATE SET embedding = excluded.embedding`

const deleteImportVectors = `DELETE FROM import_vectors WHERE import_id = @id`

const finishImport = `
UPDATE imports i SET status = 'done', finished_at = now() WHERE id = @id RETURNING ` + importColumns

// recheck makes rows pending again whose verdict does not hold any more.
func (s *Store) recheck(ctx context.Context, id string) (faq.Import, error) {
	var i faq.Import
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := patient(ctx, tx); err != nil {
			return err
		}
		var err error
		if i, err = oneImport(ctx, tx, selectImportForUpdate, pgx.NamedArgs{"id": id}); err != nil || i.Status.Ended() {
			return err
		}
		serving := ""
		if err := tx.QueryRow(ctx, selectServingModel).Scan(&serving); err != nil {
			return err
		}
		args := pgx.NamedArgs{"id": id, "model": serving}
		if _, err := tx.Exec(ctx, forgetVerdicts, args); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, deletePendingVectors, args); err != nil {
			return err
		}
		i, err = oneImport(ctx, tx, recountVerdicts, args)
		return err
	})
	return i, err
}

const selectServingModel = `
SELECT coalesce((SELECT e.vector_model FROM embedders e WHERE e.id = m.embedder_id), '') FROM matching m`

const forgetVerdicts = `
UPDATE import_rows r SET verdict = 'pending', faq_id = NULL, target_version = 0, advice = '[]' WHERE ` + staleRows

const deletePendingVectors = `
DELETE FROM import_vectors v USING import_rows r
WHERE v.import_id = @id AND r.import_id = v.import_id AND r.row = v.row AND r.verdict = 'pending'`

const recountVerdicts = `
UPDATE imports i
SET created = n.created, updated = n.updated, unchanged = n.unchanged, rejected = n.rejected,
    status = CASE WHEN n.pending > 0 THEN 'checking' ELSE i.status END
FROM (
	SELECT count(*) FILTER (WHERE verdict = 'created') AS created, count(*) FILTER (WHERE verdict = 'updated') AS updated,
	       count(*) FILTER (WHERE verdict = 'unchanged') AS unchanged, count(*) FILTER (WHERE verdict = 'rejected') AS rejected,
	       count(*) FILTER (WHERE verdict = 'pending') AS pending
	FROM import_rows WHERE import_id = @id
) n
WHERE i.id = @id RETURNING ` + importColumns

// patient lets a transaction wait for another one that changes many FAQs.
func patient(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, bulkTimeout); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, bulkLockTimeout)
	return err
}

const bulkLockTimeout = `SET LOCAL lock_timeout = 60000`
