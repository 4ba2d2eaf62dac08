package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// BeginUpload notes that a file's content is on its way in, before the first
// byte of it is stored: whatever happens then, a row says that it may be there.
func (s *Store) BeginUpload(ctx context.Context, id, name, uploader string) error {
	if _, err := s.pool.Exec(ctx, beginUpload, id, name, uploader); err != nil {
		return fmt.Errorf("begin upload: %w", invalid(err))
	}
	return nil
}

const beginUpload = `INSERT INTO attachments (id, name, uploader, state) VALUES ($1, $2, $3, 'uploading')`

// FinishUpload says that the content is there. It fails with
// conversation.ErrNotFound if the upload has been given up meanwhile.
func (s *Store) FinishUpload(ctx context.Context, f conversation.File) (conversation.File, error) {
	finished, err := s.file(ctx, finishUpload, pgx.NamedArgs{"id": f.ID, "mime": f.MIME, "size": f.Size, "sha256": f.SHA256})
	if err != nil {
		return conversation.File{}, fmt.Errorf("finish upload: %w", err)
	}
	return finished, nil
}

const fileColumns = `id, state, name, mime, size, sha256, uploader, problem, created_at,
	(message_id IS NOT NULL OR used_at IS NOT NULL) AS used,
	coalesce(id::text IN (SELECT g.template #>> '{approved,header,attachment,id}' FROM campaigns g), false) AS in_campaign`

const finishUpload = `
UPDATE attachments SET state = 'stored', mime = @mime, size = @size, sha256 = @sha256
WHERE id = @id AND state = 'uploading' RETURNING ` + fileColumns

// AbandonUpload gives an upload up: its content, if there is any, goes with the
// next tidying.
func (s *Store) AbandonUpload(ctx context.Context, id string) error {
	if _, err := s.pool.Exec(ctx, abandonUpload, id); err != nil {
		return fmt.Errorf("abandon upload: %w", err)
	}
	return nil
}

const abandonUpload = `UPDATE attachments SET state = 'discarded' WHERE id = $1 AND state = 'uploading'`

// GetFile returns a file, or conversation.ErrNotFound.
func (s *Store) GetFile(ctx context.Context, id string) (conversation.File, error) {
	f, err := s.file(ctx, getFile, pgx.NamedArgs{"id": id})
	if err != nil {
		return conversation.File{}, fmt.Errorf("get file: %w", err)
	}
	return f, nil
}

const getFile = `SELECT ` + fileColumns + ` FROM attachments WHERE id = @id AND state <> 'discarded'`

// Files returns stored files in the order of their ids. It fails with
// conversation.ErrNotFound if one of them is not there.
func (s *Store) Files(ctx context.Context, ids []string) ([]conversation.File, error) {
	rows, err := s.pool.Query(ctx, storedFiles, ids)
	if err != nil {
		return nil, fmt.Errorf("find files: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanFile)
	if err != nil {
		return nil, fmt.Errorf("find files: %w", err)
	}
	files := make([]conversation.File, 0, len(ids))
	for _, id := range ids {
		at := slices.IndexFunc(found, func(f conversation.File) bool { return f.ID == id })
		if at < 0 {
			return nil, fmt.Errorf("find files: %w", conversation.ErrNotFound)
		}
		files = append(files, found[at])
	}
	return files, nil
}

const storedFiles = `SELECT ` + fileColumns + ` FROM attachments WHERE id = ANY($1::uuid[]) AND state = 'stored'`

// file runs a query that returns one file.
func (s *Store) file(ctx context.Context, query string, args pgx.NamedArgs) (conversation.File, error) {
	rows, err := s.pool.Query(ctx, query, args)
	if err != nil {
		return conversation.File{}, err
	}
	f, err := pgx.CollectExactlyOneRow(rows, scanFile)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.File{}, conversation.ErrNotFound
	}
	return f, err
}

type fileRow struct {
	ID, State, Name, MIME     string
	Size                      int64
	SHA256, Uploader, Problem string
	CreatedAt                 time.Time
	Used, InCampaign          bool
}

func scanFile(row pgx.CollectableRow) (conversation.File, error) {
	r, err := pgx.RowToStructByName[fileRow](row)
	return conversation.File{
		ID: r.ID, State: conversation.FileState(r.State), Name: r.Name, MIME: r.MIME, Size: r.Size, SHA256: r.SHA256,
		Uploader: r.Uploader, Used: r.Used, InCampaign: r.InCampaign, Problem: r.Problem, CreatedAt: r.CreatedAt.UTC(),
	}, err
}
