package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// SaveTemplates keeps all templates of an inbox as its provider listed them; those
// that are no longer listed are deleted.
func (s *Store) SaveTemplates(ctx context.Context, inboxID string, listed []conversation.ListedTemplate) error {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		names, languages := []string{}, []string{}
		for _, t := range listed {
			words, err := json.Marshal(t.Words)
			if err != nil {
				return fmt.Errorf("encode words: %w", err)
			}
			names, languages = append(names, t.Name), append(languages, t.Language)
			batch.Queue(saveTemplate, pgx.NamedArgs{
				"inbox": inboxID, "name": t.Name, "language": t.Language, "id": t.ID, "status": t.Status,
				"category": t.Category, "components": words,
			})
		}
		batch.Queue(dropTemplates, pgx.NamedArgs{"inbox": inboxID, "names": names, "languages": languages})
		return tx.SendBatch(ctx, batch).Close()
	})
	if err != nil {
		return fmt.Errorf("save templates: %w", invalid(err))
	}
	return nil
}

const saveTemplate = `
INSERT INTO templates (inbox_id, name, language, id, status, category, components)
VALUES (@inbox, @name, @language, @id, @status, @category, @components)
ON CONFLICT (inbox_id, name, language) DO UPDATE
SET id = @id, status = @status, category = @category, components = @components,
    reason = CASE WHEN templates.status = @status THEN templates.reason ELSE '' END, seen_at = now()`

const dropTemplates = `
DELETE FROM templates t WHERE t.inbox_id = @inbox AND NOT EXISTS (
	SELECT FROM unnest(@names::text[], @languages::text[]) AS l (name, language)
	WHERE l.name = t.name AND l.language = t.language)`

// Templates returns what is known of an inbox's templates, by name.
func (s *Store) Templates(ctx context.Context, inboxID string) ([]conversation.ListedTemplate, error) {
	rows, err := s.pool.Query(ctx, listTemplates, pgx.NamedArgs{"inbox": inboxID})
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (conversation.ListedTemplate, error) {
		var t conversation.ListedTemplate
		var words []byte
		if err := row.Scan(&t.ID, &t.Name, &t.Language, &t.Status, &t.Category, &words); err != nil {
			return t, err
		}
		return t, decode("components", t.Name, words, &t.Words)
	})
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	return found, nil
}

const listTemplates = `
SELECT id, name, language, status, category, components FROM templates WHERE inbox_id = @inbox
ORDER BY name, language`
