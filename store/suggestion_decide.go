package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
)

// AcceptSuggestion stores an FAQ as a draft and marks the open suggestion it came
// from as accepted, in one transaction. by is the user, "" for an API key. It
// fails with faq.ErrNotFound, with faq.ErrState if the suggestion is not open,
// and as CreateFAQ does.
func (s *Store) AcceptSuggestion(
	ctx context.Context, id string, f faq.FAQ, model string, vectors [][]float32, by string,
) (faq.FAQ, error) {
	if err := usableVectors(len(f.Questions), vectors); err != nil {
		return faq.FAQ{}, fmt.Errorf("accept suggestion: %w", err)
	}
	f.Status = faq.Draft
	var draft faq.FAQ
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockSuggestion(ctx, tx, id, faq.SuggestionOpen); err != nil {
			return err
		}
		var err error
		if draft, err = createFAQ(ctx, tx, f, model, vectors, by); err != nil {
			return err
		}
		args := pgx.NamedArgs{"id": id, "faq": draft.ID, "by": nullID(by)}
		if _, err := tx.Exec(ctx, acceptSuggestion, args); err != nil {
			return err
		}
		return sealEdit(ctx, tx, model, false)
	})
	if err != nil {
		return faq.FAQ{}, fmt.Errorf("accept suggestion: %w", err)
	}
	return draft, nil
}

const acceptSuggestion = `
UPDATE suggestions SET status = 'accepted', faq_id = @faq, decided_by = @by, updated_at = now() WHERE id = @id`

// DismissSuggestion marks an open suggestion as dismissed: it is not proposed
// again. It fails with faq.ErrNotFound, and with faq.ErrState if it is not open.
func (s *Store) DismissSuggestion(ctx context.Context, id, by string) error {
	if err := s.decideSuggestion(ctx, id, faq.SuggestionOpen, faq.SuggestionDismissed, by); err != nil {
		return fmt.Errorf("dismiss suggestion: %w", err)
	}
	return nil
}

// ReopenSuggestion opens a dismissed suggestion again. It fails with
// faq.ErrNotFound, and with faq.ErrState if it is not dismissed.
func (s *Store) ReopenSuggestion(ctx context.Context, id, by string) error {
	if err := s.decideSuggestion(ctx, id, faq.SuggestionDismissed, faq.SuggestionOpen, by); err != nil {
		return fmt.Errorf("reopen suggestion: %w", err)
	}
	return nil
}

func (s *Store) decideSuggestion(ctx context.Context, id string, from, to faq.SuggestionStatus, by string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := lockSuggestion(ctx, tx, id, from); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, decideSuggestion, pgx.NamedArgs{"id": id, "to": to, "by": nullID(by)})
		return err
	})
}

const decideSuggestion = `
UPDATE suggestions SET status = @to, decided_by = CASE @to WHEN 'open' THEN NULL ELSE @by::uuid END, updated_at = now()
WHERE id = @id`

// lockSuggestion fails with faq.ErrState if a suggestion has another status.
func lockSuggestion(ctx context.Context, tx pgx.Tx, id string, want faq.SuggestionStatus) error {
	found, err := oneSuggestion(ctx, tx, selectSuggestionForUpdate, pgx.NamedArgs{"id": id})
	if err == nil && found.Status != want {
		err = faq.ErrState
	}
	return err
}

// PruneSuggestions deletes open suggestions whose latest message is older than
// age, and returns how many. What was decided stays, so that it is not proposed
// again.
func (s *Store) PruneSuggestions(ctx context.Context, age time.Duration) (int64, error) {
	return s.prune(ctx, "suggestions", pruneSuggestions, pgx.NamedArgs{"age": age, "limit": pruneBatch})
}

const pruneSuggestions = `
DELETE FROM suggestions WHERE id IN (
	SELECT id FROM suggestions WHERE status = 'open' AND last_at < now() - @age::interval LIMIT @limit
)`
