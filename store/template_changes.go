package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// template keeps a provider's verdict on a template, unless a later one is known.
// What the verdict leaves out stays as it was; of a template that was never heard
// of only a verdict that names it and has a status is kept.
func (r *reception) template(ctx context.Context, h happening) error {
	t := h.Template
	args := pgx.NamedArgs{
		"inbox": h.inboxID, "id": conversation.Clean(t.ID), "name": conversation.Clean(t.Name),
		"language": conversation.Clean(t.Language), "status": conversation.Clean(t.Status),
		"category": conversation.Clean(t.Category), "quality": conversation.Clean(t.Quality),
		"reason": conversation.Clean(t.Reason), "at": orNow(t.At),
	}
	tag, err := r.tx.Exec(ctx, updateTemplate, args)
	if err == nil && tag.RowsAffected() == 0 && t.Name != "" && t.Language != "" && t.Status != "" {
		_, err = r.tx.Exec(ctx, insertTemplate, args)
	}
	if err != nil {
		return fmt.Errorf("keep template: %w", err)
	}
	return nil
}

const updateTemplate = `
UPDATE templates
SET status = CASE WHEN @status = '' THEN status ELSE @status END,
    reason = CASE WHEN @status = '' THEN reason ELSE @reason END,
    category = CASE WHEN @category = '' THEN category ELSE @category END,
    quality = CASE WHEN @quality = '' THEN quality ELSE @quality END,
    id = CASE WHEN @id = '' THEN id ELSE @id END,
    seen_at = @at
WHERE inbox_id = @inbox AND seen_at <= @at
  AND (@name <> '' AND name = @name AND language = @language OR @name = '' AND @id <> '' AND id = @id)`

const insertTemplate = `
INSERT INTO templates (inbox_id, name, language, id, status, category, quality, reason, seen_at)
VALUES (@inbox, @name, @language, @id, @status, @category, @quality, @reason, @at)
ON CONFLICT (inbox_id, name, language) DO NOTHING`
