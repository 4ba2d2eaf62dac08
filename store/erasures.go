package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// BeginErasure notes that a person is to be erased, on behalf of a principal as
// account.Principal.ID names it. Where that is under way already it returns that
// erasure. It fails with conversation.ErrNotFound.
func (s *Store) BeginErasure(ctx context.Context, contactID, by string) (conversation.Erasure, error) {
	id := uuid.Must(uuid.NewV7()).String()
	args := pgx.NamedArgs{"id": id, "contact": contactID, "by": by}
	if _, err := s.pool.Exec(ctx, beginErasure, args); err != nil {
		return conversation.Erasure{}, fmt.Errorf("begin erasure: %w", err)
	}
	e, err := s.erasure(ctx, openErasureOf, args)
	if err != nil {
		return conversation.Erasure{}, fmt.Errorf("begin erasure: %w", err)
	}
	return e, nil
}

const beginErasure = `
INSERT INTO erasures (id, contact_id, requested_by)
SELECT @id, coalesce(merged_into, id), @by FROM contacts WHERE id = @contact
ON CONFLICT (contact_id) WHERE step = 'rows' DO NOTHING`

const openErasureOf = `
SELECT ` + erasureColumns + ` FROM erasures
WHERE step = 'rows' AND contact_id = coalesce((SELECT merged_into FROM contacts WHERE id = @contact), @contact)`

// GetErasure returns an erasure, or conversation.ErrNotFound.
func (s *Store) GetErasure(ctx context.Context, id string) (conversation.Erasure, error) {
	e, err := s.erasure(ctx, getErasure, pgx.NamedArgs{"id": id})
	if err != nil {
		return conversation.Erasure{}, fmt.Errorf("get erasure: %w", err)
	}
	return e, nil
}

const getErasure = `SELECT ` + erasureColumns + ` FROM erasures WHERE id = @id`

// Erasures returns the page of erasures before an id, "" for the latest.
func (s *Store) Erasures(ctx context.Context, before string, limit int) ([]conversation.Erasure, error) {
	rows, err := s.pool.Query(ctx, listErasures, pgx.NamedArgs{"before": nullID(before), "limit": limit})
	if err != nil {
		return nil, fmt.Errorf("list erasures: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanErasure)
	if err != nil {
		return nil, fmt.Errorf("list erasures: %w", err)
	}
	return list, nil
}

// listErasures goes by id, which grows with time.
const listErasures = `
SELECT ` + erasureColumns + ` FROM erasures WHERE @before::uuid IS NULL OR id < @before ORDER BY id DESC LIMIT @limit`

const erasureColumns = `id, contact_id, requested_by, step, messages, histories, webhooks, contents, created_at, finished_at`

const openErasure = `SELECT ` + erasureColumns + ` FROM erasures WHERE step = 'rows' AND contact_id = @id`

func (s *Store) erasure(ctx context.Context, query string, args pgx.NamedArgs) (conversation.Erasure, error) {
	rows, err := s.pool.Query(ctx, query, args)
	if err != nil {
		return conversation.Erasure{}, err
	}
	e, err := pgx.CollectExactlyOneRow(rows, scanErasure)
	if errors.Is(err, pgx.ErrNoRows) {
		err = conversation.ErrNotFound
	}
	return e, err
}

func scanErasure(row pgx.CollectableRow) (conversation.Erasure, error) {
	r, err := pgx.RowToStructByName[struct {
		ID, ContactID, RequestedBy              string
		Step                                    conversation.ErasureStep
		Messages, Histories, Webhooks, Contents int64
		CreatedAt                               time.Time
		FinishedAt                              *time.Time
	}](row)
	return conversation.Erasure{
		ID: r.ID, ContactID: r.ContactID, RequestedBy: r.RequestedBy, Step: r.Step, Messages: r.Messages,
		Histories: r.Histories, Webhooks: r.Webhooks, Files: r.Contents, CreatedAt: r.CreatedAt.UTC(),
		FinishedAt: instant(r.FinishedAt),
	}, err
}
