package main

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// wording is what the other way looks for: in all messages, and in names too where
// Parley looks there.
type wording struct {
	text  string
	names bool
}

// joined is how long the joins took.
type joined struct {
	page time.Duration
	// numbers is how long the three numbers took that are shown with the page.
	numbers time.Duration
	// cpu is what all of it cost.
	cpu time.Duration
}

func (j joined) both() time.Duration { return j.page + j.numbers }

// How an inbox asks that keeps no projection: ConversationFinder of Chatwoot joins the
// messages, ILIKE the wording, and counts three times before it reads the page: what
// one agent has, what nobody has, and all.
// A page has as many rows there as here.
const (
	joinMessages = ` FROM conversations c JOIN messages m ON m.conversation_id = c.id
		WHERE m.text ILIKE '%' || $1 || '%'`
	joinNames = ` FROM conversations c JOIN contacts k ON k.id = c.contact_id JOIN messages m ON m.conversation_id = c.id
		WHERE (m.text ILIKE '%' || $1 || '%' OR k.name ILIKE '%' || $1 || '%')`
	pageOf   = `SELECT DISTINCT c.id, c.last_at`
	latest   = ` ORDER BY c.last_at DESC LIMIT 25`
	pageSize = 25
	numberOf = `SELECT count(DISTINCT c.id)`
)

// ask asks for the numbers and for the page.
func (w wording) ask(ctx context.Context, raw *pgxpool.Pool) (joined, error) {
	from := joinMessages
	if w.names {
		from = joinNames
	}
	var took joined
	before, err := cpu()
	if err != nil {
		return joined{}, err
	}
	begin := time.Now()
	agent := uuid.UUID(id("agent", 0)).String()
	if _, err := raw.Exec(ctx, numberOf+from+` AND c.owner_id = $2`, w.text, agent); err != nil {
		return joined{}, err
	}
	for _, statement := range []string{numberOf + from + ` AND c.owner_id IS NULL`, numberOf + from} {
		if _, err := raw.Exec(ctx, statement, w.text); err != nil {
			return joined{}, err
		}
	}
	took.numbers = time.Since(begin)
	begin = time.Now()
	if _, err := raw.Exec(ctx, pageOf+from+latest, w.text); err != nil {
		return joined{}, err
	}
	took.page = time.Since(begin)
	after, err := cpu()
	took.cpu = after - before
	return took, err
}
