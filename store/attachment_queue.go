package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// awaited are the attachments of an end user's message as it is stored: each with
// an id under which it is going to be fetched, whatever the message said there.
// (The row is queued by a trigger.) What a visitor uploaded here before is stored
// already.
func awaited(attachments []conversation.Attachment) []conversation.Attachment {
	files := make([]conversation.Attachment, len(attachments))
	for i, a := range attachments {
		if a.ID == "" || a.State != conversation.FileStored {
			a.ID, a.State, a.Problem = uuid.Must(uuid.NewV7()).String(), conversation.FilePending, ""
			a.Name = conversation.FileName(a.Name)
		}
		files[i] = a
	}
	return files
}

// usesFile is what a message violates that carries a file which is not stored.
const usesFile = "attachment_uses_attachment_id_fkey"

// TakeFiles returns files that are due to be fetched, and keeps them from others
// for the length of a lease: whoever takes one has an answer by then.
func (s *Store) TakeFiles(ctx context.Context, limit int, lease time.Duration) ([]conversation.FileToFetch, error) {
	rows, err := s.pool.Query(ctx, takeFiles, pgx.NamedArgs{"limit": limit, "lease": lease})
	if err != nil {
		return nil, fmt.Errorf("take files: %w", err)
	}
	files, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (conversation.FileToFetch, error) {
		var f conversation.FileToFetch
		err := row.Scan(&f.ID, &f.Inbox, &f.Source, &f.Attempt)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("take files: %w", err)
	}
	return files, nil
}

const takeFiles = `
WITH due AS MATERIALIZED (
	SELECT a.id, m.inbox_id FROM attachments a JOIN messages m ON m.id = a.message_id
	WHERE a.state = 'pending' AND a.due_at <= clock_timestamp()
	ORDER BY a.due_at LIMIT @limit
	FOR UPDATE OF a SKIP LOCKED
)
UPDATE attachments a SET attempts = a.attempts + 1, due_at = clock_timestamp() + @lease::interval
FROM due WHERE a.id = due.id
RETURNING a.id, due.inbox_id, a.source, a.attempts`

// FileFetched says that a file's content is stored. It changes nothing if the
// file is not pending any more.
func (s *Store) FileFetched(ctx context.Context, f conversation.File, kind conversation.Kind) error {
	return s.settleFile(ctx, f.ID, pgx.NamedArgs{
		"state": conversation.FileStored, "mime": f.MIME, "size": f.Size, "sha256": f.SHA256, "problem": "", "name": f.Name,
	}, conversation.Attachment{
		State: conversation.FileStored, Name: f.Name, MIME: f.MIME, Size: f.Size, SHA256: f.SHA256, Kind: kind,
	})
}

// FileFailed says that a file cannot be fetched, and why.
func (s *Store) FileFailed(ctx context.Context, id, problem string) error {
	return s.settleFile(ctx, id, pgx.NamedArgs{
		"state": conversation.FileFailed, "mime": "", "size": 0, "sha256": "", "problem": problem, "name": "",
	}, conversation.Attachment{State: conversation.FileFailed, Problem: problem})
}

// settleFile writes the end of a fetch into the file's row and into its message,
// where people see it.
func (s *Store) settleFile(ctx context.Context, id string, args pgx.NamedArgs, shown conversation.Attachment) error {
	patch, err := patchOf(shown)
	if err != nil {
		return err
	}
	args["id"], args["patch"] = id, patch
	if _, err := s.pool.Exec(ctx, settleFile, args); err != nil {
		return fmt.Errorf("settle file: %w", invalid(err))
	}
	return nil
}

// patchOf is what changes in a message's attachment; its address stays.
func patchOf(shown conversation.Attachment) ([]byte, error) {
	raw, err := json.Marshal(shown)
	if err != nil {
		return nil, fmt.Errorf("encode attachment: %w", err)
	}
	var patch map[string]any
	if err := json.Unmarshal(raw, &patch); err != nil {
		return nil, fmt.Errorf("decode attachment: %w", err)
	}
	delete(patch, "url")
	return json.Marshal(patch)
}

// patchAttachment ends a statement whose first part says whose file changed.
const patchAttachment = `)
UPDATE messages m
SET attachments = coalesce((
	SELECT jsonb_agg(CASE WHEN file ->> 'id' = @id::text THEN file - 'problem' || @patch::jsonb ELSE file END ORDER BY n)
	FROM jsonb_array_elements(m.attachments) WITH ORDINALITY AS files (file, n)), '[]')
FROM changed WHERE m.id = changed.message_id`

const settleFile = `
WITH changed AS (
	UPDATE attachments
	SET state = @state, mime = @mime, size = @size, sha256 = @sha256, problem = @problem,
	    name = CASE WHEN @name = '' THEN name ELSE @name END, due_at = NULL
	WHERE id = @id::uuid AND state = 'pending'
	RETURNING message_id
` + patchAttachment

// FileLater puts a file off, and notes what was in the way.
func (s *Store) FileLater(ctx context.Context, id, problem string, wait time.Duration) error {
	_, err := s.pool.Exec(ctx, fileLater, pgx.NamedArgs{"id": id, "problem": problem, "wait": wait})
	if err != nil {
		return fmt.Errorf("put file off: %w", err)
	}
	return nil
}

const fileLater = `
UPDATE attachments SET problem = @problem, due_at = clock_timestamp() + @wait::interval
WHERE id = @id AND state = 'pending'`

// LeaveFile leaves a file where it is: its message keeps the address alone.
func (s *Store) LeaveFile(ctx context.Context, id string) error {
	if _, err := s.pool.Exec(ctx, leaveFile, id); err != nil {
		return fmt.Errorf("leave file: %w", err)
	}
	return nil
}

const leaveFile = `
WITH changed AS (
	DELETE FROM attachments WHERE id = $1::uuid AND state = 'pending' RETURNING message_id
)
UPDATE messages m
SET attachments = coalesce((
	SELECT jsonb_agg(CASE WHEN file ->> 'id' = $1::text THEN file - 'id' - 'state' ELSE file END ORDER BY n)
	FROM jsonb_array_elements(m.attachments) WITH ORDINALITY AS files (file, n)), '[]')
FROM changed WHERE m.id = changed.message_id`

// RetryFile has a file that failed fetched again, from the first attempt on. It
// fails with conversation.ErrNotFound if there is no such file, and leaves one
// that has not failed as it is.
func (s *Store) RetryFile(ctx context.Context, id string) (conversation.File, error) {
	_, err := s.pool.Exec(ctx, retryFile, pgx.NamedArgs{"id": id, "patch": `{"state": "pending"}`})
	if err != nil {
		return conversation.File{}, fmt.Errorf("retry file: %w", err)
	}
	return s.GetFile(ctx, id)
}

const retryFile = `
WITH changed AS (
	UPDATE attachments SET state = 'pending', problem = '', attempts = 0, due_at = clock_timestamp()
	WHERE id = @id::uuid AND state = 'failed' RETURNING message_id
` + patchAttachment
