package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// ListQuickReplies returns every quick reply, also drafts and archived ones, by
// position.
func (s *Store) ListQuickReplies(ctx context.Context) ([]responder.QuickReply, error) {
	rows, err := s.pool.Query(ctx, listQuickReplies)
	if err != nil {
		return nil, fmt.Errorf("list quick replies: %w", err)
	}
	replies, err := pgx.CollectRows(rows, scanQuickReply)
	if err != nil {
		return nil, fmt.Errorf("list quick replies: %w", err)
	}
	return replies, nil
}

// GetQuickReply returns a quick reply or responder.ErrNotFound.
func (s *Store) GetQuickReply(ctx context.Context, id string) (responder.QuickReply, error) {
	q, err := selectOneQuickReply(ctx, s.pool, id)
	if err != nil {
		return responder.QuickReply{}, fmt.Errorf("get quick reply: %w", err)
	}
	return q, nil
}

const quickReplyColumns = `q.id, q.name, q.text, q.status, q.position, q.schedule, q.calendar_id, q.edited_by, q.version,
	q.created_at, q.updated_at`

const listQuickReplies = `SELECT ` + quickReplyColumns + ` FROM quick_replies q ORDER BY q.position, q.id`

const selectQuickReply = `SELECT ` + quickReplyColumns + ` FROM quick_replies q WHERE q.id = @id`

type quickReplyRow struct {
	ID         string
	Name       string
	Text       string
	Status     faq.Status
	Position   int
	Schedule   []byte
	CalendarID *string
	EditedBy   *string
	Version    int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

func (r quickReplyRow) quickReply() (responder.QuickReply, error) {
	q := responder.QuickReply{
		ID: r.ID, Name: r.Name, Text: r.Text, Status: r.Status, Position: r.Position, EditedBy: text(r.EditedBy),
		Version: r.Version, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
	return q, decode("schedule", r.ID, r.Schedule, &q.When)
}

func scanQuickReply(row pgx.CollectableRow) (responder.QuickReply, error) {
	r, err := pgx.RowToStructByName[quickReplyRow](row)
	if err != nil {
		return responder.QuickReply{}, err
	}
	return r.quickReply()
}

func selectOneQuickReply(ctx context.Context, q rowsQuerier, id string) (responder.QuickReply, error) {
	return oneQuickReply(ctx, q, selectQuickReply, pgx.NamedArgs{"id": id})
}

// oneQuickReply fails with responder.ErrNotFound if a statement returns no row.
func oneQuickReply(ctx context.Context, q rowsQuerier, sql string, args pgx.NamedArgs) (responder.QuickReply, error) {
	rows, err := q.Query(ctx, sql, args)
	if err != nil {
		return responder.QuickReply{}, err
	}
	reply, err := pgx.CollectExactlyOneRow(rows, scanQuickReply)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		err = responder.ErrNotFound
	case violates(err, "quick_replies_calendar_id_fkey"):
		err = fmt.Errorf("calendar: %w", responder.ErrNotFound)
	}
	return reply, err
}

func quickReplyArgs(id string, q responder.QuickReply, by string) (pgx.NamedArgs, error) {
	when, err := json.Marshal(q.When)
	if err != nil {
		return nil, fmt.Errorf("encode schedule: %w", err)
	}
	return pgx.NamedArgs{
		"id": id, "name": q.Name, "text": q.Text, "status": q.Status, "schedule": when,
		"calendar": nullID(q.When.OutsideHoursOf), "by": nullID(by),
	}, nil
}
