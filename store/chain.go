package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// LastChainEdit returns who set the order of the chain last, nil for an API key,
// and when: the zero instant where nobody has set one.
func (s *Store) LastChainEdit(ctx context.Context) (*conversation.Person, time.Time, error) {
	var id, name *string
	var at *time.Time
	if err := s.pool.QueryRow(ctx, selectChainEdit).Scan(&id, &name, &at); err != nil {
		return nil, time.Time{}, fmt.Errorf("read who set the chain: %w", err)
	}
	if id == nil {
		return nil, instant(at), nil
	}
	return &conversation.Person{ID: *id, Name: text(name)}, instant(at), nil
}

const selectChainEdit = `
SELECT u.id, u.name, m.chain_edited_at FROM matching m LEFT JOIN users u ON u.id = m.chain_edited_by`

// SetOrder replaces the order of the chain; it does not validate it. It fails with
// faq.ErrChanged if the order is not the one that was seen, where seen is not nil.
// by is the user, "" for an API key.
func (s *Store) SetOrder(ctx context.Context, o, seen responder.Order, by string) error {
	tag, err := s.pool.Exec(ctx, updateOrder, pgx.NamedArgs{
		"chain": stepsOf(o), "any": seen == nil, "seen": stepsOf(seen), "by": nullID(by),
	})
	if err != nil {
		return fmt.Errorf("set order: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("set order: %w", faq.ErrChanged)
	}
	return nil
}

// Orders are short and compared whole, so the one that was seen is as good as a
// version: where it is again what it was, nobody's change is overwritten.
const updateOrder = `
UPDATE matching SET chain = @chain, edited_by = @by, updated_at = now(), chain_edited_by = @by, chain_edited_at = now()
WHERE @any OR chain = @seen::text[]`

func stepsOf(o responder.Order) []string {
	steps := make([]string, len(o))
	for i, step := range o {
		steps[i] = string(step)
	}
	return steps
}
