package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/parleyhq/parley/bench/internal/meter"
	"github.com/parleyhq/parley/store"
)

// answer is what one question took, the same asked the other way beside it.
type answer struct {
	question string
	ours     []time.Duration
	// scan is what the bare scan of an index took, for lists.
	scan []time.Duration
	// cpu is what the question cost Postgres and this process each time, which what
	// else the machine does disturbs less; 0 where the machine does not tell.
	cpu time.Duration
	// joins is what the joins took, for searches.
	joins joined
}

// asker asks both ways.
type asker struct {
	st  *store.Store
	raw *pgxpool.Pool
	// rounds is how often each question is asked.
	rounds int
	log    io.Writer
}

// listRounds is how often a list is asked for in a round: it takes a millisecond, in
// which a machine is easily disturbed.
const listRounds = 10

// bareScan reads the rows of a page, and nothing that hangs on them.
const bareScan = `SELECT * FROM conversations ORDER BY last_at DESC, id DESC LIMIT 51`

// lists asks for lists in turns with the scan, so that both meet the same machine.
func (a asker) lists(ctx context.Context) ([]answer, error) {
	return a.each(ctx, lists(), a.rounds*listRounds, func(answer *answer) error {
		begin := time.Now()
		if _, err := a.raw.Exec(ctx, bareScan); err != nil {
			return fmt.Errorf("scan: %w", err)
		}
		answer.scan = append(answer.scan, time.Since(begin))
		return nil
	})
}

// searches asks the searches, and the joins for each wording once: the rounds of
// most would take hours.
func (a asker) searches(ctx context.Context) ([]answer, error) {
	answers, err := a.each(ctx, searches(), a.rounds, func(*answer) error { return nil })
	if err != nil {
		return nil, err
	}
	known := make(map[wording]joined)
	for i, q := range searches() {
		took, asked := known[q.other]
		if !asked {
			if took, err = q.other.ask(ctx, a.raw); err != nil {
				return nil, fmt.Errorf("%s by joins: %w", q.question, err)
			}
			known[q.other] = took
			if _, err := fmt.Fprintf(a.log, "%s by joins: %.0f ms, with its numbers %.0f ms, CPU %.0f ms\n", q.question, ms(took.page), ms(took.both()), ms(took.cpu)); err != nil {
				return nil, err
			}
		}
		answers[i].joins = took
	}
	return answers, nil
}

// each asks each question, and the other way after each time.
func (a asker) each(ctx context.Context, questions []question, rounds int, otherWay func(*answer) error) ([]answer, error) {
	var answers []answer
	for _, q := range questions {
		answer := answer{question: q.question}
		q.f.Limit = 50
		if q.f.Query != "" {
			q.f.Limit = pageSize
		}
		before, err := cpu()
		if err != nil {
			return nil, err
		}
		for range rounds {
			begin := time.Now()
			if _, _, err := a.st.ListConversations(ctx, q.f); err != nil {
				return nil, fmt.Errorf("%s: %w", q.question, err)
			}
			answer.ours = append(answer.ours, time.Since(begin))
			if err := otherWay(&answer); err != nil {
				return nil, fmt.Errorf("%s: %w", q.question, err)
			}
		}
		after, err := cpu()
		if err != nil {
			return nil, err
		}
		answer.cpu = (after - before) / time.Duration(rounds)
		if _, err := fmt.Fprintf(a.log, "%s: %.1f ms, half of them %.1f ms, CPU %.1f ms\n", q.question,
			ms(p95(answer.ours)), ms(median(answer.ours)), ms(answer.cpu)); err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

// cpu returns the CPU time that this process and the servers it has started have used.
func cpu() (time.Duration, error) {
	used, err := meter.TreeCPU(os.Getpid())
	if errors.Is(err, meter.ErrNoProc) {
		return 0, nil
	}
	return used, err
}

func p95(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[(len(sorted)*95+99)/100-1]
}

func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
