package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// ListCannedResponses returns all of them by shortcut.
func (s *Store) ListCannedResponses(ctx context.Context) ([]conversation.CannedResponse, error) {
	rows, err := s.pool.Query(ctx, listCanned)
	if err != nil {
		return nil, fmt.Errorf("list canned responses: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[conversation.CannedResponse])
	if err != nil {
		return nil, fmt.Errorf("list canned responses: %w", err)
	}
	return found, nil
}

const listCanned = `SELECT ` + cannedColumns + ` FROM canned_responses ORDER BY lower(shortcut)`

const cannedColumns = `id, shortcut, text, coalesce(edited_by::text, '') AS edited_by, created_at, updated_at`

// CreateCannedResponse stores one; id and instants are set by the store. It fails
// with conversation.ErrShortcutTaken.
func (s *Store) CreateCannedResponse(ctx context.Context, c conversation.CannedResponse) (conversation.CannedResponse, error) {
	c.ID = uuid.Must(uuid.NewV7()).String()
	return s.writeCanned(ctx, "create", insertCanned, c)
}

const insertCanned = `
INSERT INTO canned_responses (id, shortcut, text, edited_by) VALUES (@id, @shortcut, @text, @by)
RETURNING ` + cannedColumns

// UpdateCannedResponse replaces what the one with c's id says. It fails with
// conversation.ErrNotFound and conversation.ErrShortcutTaken.
func (s *Store) UpdateCannedResponse(ctx context.Context, c conversation.CannedResponse) (conversation.CannedResponse, error) {
	return s.writeCanned(ctx, "update", updateCanned, c)
}

const updateCanned = `
UPDATE canned_responses SET shortcut = @shortcut, text = @text, edited_by = @by, updated_at = now() WHERE id = @id
RETURNING ` + cannedColumns

func (s *Store) writeCanned(ctx context.Context, what, statement string, c conversation.CannedResponse) (conversation.CannedResponse, error) {
	rows, err := s.pool.Query(ctx, statement, pgx.NamedArgs{
		"id": c.ID, "shortcut": c.Shortcut, "text": c.Text, "by": nullID(c.EditedBy),
	})
	if err == nil {
		c, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[conversation.CannedResponse])
	}
	switch {
	case err == nil:
		return c, nil
	case errors.Is(err, pgx.ErrNoRows):
		err = conversation.ErrNotFound
	case violates(err, "canned_responses_shortcut"):
		err = conversation.ErrShortcutTaken
	}
	return conversation.CannedResponse{}, fmt.Errorf("%s canned response: %w", what, invalid(err))
}

// DeleteCannedResponse deletes one or fails with conversation.ErrNotFound.
func (s *Store) DeleteCannedResponse(ctx context.Context, id string) error {
	tag, err := s.pool.Exec(ctx, deleteCanned, id)
	if err == nil && tag.RowsAffected() == 0 {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("delete canned response: %w", err)
	}
	return nil
}

const deleteCanned = `DELETE FROM canned_responses WHERE id = $1`
