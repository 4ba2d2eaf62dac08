package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/campaign"
)

// OptOutWords returns the words by which people say whether they want messages of
// campaigns. A trigger of migration 00045 heeds them, whichever way a message
// comes in.
func (s *Store) OptOutWords(ctx context.Context) (campaign.Words, error) {
	return scanWords(s.pool.Query(ctx, selectOptOutWords))
}

// SetOptOutWords replaces the words that have w.Version. It fails with
// campaign.ErrChanged if they have another one by now, and with
// campaign.ErrWordsOverlap.
func (s *Store) SetOptOutWords(ctx context.Context, w campaign.Words, by string) (campaign.Words, error) {
	now, err := scanWords(s.pool.Query(ctx, replaceOptOutWords, pgx.NamedArgs{
		"stop": nonNil(w.Stop), "start": nonNil(w.Start), "version": w.Version, "by": by,
	}))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		err = campaign.ErrChanged
	case violates(err, "opt_out_words_apart"):
		err = campaign.ErrWordsOverlap
	}
	return now, err
}

const selectOptOutWords = `SELECT ` + optOutWordsColumns + ` FROM opt_out_words`

const optOutWordsColumns = `stop, start, version, updated_by, updated_at`

const replaceOptOutWords = `
UPDATE opt_out_words
SET stop = ARRAY(SELECT DISTINCT consent_word(w) FROM unnest(@stop::text[]) w WHERE consent_word(w) <> '' ORDER BY 1),
    start = ARRAY(SELECT DISTINCT consent_word(w) FROM unnest(@start::text[]) w WHERE consent_word(w) <> '' ORDER BY 1),
    version = version + 1, updated_by = @by, updated_at = now()
WHERE version = @version
RETURNING ` + optOutWordsColumns

func scanWords(rows pgx.Rows, err error) (campaign.Words, error) {
	if err != nil {
		return campaign.Words{}, fmt.Errorf("opt-out words: %w", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[struct {
		Stop, Start []string
		Version     int64
		UpdatedBy   string
		UpdatedAt   *time.Time
	}])
	if err != nil {
		return campaign.Words{}, fmt.Errorf("opt-out words: %w", err)
	}
	return campaign.Words{Stop: r.Stop, Start: r.Start, Version: r.Version, UpdatedBy: r.UpdatedBy, UpdatedAt: instant(r.UpdatedAt)}, nil
}
