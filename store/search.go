package store

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/parleyhq/parley/conversation"
)

const (
	// defaultSearchConns is how many searches run at once, searchTimeout how long
	// one may: connections of their own, so that the inbox never waits for them.
	defaultSearchConns = 4
	searchTimeout      = 3 * time.Second
	// fewHits is how many messages may have a wording for it to count as rare: to look
	// at as many takes half as long as to meet a page of conversations where one of so
	// many says it, in five million messages. A wording that has more of them was looked
	// for in vain, which may not take longer than what follows.
	fewHits = 12_000
	// commonFrom is in how many of the four hundred latest conversations a wording is,
	// by the latest message and the name, for it to count as common.
	commonFrom = 5
	// rowsForOne is how many rows of a page one conversation stands for that says it
	// among the four hundred latest. The walk down the list then looks at some 1,600
	// conversations: that takes a twentieth of a second, or half a second where all of
	// them come from the disk, of which the index reads in order.
	rowsForOne = 4
	// shortestIndexed is how many characters the index of wordings needs.
	shortestIndexed = 3
)

// openSearches makes the pool of searches from the configuration of the main one.
// It connects when the first search comes.
func openSearches(ctx context.Context, main *pgxpool.Config, conns int32, timeout time.Duration) (*pgxpool.Pool, error) {
	if conns <= 0 {
		conns = defaultSearchConns
	}
	if timeout <= 0 {
		timeout = searchTimeout
	}
	config := main.Copy()
	config.MaxConns, config.MinConns, config.MinIdleConns = conns, 0, 0
	params := config.ConnConfig.RuntimeParams
	params["application_name"] = "parley search"
	params["statement_timeout"] = fmt.Sprint(timeout.Milliseconds())
	// The best plan for a common word is the worst for a rare one.
	params["plan_cache_mode"] = "force_custom_plan"
	// Compiling a plan that seems dear takes a hundred times as long as running it.
	params["jit"] = "off"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database for searches: %w", err)
	}
	return pool, nil
}

// search composes the conditions of a search, nil for none.
func (s *Store) search(ctx context.Context, f conversation.Filter) (*searched, error) {
	switch {
	case f.Query == "":
		return nil, nil
	case f.Scope != conversation.ScopeMessages:
		return s.searchLatest(ctx, f)
	}
	matches := "folded(m.text) LIKE containing(@query)"
	if f.Whole {
		matches += " AND folded(m.text) ~ as_word(@query)"
	}
	// A common wording is soon met on the way down the list; a rare one never, and
	// its conversations are few.
	common := &searched{condition: fmt.Sprintf(saidSomewhere, matches), args: pgx.NamedArgs{"query": f.Query}}
	if utf8.RuneCountInString(f.Query) < shortestIndexed {
		return common, nil
	}
	if often, err := s.often(ctx, fmt.Sprintf(latestSaying, matches), f.Query, f.Limit/rowsForOne+1); err != nil || often {
		return common, err
	}
	hits, few, err := s.hits(ctx, matches, f.Query)
	if err != nil || !few {
		return common, err
	}
	return &searched{condition: amongHits, args: pgx.NamedArgs{"hits": hits}}, nil
}

// searched is the part of a statement that a search is.
type searched struct {
	condition string
	args      pgx.NamedArgs
}

// often reports whether a wording is in enough of the latest conversations to be met
// soon on the way down the list, without asking the index of wordings, which collects
// all messages of a common one first.
func (s *Store) often(ctx context.Context, among, query string, enough int) (bool, error) {
	var n int
	err := s.searchPool.QueryRow(ctx, "SELECT count(*)"+among, pgx.NamedArgs{"query": query, "enough": enough}).Scan(&n)
	return n >= enough, err
}

// latestSaying looks at a few messages of each, however long a conversation is, and
// no further than it takes to know.
const latestSaying = `
FROM (
	SELECT FROM (SELECT id FROM conversations ORDER BY last_at DESC, id DESC LIMIT 400) c WHERE EXISTS (
		SELECT FROM (SELECT text FROM messages WHERE conversation_id = c.id ORDER BY position DESC LIMIT 10) m WHERE %s OFFSET 0)
	LIMIT @enough) n`

// hits are the conversations of messages that match, once for each message, and
// those that they are part of, if there are few.
func (s *Store) hits(ctx context.Context, matches, query string) (hits []string, few bool, err error) {
	err = pgx.BeginTxFunc(ctx, s.searchPool, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		// Postgres takes the folding of a text to be cheap, and would rather fold all.
		if _, err := tx.Exec(ctx, onlyIndexes); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, "SELECT m.conversation_id FROM messages m WHERE "+matches+" LIMIT @limit",
			pgx.NamedArgs{"query": query, "limit": fewHits + 1})
		if err != nil {
			return err
		}
		if hits, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil || len(hits) > fewHits {
			return err
		}
		few = true
		rows, err = tx.Query(ctx, partsOfOthers, hits)
		if err != nil {
			return err
		}
		more, err := pgx.CollectRows(rows, pgx.RowTo[string])
		hits = append(hits, more...)
		return err
	})
	return hits, few, err
}

// partsOfOthers leads from threads that were merged to those that they are part of.
const partsOfOthers = `SELECT merged_into FROM conversations WHERE merged_into IS NOT NULL AND id = ANY ($1::uuid[])`

const onlyIndexes = `SET LOCAL enable_seqscan = off`

// amongHits is short, so that Postgres knows how many there are: it either fetches
// and sorts them, or meets a page of them on the way down the list.
const amongHits = `c.id = ANY (@hits::uuid[])`

// saidSomewhere looks at the messages of one conversation after the other. Without
// OFFSET Postgres would rather collect all messages that match beforehand.
const saidSomewhere = `(EXISTS (SELECT FROM messages m WHERE m.conversation_id = c.id AND %[1]s OFFSET 0)
	OR EXISTS (SELECT FROM conversations o JOIN messages m ON m.conversation_id = o.id WHERE o.merged_into = c.id AND %[1]s OFFSET 0))`

// searchLatest looks in names and latest messages. All contacts of a common wording,
// such as the first letters of any, are many times as many as a page shows: where it
// is met soon the list is walked down instead.
func (s *Store) searchLatest(ctx context.Context, f conversation.Filter) (*searched, error) {
	found := &searched{condition: matchesQuery, args: pgx.NamedArgs{"query": f.Query}}
	walked := matchesOneByOne
	if f.Whole {
		found.condition, walked = matchesWord, matchesWordOneByOne
	}
	often, err := s.often(ctx, fmt.Sprintf(latestMatching, walked), f.Query, commonFrom)
	if err != nil {
		return nil, err
	}
	if often {
		found.condition = walked
	}
	return found, nil
}

const latestMatching = `
FROM (SELECT FROM (SELECT * FROM conversations ORDER BY last_at DESC, id DESC LIMIT 400) c WHERE %s LIMIT @enough) n`

// matchesOneByOne is matchesQuery, asked of one conversation after the other.
const matchesOneByOne = `(folded(c.last_text) LIKE containing(@query)
	OR EXISTS (SELECT FROM contacts k WHERE k.id = c.contact_id AND folded(k.name) LIKE containing(@query) OFFSET 0))`

// matchesWordOneByOne is matchesWord, asked in the same way.
const matchesWordOneByOne = `(folded(c.last_text) LIKE containing(@query) AND folded(c.last_text) ~ as_word(@query)
	OR EXISTS (SELECT FROM contacts k
		WHERE k.id = c.contact_id AND folded(k.name) LIKE containing(@query) AND folded(k.name) ~ as_word(@query) OFFSET 0))`

// matchesQuery finds the query in the latest message or in the contact's name.
// Both are conditions on one table, so that Postgres can combine their indexes,
// or walk the list in order if the query is common.
const matchesQuery = `(folded(c.last_text) LIKE containing(@query)
	OR c.contact_id = ANY (ARRAY(SELECT k.id FROM contacts k WHERE folded(k.name) LIKE containing(@query))))`

// matchesWord finds it as a word of its own.
const matchesWord = `(folded(c.last_text) LIKE containing(@query) AND folded(c.last_text) ~ as_word(@query)
	OR c.contact_id = ANY (ARRAY(SELECT k.id FROM contacts k
		WHERE folded(k.name) LIKE containing(@query) AND folded(k.name) ~ as_word(@query))))`

// tooBroad tells a search that took too long from other failures.
func tooBroad(ctx context.Context, err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "57014" && ctx.Err() == nil {
		return errors.Join(conversation.ErrTooBroad, err)
	}
	return err
}
