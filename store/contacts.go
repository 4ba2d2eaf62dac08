package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// mostContactTickets is how many tickets a contact's page shows.
const mostContactTickets = 200

// GetContact returns a contact with all that belongs to them; by the id of one
// who turned out to be the same person, that person. It fails with
// conversation.ErrNotFound.
func (s *Store) GetContact(ctx context.Context, id string) (conversation.ContactPage, error) {
	var page conversation.ContactPage
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		args := pgx.NamedArgs{"id": id, "limit": mostContactTickets}
		rows, err := tx.Query(ctx, selectContact, args)
		if err != nil {
			return err
		}
		if page.Contact, err = pgx.CollectExactlyOneRow(rows, scanContact); err != nil {
			return err
		}
		args["id"] = page.ID
		return fillContact(ctx, tx, &page, args)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return conversation.ContactPage{}, fmt.Errorf("get contact: %w", err)
	}
	return page, nil
}

// fillContact reads what hangs on a contact.
func fillContact(ctx context.Context, tx pgx.Tx, page *conversation.ContactPage, args pgx.NamedArgs) error {
	rows, err := tx.Query(ctx, contactThreads, args)
	if err != nil {
		return err
	}
	if page.Threads, err = pgx.CollectRows(rows, scanContactThread); err != nil {
		return err
	}
	if rows, err = tx.Query(ctx, contactTickets, args); err != nil {
		return err
	}
	if page.Tickets, err = pgx.CollectRows(rows, scanContactTicket); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, countContactTickets, args).Scan(&page.TicketCount); err != nil {
		return err
	}
	if rows, err = tx.Query(ctx, openErasure, args); err != nil {
		return err
	}
	open, err := pgx.CollectRows(rows, scanErasure)
	if len(open) > 0 {
		page.Erasure = &open[0]
	}
	return err
}

// RenameContact names somebody, whatever channels call them from now on; ""
// leaves it to the channels again. It fails with conversation.ErrNotFound.
func (s *Store) RenameContact(ctx context.Context, id, name string) error {
	tag, err := s.pool.Exec(ctx, renameContact, id, name)
	if err == nil && tag.RowsAffected() == 0 {
		err = conversation.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("rename contact: %w", invalid(err))
	}
	return nil
}

const renameContact = `
UPDATE contacts SET name = $2, renamed_at = CASE WHEN $2 = '' THEN NULL ELSE clock_timestamp() END
WHERE id = $1 AND merged_into IS NULL`

// NoteContactExport puts into the audit log that somebody took everything of a
// contact with them.
func (s *Store) NoteContactExport(ctx context.Context, id string) error {
	if _, err := s.pool.Exec(ctx, noteContactExport, id); err != nil {
		return fmt.Errorf("note export of contact: %w", err)
	}
	return nil
}

const noteContactExport = `SELECT audit('', 'contact.exported', 'contact', $1::text, '{}')`

// contactColumns need the contact as k and their latest conversation as c.
const contactColumns = `
k.id, k.name, k.username, k.language, k.opted_out_at, k.blocked_at, k.created_at, k.consent_by, k.consent_at,
` + consentName + ` AS consent_name,
c.id AS conversation_id, coalesce(c.status, '') AS status, coalesce(c.labels, '{}') AS labels, c.last_at,
coalesce((SELECT json_agg(json_build_object('kind', i.kind, 'value', i.value, 'InboxID', i.inbox_id, 'InboxName', b.name,
		'Channel', b.channel, 'Since', to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
	ORDER BY i.created_at, i.value)
	FROM contact_identities i JOIN inboxes b ON b.id = i.inbox_id WHERE i.contact_id = k.id), '[]') AS identities`

// knownAs is conversation.Contact.Known of the contact k.
const knownAs = `coalesce(nullif(k.name, ''), (
	SELECT value FROM contact_identities WHERE contact_id = k.id ORDER BY created_at, value LIMIT 1), k.id::text)`

// consentName is what the user or the key is called now that decided.
const consentName = `coalesce(CASE
	WHEN k.consent_by LIKE 'user/%' THEN (SELECT u.name FROM users u WHERE u.id = substr(k.consent_by, 6)::uuid)
	WHEN k.consent_by LIKE 'key/%' THEN (SELECT a.name FROM api_keys a WHERE a.id = substr(k.consent_by, 5)::uuid) END, '')`

// latestThread is the conversation in which something happened last.
const latestThread = `
LEFT JOIN LATERAL (
	SELECT t.id, t.status, t.labels, t.last_at FROM conversations t
	WHERE t.contact_id = k.id AND t.merged_into IS NULL ORDER BY t.last_at DESC, t.id DESC LIMIT 1
) c ON true`

const selectContact = `
SELECT ` + contactColumns + `
FROM contacts a JOIN contacts k ON k.id = coalesce(a.merged_into, a.id) ` + latestThread + `
WHERE a.id = @id`

type contactRow struct {
	ID, Name, Username, Language string
	OptedOutAt, BlockedAt        *time.Time
	CreatedAt                    time.Time
	ConsentBy, ConsentName       string
	ConsentAt                    *time.Time
	ConversationID               *string
	Status                       conversation.Status
	Labels                       []string
	LastAt                       *time.Time
	Identities                   []byte
}

func scanContact(row pgx.CollectableRow) (conversation.Contact, error) {
	r, err := pgx.RowToStructByName[contactRow](row)
	if err != nil {
		return conversation.Contact{}, err
	}
	c := conversation.Contact{
		ID: r.ID, Name: r.Name, Username: r.Username, Language: r.Language, ConversationID: text(r.ConversationID),
		Status: r.Status, Labels: r.Labels, LastAt: instant(r.LastAt), OptedOutAt: instant(r.OptedOutAt),
		BlockedAt: instant(r.BlockedAt), CreatedAt: r.CreatedAt.UTC(),
		Consent: conversation.Consent{By: r.ConsentBy, Name: r.ConsentName, At: instant(r.ConsentAt)},
	}
	if err := json.Unmarshal(r.Identities, &c.Identities); err != nil {
		return conversation.Contact{}, fmt.Errorf("decode identities: %w", err)
	}
	return c, nil
}

// ofPerson are the contacts that are one person.
const ofPerson = `SELECT id FROM contacts WHERE id = @id OR merged_into = @id`

const contactThreads = `
SELECT c.id, c.inbox_id, i.name AS inbox_name, i.channel, c.status, c.owner_id, o.name AS owner_name, c.last_text, c.last_at,
       (SELECT count(*) FROM messages m JOIN conversations f ON f.id = m.conversation_id
        WHERE f.id = c.id OR f.merged_into = c.id) AS messages, c.created_at
FROM conversations c JOIN inboxes i ON i.id = c.inbox_id LEFT JOIN users o ON o.id = c.owner_id
WHERE c.contact_id = @id AND c.merged_into IS NULL
ORDER BY c.last_at DESC, c.id DESC`

func scanContactThread(row pgx.CollectableRow) (conversation.ContactThread, error) {
	r, err := pgx.RowToStructByName[struct {
		ID, InboxID, InboxName string
		Channel                conversation.Channel
		Status                 conversation.Status
		OwnerID, OwnerName     *string
		LastText               string
		LastAt                 time.Time
		Messages               int
		CreatedAt              time.Time
	}](row)
	return conversation.ContactThread{
		ID: r.ID, InboxID: r.InboxID, InboxName: r.InboxName, Channel: r.Channel, Status: r.Status,
		Owner: person(r.OwnerID, r.OwnerName), LastText: r.LastText, LastAt: r.LastAt.UTC(), Messages: r.Messages,
		CreatedAt: r.CreatedAt.UTC(),
	}, err
}

const contactTickets = `
SELECT t.number, t.status, t.owner_id, o.name AS owner_name, t.campaign_id, t.labels, t.opened_at, t.changed_at,
       coalesce(c.merged_into, c.id) AS conversation_id, i.name AS inbox_name, i.channel, coalesce(g.name, '') AS campaign_name
FROM tickets t
JOIN conversations c ON c.id = t.conversation_id
JOIN inboxes i ON i.id = c.inbox_id
LEFT JOIN users o ON o.id = t.owner_id
LEFT JOIN campaigns g ON g.id::text = t.campaign_id
WHERE c.contact_id IN (` + ofPerson + `)
ORDER BY t.opened_at DESC, t.conversation_id, t.number DESC LIMIT @limit`

const countContactTickets = `
SELECT count(*) FROM tickets t JOIN conversations c ON c.id = t.conversation_id WHERE c.contact_id IN (` + ofPerson + `)`

func scanContactTicket(row pgx.CollectableRow) (conversation.ContactTicket, error) {
	r, err := pgx.RowToStructByName[struct {
		Number              int
		Status              conversation.Status
		OwnerID, OwnerName  *string
		CampaignID          string
		Labels              []string
		OpenedAt, ChangedAt time.Time
		ConversationID      string
		InboxName           string
		Channel             conversation.Channel
		CampaignName        string
	}](row)
	return conversation.ContactTicket{
		Ticket: conversation.Ticket{
			Number: r.Number, Status: r.Status, Owner: person(r.OwnerID, r.OwnerName), CampaignID: r.CampaignID,
			Labels: r.Labels, OpenedAt: r.OpenedAt.UTC(), ChangedAt: r.ChangedAt.UTC(),
		},
		ConversationID: r.ConversationID, InboxName: r.InboxName, Channel: r.Channel, CampaignName: r.CampaignName,
	}, err
}
