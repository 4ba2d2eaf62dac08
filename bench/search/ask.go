package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/store"
)

// answer is what one question took, the same asked the other way beside it.
type answer struct {
	question    string
	other       string
	ours, their []time.Duration
}

const (
	scan  = "bare index scan"
	joins = "ILIKE over joined messages"

	bareScan = `SELECT id FROM conversations ORDER BY last_at DESC, id DESC LIMIT 51`
	joined   = `SELECT DISTINCT c.id, c.last_at FROM conversations c JOIN contacts k ON k.id = c.contact_id
		JOIN messages m ON m.conversation_id = c.id
		WHERE m.text ILIKE '%' || $1 || '%' OR k.name ILIKE '%' || $1 || '%' ORDER BY c.last_at DESC LIMIT 50`
)

// ask asks every question in turns with its other way, so that both meet the same
// machine.
func ask(ctx context.Context, st *store.Store, raw *pgxpool.Pool, rounds int) ([]answer, error) {
	var answers []answer
	for _, q := range []struct {
		question, other, sql, text string
		f                          conversation.Filter
		// slow questions are asked the other way three times only.
		slow bool
	}{
		{"list", scan, bareScan, "", conversation.Filter{}, false},
		{"list, waiting longest", scan, bareScan, "", conversation.Filter{Sort: conversation.SortWaiting}, false},
		{"filter by status", scan, bareScan, "", conversation.Filter{Status: conversation.Pending}, false},
		{"filter by label", scan, bareScan, "", conversation.Filter{Label: "refund"}, false},
		{"search latest, rare", joins, joined, "käseküchle", conversation.Filter{Query: "kasekuchle"}, true},
		{"search messages, rare", joins, joined, "käseküchle", conversation.Filter{Query: "kasekuchle", Scope: conversation.ScopeMessages}, true},
		{"search messages, common", joins, joined, "order", conversation.Filter{Query: "order", Scope: conversation.ScopeMessages}, true},
		{"search messages, word", joins, joined, "käseküchle", conversation.Filter{Query: "käseküchle", Whole: true, Scope: conversation.ScopeMessages}, true},
	} {
		a := answer{question: q.question, other: q.other}
		q.f.Limit = 50
		var args []any
		if q.text != "" {
			args = []any{q.text}
		}
		for round := range rounds {
			begin := time.Now()
			if _, _, err := st.ListConversations(ctx, q.f); err != nil {
				return nil, fmt.Errorf("%s: %w", q.question, err)
			}
			a.ours = append(a.ours, time.Since(begin))
			if q.slow && round >= 3 {
				continue
			}
			begin = time.Now()
			if _, err := raw.Exec(ctx, q.sql, args...); err != nil {
				return nil, fmt.Errorf("%s, the other way: %w", q.question, err)
			}
			a.their = append(a.their, time.Since(begin))
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// write writes the report.
func write(to io.Writer, conversations, rounds int, answers []answer) error {
	_, err := fmt.Fprintf(to, `# Lists and searches

%d conversations with %d messages, each question asked %d times on a machine with %d CPUs, in turns with the other way of
asking. 95 of 100 took no longer than this. Made with make bench-search.

| question | ours | other way | | ratio |
|---|---|---|---|---|
`, conversations, 5*conversations, rounds, runtime.NumCPU())
	for _, a := range answers {
		ours, their := p95(a.ours), p95(a.their)
		_, lineErr := fmt.Fprintf(to, "| %s | %.1f ms | %s | %.1f ms | %.2f |\n", a.question, ms(ours), a.other, ms(their), float64(their)/float64(ours))
		err = errors.Join(err, lineErr)
	}
	return err
}

func p95(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[(len(sorted)*95+99)/100-1]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
