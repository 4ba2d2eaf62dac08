package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// matchingState is the row of matching, locked.
type matchingState struct {
	// Model is the one that serves, "" before the first worker has started.
	Model         string
	EmbedderID    string
	EnvEmbedderID string
	ReembedTo     string
	TrainingID    string
}

// lockMatching locks the one row that says what serves until the transaction
// ends. Whoever changes FAQs takes it last, after the rows of the FAQs, so that
// no two transactions wait for each other; whoever switches the model takes it
// first and touches no FAQ.
func lockMatching(ctx context.Context, tx pgx.Tx) (matchingState, error) {
	rows, err := tx.Query(ctx, selectMatchingForUpdate)
	if err != nil {
		return matchingState{}, err
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[matchingState])
	if err != nil {
		return matchingState{}, fmt.Errorf("lock matching: %w", err)
	}
	return m, nil
}

const selectMatchingForUpdate = `
SELECT coalesce((SELECT e.vector_model FROM embedders e WHERE e.id = m.embedder_id), '') AS model,
       coalesce(m.embedder_id::text, '') AS embedder_id, coalesce(m.env_embedder_id::text, '') AS env_embedder_id,
       coalesce(m.reembed_to::text, '') AS reembed_to, coalesce(m.training_id::text, '') AS training_id
FROM matching m FOR UPDATE`

// sealEdit ends a transaction that stored questions with vectors of a model: it
// fails with faq.ErrModel if another model serves by now, since nobody would
// find them, and raises the revision if what FAQs match has changed.
func sealEdit(ctx context.Context, tx pgx.Tx, model string, changed bool) error {
	m, err := lockMatching(ctx, tx)
	if err != nil {
		return err
	}
	if m.Model != "" && m.Model != model {
		return fmt.Errorf("%w: %s serves", faq.ErrModel, m.Model)
	}
	if !changed {
		return nil
	}
	return bumpRevision(ctx, tx)
}

func bumpRevision(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, raiseRevision)
	return err
}

const raiseRevision = `UPDATE matching SET revision = revision + 1`
