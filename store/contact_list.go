package store

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// ListContacts returns a page of the contacts that a filter selects and the key of
// the next page, nil on the last one. Those who turned out to be somebody else are
// not listed. It fails with conversation.ErrTooBroad if it takes too long.
func (s *Store) ListContacts(ctx context.Context, f conversation.ContactFilter) ([]conversation.Contact, *conversation.ContactKey, error) {
	search, err := s.searchContacts(ctx, f.Query)
	if err != nil {
		return nil, nil, fmt.Errorf("search contacts: %w", tooBroad(ctx, err))
	}
	page := make([]conversation.Contact, 0, f.Limit+1)
	var end contactPart
	for _, p := range contactPartsOf(f) {
		query, args := p.query(f, search, f.Limit+1-len(page))
		rows, err := s.searchPool.Query(ctx, query, args)
		if err != nil {
			return nil, nil, fmt.Errorf("list contacts: %w", tooBroad(ctx, err))
		}
		found, err := pgx.CollectRows(rows, scanContact)
		if err != nil {
			return nil, nil, fmt.Errorf("list contacts: %w", tooBroad(ctx, err))
		}
		if f.Limit > len(page) && len(found) > 0 {
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

// searchContacts composes the condition of a search, nil for none. Of a rare
// wording all who have it are looked up; a common one is soon met on the way down
// the list.
func (s *Store) searchContacts(ctx context.Context, query string) (*searched, error) {
	if query == "" {
		return nil, nil
	}
	args := pgx.NamedArgs{"query": query, "value": dialled(query), "limit": fewHits + 1}
	common := &searched{condition: contactMatches, args: args}
	if utf8.RuneCountInString(query) < shortestIndexed {
		return common, nil
	}
	var hits []string
	err := pgx.BeginTxFunc(ctx, s.searchPool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, onlyIndexes); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, contactHits, args)
		if err != nil {
			return err
		}
		hits, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil || len(hits) > fewHits {
		return common, err
	}
	return &searched{condition: "k.id = ANY (@hits::uuid[])", args: pgx.NamedArgs{"hits": hits}}, nil
}

// dialled is what to look for in identities: of something that is written as
// phone numbers are, its digits.
func dialled(query string) string {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" +-()/.", r) {
			return -1
		}
		return r
	}, query)
	if len(digits) < 4 || strings.Trim(digits, "0123456789") != "" {
		return query
	}
	return strings.TrimPrefix(digits, "00")
}

const contactHits = `
SELECT id FROM contacts WHERE folded(name) LIKE containing(@query)
UNION ALL SELECT id FROM contacts WHERE username <> '' AND folded(username) LIKE containing(@query)
UNION ALL SELECT contact_id FROM contact_identities WHERE folded(value) LIKE containing(@value)
LIMIT @limit`

const contactMatches = `(folded(k.name) LIKE containing(@query) OR k.username <> '' AND folded(k.username) LIKE containing(@query)
	OR EXISTS (SELECT FROM contact_identities i WHERE i.contact_id = k.id AND folded(i.value) LIKE containing(@value)))`

// contactPart is a stretch of a sorted list that one index serves in order.
type contactPart struct {
	// from is what is walked, by sort and id, and only which rows of it.
	from, sort, id, only string
	desc                 bool
	key                  func(conversation.Contact) *conversation.ContactKey
	after                func(conversation.ContactKey) any
	rest                 bool
}

// contactPartsOf returns the parts of a filter's sort, from the one on in which
// the previous page ended.
func contactPartsOf(f conversation.ContactFilter) []contactPart {
	at := func(key conversation.ContactKey) any { return key.At }
	newest := contactPart{
		from: "contacts k", sort: "k.created_at", id: "k.id", only: "true", desc: true, after: at,
		key: func(c conversation.Contact) *conversation.ContactKey {
			return &conversation.ContactKey{At: c.CreatedAt, ID: c.ID, Rest: true}
		},
		rest: true,
	}
	switch f.Sort {
	case conversation.ContactsByName:
		return []contactPart{{
			from: "contacts k", sort: "folded(k.name)", id: "k.id", only: "true",
			after: func(key conversation.ContactKey) any { return key.Name },
			key: func(c conversation.Contact) *conversation.ContactKey {
				return &conversation.ContactKey{Name: c.Name, ID: c.ID}
			},
		}}
	case conversation.ContactsByAge:
		return []contactPart{newest}
	case conversation.ContactsByActivity:
	}
	talked := contactPart{
		from: "conversations c JOIN contacts k ON k.id = c.contact_id", sort: "c.last_at", id: "c.id", desc: true, after: at,
		only: "c.merged_into IS NULL AND " + isLatest,
		key: func(c conversation.Contact) *conversation.ContactKey {
			return &conversation.ContactKey{At: c.LastAt, ID: c.ConversationID}
		},
	}
	newest.only = "NOT EXISTS (SELECT FROM conversations c WHERE c.contact_id = k.id AND c.merged_into IS NULL)"
	switch {
	case f.Status != "" || f.Label != "":
		return []contactPart{talked}
	case f.After != nil && f.After.Rest:
		return []contactPart{newest}
	default:
		return []contactPart{talked, newest}
	}
}

// isLatest: nothing happened later in another conversation of the contact.
const isLatest = `NOT EXISTS (SELECT FROM conversations l WHERE l.contact_id = c.contact_id AND l.merged_into IS NULL
	AND (l.last_at, l.id) > (c.last_at, c.id))`

// query composes the statement for a part: only the conditions that are asked for
// stand in it, and every value is an argument.
func (p contactPart) query(f conversation.ContactFilter, search *searched, limit int) (string, pgx.NamedArgs) {
	args := pgx.NamedArgs{"limit": limit}
	where := []string{"k.merged_into IS NULL", p.only}
	var latest []string
	condition := func(to *[]string, use bool, sql, name string, value any) {
		if use {
			*to = append(*to, sql)
			args[name] = value
		}
	}
	condition(&latest, f.Status != "", "c.status = @status", "status", f.Status)
	condition(&latest, f.Label != "", "c.labels @> ARRAY[@label::text]", "label", f.Label)
	switch {
	case len(latest) == 0:
	case strings.HasPrefix(p.from, "conversations"):
		where = append(where, latest...)
	default:
		where = append(where, "EXISTS (SELECT FROM conversations c WHERE c.contact_id = k.id AND c.merged_into IS NULL AND "+
			strings.Join(latest, " AND ")+" AND "+isLatest+")")
	}
	condition(&where, f.InboxID != "", "EXISTS (SELECT FROM contact_identities i WHERE i.contact_id = k.id AND i.inbox_id = @inbox)",
		"inbox", f.InboxID)
	condition(&where, f.Channel != "", `EXISTS (SELECT FROM contact_identities i JOIN inboxes b ON b.id = i.inbox_id
		WHERE i.contact_id = k.id AND b.channel = @channel)`, "channel", f.Channel)
	switch f.OptedOut {
	case "yes":
		where = append(where, "k.opted_out_at IS NOT NULL")
	case "no":
		where = append(where, "k.opted_out_at IS NULL")
	}
	if search != nil {
		where = append(where, search.condition)
		maps.Copy(args, search.args)
	}
	order, beyond := "", ">"
	if p.desc {
		order, beyond = " DESC", "<"
	}
	if f.After != nil && (f.After.Rest == p.rest || f.Sort == conversation.ContactsByAge) {
		value := "@after"
		if f.Sort == conversation.ContactsByName {
			value = "folded(@after)"
		}
		where = append(where, "("+p.sort+", "+p.id+") "+beyond+" ("+value+", @after_id)")
		args["after"], args["after_id"] = p.after(*f.After), f.After.ID
	}
	return "SELECT " + contactColumns + " FROM (SELECT k.id, row_number() OVER () AS n FROM (SELECT k.id FROM " + p.from +
		" WHERE " + strings.Join(where, " AND ") + " ORDER BY " + p.sort + order + ", " + p.id + order +
		" LIMIT @limit) k) p JOIN contacts k ON k.id = p.id " + latestThread + " ORDER BY p.n", args
}
