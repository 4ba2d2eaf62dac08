package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// SaveEmbedder stores an embedder under its faq.EmbedderID and returns it as
// stored. Where it is known already, only a key that is not empty replaces the
// stored one. What serves stays as it is, see BeginReembed.
func (s *Store) SaveEmbedder(ctx context.Context, e faq.Embedder) (faq.Embedder, error) {
	saved, err := s.saveEmbedder(ctx, s.pool, e)
	if err == nil {
		saved.APIKey, err = s.keys.openEmbedder(saved)
	}
	if err != nil {
		return faq.Embedder{}, fmt.Errorf("save embedder: %w", err)
	}
	return saved, nil
}

// saveEmbedder returns the embedder with its key as it is stored.
func (s *Store) saveEmbedder(ctx context.Context, q rowsQuerier, e faq.Embedder) (faq.Embedder, error) {
	e.ID = faq.EmbedderID(e.Kind, e.BaseURL, e.Model, e.Dimensions)
	key, err := s.keys.lockEmbedder(e)
	if err != nil {
		return faq.Embedder{}, err
	}
	return oneEmbedder(ctx, q, upsertEmbedder, pgx.NamedArgs{
		"id": e.ID, "kind": e.Kind, "model": e.Model, "base_url": e.BaseURL, "dimensions": e.Dimensions, "api_key": key,
	})
}

const upsertEmbedder = `
INSERT INTO embedders AS e (id, kind, model, base_url, dimensions, api_key)
VALUES (@id, @kind, @model, @base_url, @dimensions, @api_key)
ON CONFLICT (id) DO UPDATE SET api_key = CASE excluded.api_key WHEN '' THEN e.api_key ELSE excluded.api_key END
RETURNING ` + embedderColumns

// GetEmbedder returns an embedder with its key, or faq.ErrNotFound.
func (s *Store) GetEmbedder(ctx context.Context, id string) (faq.Embedder, error) {
	e, err := oneEmbedder(ctx, s.pool, selectEmbedder, pgx.NamedArgs{"id": id})
	if err == nil {
		e.APIKey, err = s.keys.openEmbedder(e)
	}
	if err != nil {
		return faq.Embedder{}, fmt.Errorf("get embedder: %w", err)
	}
	return e, nil
}

const embedderColumns = `e.id, e.kind, e.model, e.base_url, e.dimensions, e.api_key, e.created_at`

const selectEmbedder = `SELECT ` + embedderColumns + ` FROM embedders e WHERE e.id = @id`

// EnsureEmbedder makes known which embedder the environment asks for and returns
// the id of the one that is to take over, "" if none is: for that one
// BeginReembed has been done.
//
//   - Where none serves yet, the environment's serves.
//   - Where the environment asks for another one than it asked for last time,
//     that one is to take over. A change made through the API is therefore not
//     undone by a restart.
//   - A change that was under way goes on.
//
// Every process may call it at its start, also several at once.
func (s *Store) EnsureEmbedder(ctx context.Context, env faq.Embedder) (switchTo string, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var m matchingState
		if m, err = lockMatching(ctx, tx); err != nil {
			return err
		}
		wanted, err := s.saveEmbedder(ctx, tx, env)
		if err != nil {
			return err
		}
		asked := m.EnvEmbedderID == wanted.ID
		serving, coming := m.EmbedderID, m.ReembedTo
		switch {
		case serving == "":
			serving = wanted.ID
		case asked:
		case serving == wanted.ID:
			coming = ""
		default:
			old, err := oneEmbedder(ctx, tx, selectEmbedder, pgx.NamedArgs{"id": serving})
			if err != nil {
				return err
			}
			if takesOver(old, wanted) {
				serving, coming = wanted.ID, ""
			} else {
				coming = wanted.ID
			}
		}
		switchTo = coming
		_, err = tx.Exec(ctx, setEmbedders, pgx.NamedArgs{
			"serving": serving, "env": wanted.ID, "coming": nullID(coming),
		})
		return err
	})
	if err != nil {
		return "", fmt.Errorf("ensure embedder: %w", err)
	}
	return switchTo, nil
}

// takesOver reports whether an embedder is the one that a migration could only
// guess from the vectors it found: such a row has an id of its own.
func takesOver(guessed, known faq.Embedder) bool {
	return guessed.ID != faq.EmbedderID(guessed.Kind, guessed.BaseURL, guessed.Model, guessed.Dimensions) &&
		guessed.VectorModel() == known.VectorModel() && guessed.Dimensions == known.Dimensions
}

const setEmbedders = `
UPDATE matching
SET embedder_id = @serving, env_embedder_id = @env, reembed_to = @coming,
    reembed_at = CASE WHEN @coming::uuid IS NULL THEN NULL
                      WHEN reembed_to = @coming THEN reembed_at ELSE now() END,
    reembed_error = CASE WHEN reembed_to = @coming THEN reembed_error ELSE '' END,
    updated_at = now()`

// PruneEmbedders deletes embedders, with their keys, that neither serve, nor
// served before, nor are to take over, nor are the environment's, once they are
// an hour old; it returns how many.
func (s *Store) PruneEmbedders(ctx context.Context) (int64, error) {
	return s.prune(ctx, "embedders", pruneEmbedders, nil)
}

// pruneEmbedders deletes nothing before something serves. A new one is about to
// be named.
const pruneEmbedders = `
DELETE FROM embedders e USING matching m
WHERE m.embedder_id IS NOT NULL AND e.created_at < now() - interval '1 hour'
  AND e.id <> ALL (array_remove(ARRAY[m.embedder_id, m.previous_embedder_id, m.reembed_to, m.env_embedder_id], NULL))`

type embedderRow struct {
	ID         string
	Kind       faq.EmbedderKind
	Model      string
	BaseURL    string `db:"base_url"`
	Dimensions int
	APIKey     string `db:"api_key"`
	CreatedAt  time.Time
}

// oneEmbedder returns an embedder with its key as it is stored.
func oneEmbedder(ctx context.Context, q rowsQuerier, sql string, args pgx.NamedArgs) (faq.Embedder, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return faq.Embedder{}, err
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[embedderRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return faq.Embedder{}, faq.ErrNotFound
	}
	r.CreatedAt = r.CreatedAt.UTC()
	return faq.Embedder(r), err
}
