package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// ListViews returns a user's saved views by name.
func (s *Store) ListViews(ctx context.Context, userID string) ([]conversation.SavedView, error) {
	rows, err := s.pool.Query(ctx, listViews, userID)
	if err != nil {
		return nil, fmt.Errorf("list views: %w", err)
	}
	views, err := pgx.CollectRows(rows, pgx.RowToStructByName[conversation.SavedView])
	if err != nil {
		return nil, fmt.Errorf("list views: %w", err)
	}
	return views, nil
}

const listViews = `SELECT ` + viewColumns + ` FROM saved_views WHERE user_id = $1 ORDER BY lower(name), id`

const viewColumns = `id, user_id, name, filter, created_at`

// SaveView keeps a filter under a name, in place of what the user had under it; id
// and instant are set by the store. It fails with conversation.ErrTooMany.
func (s *Store) SaveView(ctx context.Context, v conversation.SavedView) (conversation.SavedView, error) {
	var saved conversation.SavedView
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		// One at a time, so that the limit holds.
		if _, err := tx.Exec(ctx, lockViews, v.UserID); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, saveView, pgx.NamedArgs{
			"id": uuid.Must(uuid.NewV7()).String(), "user": v.UserID, "name": v.Name, "filter": v.Filter,
		})
		if err != nil {
			return err
		}
		if saved, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[conversation.SavedView]); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRow(ctx, countViews, v.UserID).Scan(&n); err != nil {
			return err
		}
		if n > conversation.MostViews {
			return conversation.ErrTooMany
		}
		return nil
	})
	if err != nil {
		return conversation.SavedView{}, fmt.Errorf("save view: %w", invalid(err))
	}
	return saved, nil
}

const lockViews = `SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE`

const saveView = `
INSERT INTO saved_views (id, user_id, name, filter) VALUES (@id, @user, @name, @filter)
ON CONFLICT (user_id, lower(name)) DO UPDATE SET name = excluded.name, filter = excluded.filter
RETURNING ` + viewColumns

const countViews = `SELECT count(*) FROM saved_views WHERE user_id = $1`

// ChangeView gives a view of a user another name and filter. It fails with
// conversation.ErrNotFound, for another's too, and with conversation.ErrConflict if
// the user has another view of the name.
func (s *Store) ChangeView(ctx context.Context, v conversation.SavedView) (conversation.SavedView, error) {
	rows, err := s.pool.Query(ctx, changeView, pgx.NamedArgs{"id": v.ID, "user": v.UserID, "name": v.Name, "filter": v.Filter})
	if err != nil {
		return conversation.SavedView{}, fmt.Errorf("change view: %w", err)
	}
	changed, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[conversation.SavedView])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		err = conversation.ErrNotFound
	case violates(err, "saved_views_name"):
		err = conversation.ErrConflict
	}
	if err != nil {
		return conversation.SavedView{}, fmt.Errorf("change view: %w", invalid(err))
	}
	return changed, nil
}

const changeView = `
UPDATE saved_views SET name = @name, filter = @filter WHERE id = @id AND user_id = @user
RETURNING ` + viewColumns

// DeleteView forgets a view of a user. It fails with conversation.ErrNotFound, for
// another's too.
func (s *Store) DeleteView(ctx context.Context, id, userID string) error {
	tag, err := s.pool.Exec(ctx, deleteView, id, userID)
	if err == nil && tag.RowsAffected() == 0 {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("delete view: %w", err)
	}
	return nil
}

const deleteView = `DELETE FROM saved_views WHERE id = $1 AND user_id = $2`
