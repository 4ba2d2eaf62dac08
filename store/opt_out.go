package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/campaign"
)

// SetOptOut says on behalf of a principal that a contact wants no messages of
// campaigns, or does again. It returns since when, zero for not, and fails with
// campaign.ErrNotFound.
func (s *Store) SetOptOut(ctx context.Context, contactID string, out bool, by string) (time.Time, error) {
	var since *time.Time
	err := s.pool.QueryRow(ctx, setOptOut, pgx.NamedArgs{"id": contactID, "out": out, "by": by}).Scan(&since)
	if errors.Is(err, pgx.ErrNoRows) {
		err = campaign.ErrNotFound
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("set opt-out: %w", err)
	}
	return instant(since), nil
}

// setOptOut keeps who said what is so already.
const setOptOut = `
UPDATE contacts
SET opted_out_at = CASE WHEN @out THEN coalesce(opted_out_at, clock_timestamp()) END,
    consent_by = CASE WHEN (opted_out_at IS NOT NULL) = @out THEN consent_by ELSE @by END,
    consent_at = CASE WHEN (opted_out_at IS NOT NULL) = @out THEN consent_at ELSE clock_timestamp() END
WHERE id = (SELECT coalesce(merged_into, id) FROM contacts WHERE id = @id)
RETURNING opted_out_at`
