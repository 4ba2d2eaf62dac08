package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// ListContacts returns a page of the contacts that a filter selects and the key of
// the next page, nil on the last one. Those who turned out to be somebody else are
// not listed. It fails with conversation.ErrTooBroad if it takes too long.
func (s *Store) ListContacts(ctx context.Context, f conversation.ContactFilter) ([]conversation.Contact, *conversation.ContactKey, error) {
	page, next, err := s.listContacts(ctx, f)
	if err != nil {
		return nil, nil, fmt.Errorf("list contacts: %w", tooBroad(ctx, err))
	}
	return page, next, nil
}

func (s *Store) listContacts(ctx context.Context, f conversation.ContactFilter) ([]conversation.Contact, *conversation.ContactKey, error) {
	inboxes, err := s.inboxesOf(ctx, f)
	if err != nil || inboxes != nil && len(inboxes) == 0 {
		return nil, nil, err
	}
	if f.Query == "" {
		return s.contactPage(ctx, f, inboxes, nil, searchTimeout)
	}
	args := pgx.NamedArgs{"query": f.Query, "value": dialled(f.Query), "limit": fewHits + 1}
	walk := &searched{condition: contactMatches, args: args}
	if utf8.RuneCountInString(f.Query) < shortestIndexed {
		return s.contactPage(ctx, f, inboxes, walk, searchTimeout)
	}
	// A common wording is soon met on the way down the list; of a rare one, which is
	// not, all who have it are looked up.
	page, next, err := s.contactPage(ctx, f, inboxes, walk, walkTimeout)
	if !errors.Is(tooBroad(ctx, err), conversation.ErrTooBroad) {
		return page, next, err
	}
	hits, err := s.contactHits(ctx, args)
	if err != nil {
		return nil, nil, err
	}
	if len(hits) <= fewHits {
		walk = &searched{condition: "k.id = ANY (@hits::uuid[])", args: pgx.NamedArgs{"hits": hits}}
	}
	return s.contactPage(ctx, f, inboxes, walk, searchTimeout)
}

// walkTimeout is how long a search goes down the list before it looks up instead.
const walkTimeout = 250 * time.Millisecond

// inboxesOf are those that a filter wants, nil for any.
func (s *Store) inboxesOf(ctx context.Context, f conversation.ContactFilter) ([]string, error) {
	if f.InboxID == "" && f.Channel == "" {
		return nil, nil
	}
	inboxes := []string{}
	rows, err := s.searchPool.Query(ctx, contactInboxes, pgx.NamedArgs{"inbox": nullID(f.InboxID), "channel": f.Channel})
	if err != nil {
		return nil, err
	}
	return pgx.AppendRows(inboxes, rows, pgx.RowTo[string])
}

const contactInboxes = `
SELECT id::text FROM inboxes WHERE (@inbox::uuid IS NULL OR id = @inbox) AND (@channel::text = '' OR channel = @channel)`

// contactPage reads a page, part by part.
func (s *Store) contactPage(
	ctx context.Context, f conversation.ContactFilter, inboxes []string, search *searched, limit time.Duration,
) ([]conversation.Contact, *conversation.ContactKey, error) {
	page := make([]conversation.Contact, 0, f.Limit+1)
	var next *conversation.ContactKey
	err := pgx.BeginTxFunc(ctx, s.searchPool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, limitStatement, limit.Milliseconds()); err != nil {
			return err
		}
		if search != nil && search.condition == contactMatches {
			if _, err := tx.Exec(ctx, onlyWalk); err != nil {
				return err
			}
		}
		var end contactPart
		for _, p := range contactPartsOf(f) {
			query, args := p.query(f, inboxes, search, f.Limit+1-len(page))
			rows, err := tx.Query(ctx, query, args)
			if err != nil {
				return err
			}
			found, err := pgx.CollectRows(rows, scanContact)
			if err != nil {
				return err
			}
			if f.Limit > len(page) && len(found) > 0 {
				end = p
			}
			if page = append(page, found...); len(page) > f.Limit {
				page = page[:f.Limit]
				next = end.key(page[f.Limit-1])
				return nil
			}
		}
		return nil
	})
	return page, next, err
}

const limitStatement = `SELECT set_config('statement_timeout', ($1::bigint)::text, true)`

// onlyWalk keeps Postgres, which takes the folding of a text to be cheap and any
// wording to be rare, from folding everybody's name to sort who is left.
const onlyWalk = `
SELECT set_config(name, 'off', true)
FROM unnest(ARRAY['enable_sort', 'enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_material']) AS name`

func (s *Store) contactHits(ctx context.Context, args pgx.NamedArgs) ([]string, error) {
	var hits []string
	err := pgx.BeginTxFunc(ctx, s.searchPool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		// Postgres takes the folding of a text to be cheap, and would rather fold all.
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
	return hits, err
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

// contactMatches is looked at row by row: a limit keeps Postgres from collecting
// all identities that match first.
const contactMatches = `(folded(k.name) LIKE containing(@query) OR k.username <> '' AND folded(k.username) LIKE containing(@query)
	OR (SELECT true FROM contact_identities i WHERE i.contact_id = k.id AND folded(i.value) LIKE containing(@value) LIMIT 1))`

// contactPart is a stretch of a sorted list that one index serves in order.
type contactPart struct {
	// from is what is walked, by sort and id, and only which rows of it.
	from, sort, id, only string
	desc                 bool
	key                  func(conversation.Contact) *conversation.ContactKey
	after                func(conversation.ContactKey) any
	rest                 bool
	// talks says that conversations are walked, and the contacts of these.
	talks bool
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
		from: "conversations c JOIN contacts k ON k.id = c.contact_id", sort: "c.last_at", id: "c.id", desc: true, after: at, talks: true,
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

// isLatest: nothing happened later in another conversation of the contact. The
// limit keeps Postgres from sorting all conversations first.
const isLatest = `c.id = (SELECT l.id FROM conversations l WHERE l.contact_id = c.contact_id AND l.merged_into IS NULL
	ORDER BY l.last_at DESC, l.id DESC LIMIT 1)`

// knownThere: somebody is known from an inbox by how they are reached there, wherever
// they wrote last and whether they ever did.
const knownThere = "EXISTS (SELECT FROM contact_identities i WHERE i.contact_id = k.id AND i.inbox_id = ANY (@inboxes::uuid[]))"

// query composes the statement for a part: only the conditions that are asked for
// stand in it, and every value is an argument.
func (p contactPart) query(f conversation.ContactFilter, inboxes []string, search *searched, limit int) (string, pgx.NamedArgs) {
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
	case p.talks:
		where = append(where, latest...)
	default:
		where = append(where, "EXISTS (SELECT FROM conversations c WHERE c.contact_id = k.id AND c.merged_into IS NULL AND "+
			strings.Join(latest, " AND ")+" AND "+isLatest+")")
	}
	condition(&where, inboxes != nil, knownThere, "inboxes", inboxes)
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
