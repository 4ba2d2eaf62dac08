package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// Tickets returns the tickets of a conversation, latest first; none for an
// unknown conversation.
func (s *Store) Tickets(ctx context.Context, conversationID string) ([]conversation.Ticket, error) {
	rows, err := s.pool.Query(ctx, listTickets, pgx.NamedArgs{"conversation": conversationID})
	if err != nil {
		return nil, fmt.Errorf("list tickets: %w", err)
	}
	tickets, err := pgx.CollectRows(rows, scanTicket)
	if err != nil {
		return nil, fmt.Errorf("list tickets: %w", err)
	}
	return tickets, nil
}

const listTickets = `
SELECT t.number, t.status, t.owner_id, o.name AS owner_name, t.campaign_id, t.labels, t.opened_at, t.changed_at
FROM tickets t LEFT JOIN users o ON o.id = t.owner_id
WHERE t.conversation_id = @conversation
ORDER BY t.number DESC`

type ticketRow struct {
	Number     int
	Status     conversation.Status
	OwnerID    *string
	OwnerName  *string
	CampaignID string
	Labels     []string
	OpenedAt   time.Time
	ChangedAt  time.Time
}

func scanTicket(row pgx.CollectableRow) (conversation.Ticket, error) {
	r, err := pgx.RowToStructByName[ticketRow](row)
	return conversation.Ticket{
		Number: r.Number, Status: r.Status, Owner: person(r.OwnerID, r.OwnerName), CampaignID: r.CampaignID,
		Labels: r.Labels, OpenedAt: r.OpenedAt.UTC(), ChangedAt: r.ChangedAt.UTC(),
	}, err
}

// person returns nil for NULL, and a nameless person for one who is no user.
func person(id, name *string) *conversation.Person {
	if id == nil {
		return nil
	}
	return &conversation.Person{ID: *id, Name: text(name)}
}
