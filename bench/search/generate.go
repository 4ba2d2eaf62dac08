package main

import (
	"context"
	"crypto/md5" //nolint:gosec // names of rows, no secret
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// perConversation is how many messages each conversation has.
const perConversation = 5

// chunk is how many conversations are written at once: what an interrupted run has
// to write again.
const chunk = 50_000

// generator fills a database past the store, in steps that it notes: begun again, it
// goes on where it was interrupted. Every row follows from its number.
type generator struct {
	raw           *pgxpool.Pool
	conversations int
	words         *vocabulary
	log           io.Writer
}

// step is a part of the work that is done whole or not at all.
type step struct {
	name string
	do   func(context.Context, pgx.Tx) error
}

// generate does what is left to do.
func (g *generator) generate(ctx context.Context) error {
	if _, err := g.raw.Exec(ctx, `CREATE TABLE IF NOT EXISTS bench_steps (name text PRIMARY KEY)`); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	steps := []step{{"people", g.people}, {"without indexes", dropIndexes}}
	for from := 0; from < g.conversations; from += chunk {
		upto := min(from+chunk, g.conversations)
		steps = append(steps, step{fmt.Sprintf("conversations up to %d", upto), func(ctx context.Context, tx pgx.Tx) error {
			return g.rows(ctx, tx, from, upto)
		}})
	}
	steps = append(steps, step{"indexes", createIndexes})
	for _, s := range steps {
		if err := g.once(ctx, s); err != nil {
			return fmt.Errorf("generate %s: %w", s.name, err)
		}
	}
	if err := g.vacuum(ctx); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	return nil
}

// vacuum tidies up once, which no transaction can.
func (g *generator) vacuum(ctx context.Context) error {
	const name = "vacuum"
	var done bool
	if err := g.raw.QueryRow(ctx, `SELECT EXISTS (SELECT FROM bench_steps WHERE name = $1)`, name).Scan(&done); err != nil || done {
		return err
	}
	if _, err := g.raw.Exec(ctx, `VACUUM (ANALYZE) contacts, conversations, messages, conversation_reads`); err != nil {
		return err
	}
	_, err := g.raw.Exec(ctx, `INSERT INTO bench_steps VALUES ($1)`, name)
	return err
}

// once does a step unless an earlier run has.
func (g *generator) once(ctx context.Context, s step) error {
	return pgx.BeginFunc(ctx, g.raw, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO bench_steps VALUES ($1) ON CONFLICT DO NOTHING`, s.name)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		begin := time.Now()
		// Triggers tell of changes, which nobody follows here.
		if _, err := tx.Exec(ctx, `SET LOCAL session_replication_role = replica`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SET LOCAL maintenance_work_mem = '1GB'`); err != nil {
			return err
		}
		if err := s.do(ctx, tx); err != nil {
			return err
		}
		_, err = fmt.Fprintf(g.log, "%s: %s\n", s.name, time.Since(begin).Round(100*time.Millisecond))
		return err
	})
}

// people makes an inbox and the agents.
func (g *generator) people(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `INSERT INTO inboxes (id, name, channel, secrets) VALUES ($1, 'Support', 'webhook', '{x}')`, id("inbox", 0)); err != nil {
		return err
	}
	for n := range agents {
		if _, err := tx.Exec(ctx, `INSERT INTO users (id, email, name, roles, password_hash) VALUES ($1, $2, $3, '{agent}', '')`,
			id("agent", n), fmt.Sprintf("agent%d@example.com", n), fmt.Sprintf("Agent %d", n)); err != nil {
			return err
		}
	}
	return nil
}

const agents = 50

// rows writes conversations with their contacts and messages. The first messages of
// all come before the second ones, as they do where many write at once.
func (g *generator) rows(ctx context.Context, tx pgx.Tx, from, upto int) error {
	count := upto - from
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"contacts"}, []string{"id", "name"},
		pgx.CopyFromSlice(count, func(i int) ([]any, error) {
			return []any{id("contact", from+i), g.words.name(from + i)}, nil
		})); err != nil {
		return err
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"conversations"}, []string{
		"id", "inbox_id", "contact_id", "status", "ticket", "labels", "owner_id", "previous_owner_id", "window_expires_at",
		"last_text", "last_direction", "last_at", "waiting_since",
	}, pgx.CopyFromSlice(count, func(i int) ([]any, error) { return g.conversation(from + i), nil })); err != nil {
		return err
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"messages"}, []string{
		"id", "conversation_id", "inbox_id", "direction", "author", "text", "state", "created_at",
	}, pgx.CopyFromSlice(count*perConversation, func(i int) ([]any, error) { return g.message(from+i%count, i/count), nil })); err != nil {
		return err
	}
	// Half of it has been read by the first agent.
	_, err := tx.Exec(ctx, `INSERT INTO conversation_reads (user_id, conversation_id, position)
		SELECT $1, conversation_id, min(position) + 2 FROM messages WHERE position > (SELECT max(position) - $2 FROM messages) AND conversation_id::text < '8'
		GROUP BY conversation_id`, id("agent", 0), count*perConversation)
	return err
}

func (g *generator) conversation(n int) []any {
	random := rand.New(rand.NewPCG(uint64(n), 1)) //nolint:gosec // reproducible rows
	status := []string{"new", "active", "pending", "resolved", "inactive"}[n%5]
	var owner, waiting, window any
	labels, last := []string{}, lastAt(n)
	if status == "active" || status == "pending" {
		owner = id("agent", random.IntN(agents))
	}
	if n%5 == 0 || n%5 == 2 {
		waiting = last
	}
	if n%3 == 0 {
		window = last.Add(24 * time.Hour)
	}
	if n%20 == 0 {
		labels = append(labels, "refund")
	}
	return []any{
		id("conversation", n), id("inbox", 0), id("contact", n), status, 1, labels, owner, id("agent", random.IntN(agents)), window,
		g.words.message(n*perConversation + perConversation - 1), "in", last, waiting,
	}
}

func (g *generator) message(n, i int) []any {
	direction, author, state := "in", "contact", "received"
	if i%2 == 1 {
		direction, author, state = "out", "agent", "delivered"
	}
	at := lastAt(n).Add(time.Duration(i-perConversation+1) * 7 * time.Minute)
	return []any{id("message", n*perConversation+i), id("conversation", n), id("inbox", 0), direction, author, g.words.message(n*perConversation + i), state, at}
}

// lastAt spreads activity over the ninety days before the first one is written.
func lastAt(n int) time.Time {
	random := rand.New(rand.NewPCG(uint64(n), 2)) //nolint:gosec // reproducible rows
	return time.Now().Truncate(24 * time.Hour).Add(-time.Duration(random.Int64N(int64(90 * 24 * time.Hour))))
}

func id(kind string, n int) [16]byte {
	return md5.Sum([]byte(kind + strconv.Itoa(n))) //nolint:gosec // as above
}
