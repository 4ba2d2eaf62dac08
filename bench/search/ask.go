package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/parleyhq/parley/store"
)

// answer is what one question took, the same asked the other way beside it.
type answer struct {
	question string
	// search is asked the other way by joins, and three times only.
	search bool
	// counted is how long it takes to count all that match, by joins too.
	counted     []time.Duration
	ours, their []time.Duration
}

const (
	// bareScan reads the rows of a page, and nothing that hangs on them.
	bareScan = `SELECT * FROM conversations ORDER BY last_at DESC, id DESC LIMIT 51`
	said     = ` FROM conversations c JOIN contacts k ON k.id = c.contact_id JOIN messages m ON m.conversation_id = c.id
		WHERE m.text ILIKE '%' || $1 || '%' OR k.name ILIKE '%' || $1 || '%' `
	joined      = `SELECT DISTINCT c.id, c.last_at` + said + `ORDER BY c.last_at DESC LIMIT 50`
	joinedCount = `SELECT count(DISTINCT c.id)` + said
)

// ask asks every question in turns with its other way, so that both meet the same
// machine.
func ask(ctx context.Context, st *store.Store, raw *pgxpool.Pool, rounds int, log io.Writer) ([]answer, error) {
	var answers []answer
	for _, q := range questions() {
		a := answer{question: q.question, search: q.text != ""}
		q.f.Limit = 50
		sql, args := bareScan, []any(nil)
		if q.text != "" {
			sql, args = joined, []any{q.text}
		}
		for round := range rounds {
			begin := time.Now()
			if _, _, err := st.ListConversations(ctx, q.f); err != nil {
				return nil, fmt.Errorf("%s: %w", q.question, err)
			}
			a.ours = append(a.ours, time.Since(begin))
			if a.search && round >= 3 {
				continue
			}
			begin = time.Now()
			if _, err := raw.Exec(ctx, sql, args...); err != nil {
				return nil, fmt.Errorf("%s, the other way: %w", q.question, err)
			}
			a.their = append(a.their, time.Since(begin))
			if a.search {
				begin = time.Now()
				if _, err := raw.Exec(ctx, joinedCount, args...); err != nil {
					return nil, fmt.Errorf("%s, counted: %w", q.question, err)
				}
				a.counted = append(a.counted, time.Since(begin))
			}
		}
		if _, err := fmt.Fprintf(log, "%s: %.1f ms\n", q.question, ms(p95(a.ours))); err != nil {
			return nil, err
		}
		answers = append(answers, a)
	}
	return answers, nil
}

func p95(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[(len(sorted)*95+99)/100-1]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
