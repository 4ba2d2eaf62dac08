package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// ConversationSettings returns what admins have set over the deployment's rules.
func (s *Store) ConversationSettings(ctx context.Context) (conversation.Settings, error) {
	return scanSettings(s.pool.Query(ctx, `SELECT `+settingsColumns+` FROM conversation_settings`))
}

// SetConversationSettings replaces the settings that have seen.Version. It fails
// with conversation.ErrChanged if they have another one by now.
func (s *Store) SetConversationSettings(ctx context.Context, set conversation.Settings, by string) (conversation.Settings, error) {
	now, err := scanSettings(s.pool.Query(ctx, replaceSettings, pgx.NamedArgs{
		"window": millis(set.Window), "lease": millis(set.Lease), "debounce": millis(set.Debounce), "keep_owner": millis(set.KeepOwner),
		"resolved": set.InactiveIncludesResolved, "version": set.Version, "by": by,
	}))
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.Settings{}, conversation.ErrChanged
	}
	return now, err
}

const settingsColumns = `window_ms, lease_ms, debounce_ms, keep_owner_ms, inactive_includes_resolved, version, updated_by, updated_at`

const replaceSettings = `
UPDATE conversation_settings
SET window_ms = @window, lease_ms = @lease, debounce_ms = @debounce, keep_owner_ms = @keep_owner,
    inactive_includes_resolved = @resolved, version = version + 1, updated_by = @by, updated_at = now()
WHERE version = @version
RETURNING ` + settingsColumns

func scanSettings(rows pgx.Rows, err error) (conversation.Settings, error) {
	if err != nil {
		return conversation.Settings{}, fmt.Errorf("conversation settings: %w", err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[struct {
		WindowMs, LeaseMs, DebounceMs, KeepOwnerMs *int64
		InactiveIncludesResolved                   *bool
		Version                                    int64
		UpdatedBy                                  string
		UpdatedAt                                  *time.Time
	}])
	if err != nil {
		return conversation.Settings{}, fmt.Errorf("conversation settings: %w", err)
	}
	return conversation.Settings{
		Window: span(r.WindowMs), Lease: span(r.LeaseMs), Debounce: span(r.DebounceMs), KeepOwner: span(r.KeepOwnerMs),
		InactiveIncludesResolved: r.InactiveIncludesResolved, Version: r.Version, UpdatedBy: r.UpdatedBy, UpdatedAt: instant(r.UpdatedAt),
	}, nil
}

func millis(d *time.Duration) *int64 {
	if d == nil {
		return nil
	}
	ms := d.Milliseconds()
	return &ms
}

func span(ms *int64) *time.Duration {
	if ms == nil {
		return nil
	}
	d := time.Duration(*ms) * time.Millisecond
	return &d
}
