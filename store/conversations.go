package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// ListConversations returns a page of the conversations a filter selects and
// the key of the next page, nil on the last one. Threads that were merged into
// another are not listed.
//
// It fails with conversation.ErrTooBroad if a search takes too long.
//
// Sorted by SortWaiting or SortWindowClosing, conversations where nobody waits
// or whose window is over follow the others, latest activity first.
func (s *Store) ListConversations(ctx context.Context, f conversation.Filter) ([]conversation.Summary, *conversation.ListKey, error) {
	pool := s.searchPool
	if f.Query == "" {
		if err := s.searches.Acquire(ctx, 1); err != nil {
			return nil, nil, fmt.Errorf("list conversations: %w", err)
		}
		defer s.searches.Release(1)
		pool = s.pool
	}
	found, err := s.search(ctx, f)
	if err != nil {
		return nil, nil, fmt.Errorf("search: %w", tooBroad(ctx, err))
	}
	page, next, err := listPage(ctx, pool, f, found)
	if f.Query != "" {
		err = tooBroad(ctx, err)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("list conversations: %w", err)
	}
	return page, next, nil
}

func listPage(ctx context.Context, pool querier, f conversation.Filter, search *searched) ([]conversation.Summary, *conversation.ListKey, error) {
	page := make([]conversation.Summary, 0, f.Limit+1)
	var end part
	for _, p := range partsOf(f) {
		query, args := p.query(f, search, f.Limit+1-len(page))
		rows, err := pool.Query(ctx, query, args)
		if err != nil {
			return nil, nil, err
		}
		found, err := pgx.CollectRows(rows, scanSummary)
		if err != nil {
			return nil, nil, err
		}
		if kept := f.Limit - len(page); kept > 0 && len(found) > 0 {
			end = p
		}
		page = append(page, found...)
		if len(page) > f.Limit {
			page = page[:f.Limit]
			return page, end.key(page[f.Limit-1]), nil
		}
	}
	return page, nil, nil
}

// GetConversation returns a conversation or conversation.ErrNotFound.
func (s *Store) GetConversation(ctx context.Context, id string) (conversation.Summary, error) {
	rows, err := s.pool.Query(ctx, selectConversation, pgx.NamedArgs{"id": id})
	if err != nil {
		return conversation.Summary{}, fmt.Errorf("get conversation: %w", err)
	}
	summary, err := pgx.CollectExactlyOneRow(rows, scanSummary)
	if errors.Is(err, pgx.ErrNoRows) {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return conversation.Summary{}, fmt.Errorf("get conversation: %w", err)
	}
	return summary, nil
}

const summaryColumns = `c.id, c.inbox_id, i.name AS inbox_name, i.channel, c.contact_id, ` + knownAs + ` AS contact_name, c.status, c.owner_id, o.name AS owner_name,
	c.lease_until, c.ticket, c.campaign_id, c.labels,
	least(c.window_expires_at, c.window_closed_at) AS window_expires_at, k.blocked_at IS NOT NULL AS contact_blocked,
	k.username AS contact_username, k.opted_out_at IS NOT NULL AS contact_opted_out, c.merged_into, c.inactive_at,
	c.last_text, c.last_at, c.last_direction, c.waiting_since,
	c.previous_owner_id, p.name AS previous_owner_name, c.revision AS version, c.created_at`

const summaryJoins = `
JOIN inboxes i ON i.id = c.inbox_id
JOIN contacts k ON k.id = c.contact_id
LEFT JOIN users o ON o.id = c.owner_id
LEFT JOIN users p ON p.id = c.previous_owner_id`

const selectConversation = `
SELECT ` + summaryColumns + `
FROM conversations c ` + summaryJoins + `
WHERE c.id = @id`

type summaryRow struct {
	ID                string
	InboxID           string
	InboxName         string
	Channel           conversation.Channel
	ContactID         string
	ContactName       string
	Status            conversation.Status
	OwnerID           *string
	OwnerName         *string
	LeaseUntil        *time.Time
	Ticket            int
	CampaignID        string
	Labels            []string
	WindowExpiresAt   *time.Time
	ContactBlocked    bool
	ContactUsername   string
	ContactOptedOut   bool
	MergedInto        *string
	InactiveAt        *time.Time
	LastText          string
	LastAt            time.Time
	LastDirection     conversation.Direction
	WaitingSince      *time.Time
	PreviousOwnerID   *string
	PreviousOwnerName *string
	Version           int64
	CreatedAt         time.Time
}

func scanSummary(row pgx.CollectableRow) (conversation.Summary, error) {
	r, err := pgx.RowToStructByName[summaryRow](row)
	return conversation.Summary{
		ID: r.ID, InboxID: r.InboxID, InboxName: r.InboxName, Channel: r.Channel, Contact: conversation.Person{ID: r.ContactID, Name: r.ContactName},
		Status: r.Status, Owner: person(r.OwnerID, r.OwnerName), LeaseUntil: instant(r.LeaseUntil),
		ContactBlocked: r.ContactBlocked, ContactUsername: r.ContactUsername, ContactOptedOut: r.ContactOptedOut,
		MergedInto: text(r.MergedInto),
		Ticket:     r.Ticket, CampaignID: r.CampaignID, Labels: r.Labels,
		WindowExpiresAt: instant(r.WindowExpiresAt), InactiveAt: instant(r.InactiveAt),
		LastText: r.LastText, LastAt: r.LastAt.UTC(), LastDirection: r.LastDirection,
		WaitingSince:  instant(r.WaitingSince),
		PreviousOwner: person(r.PreviousOwnerID, r.PreviousOwnerName), Version: r.Version, CreatedAt: r.CreatedAt.UTC(),
	}, err
}
