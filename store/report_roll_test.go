package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/conversation"
)

// Whatever happens in whatever order, and however often it is counted meanwhile, in
// the end everything was counted once: the same as if it had been counted in one go.
func TestReportsCountOnce(t *testing.T) {
	t.Parallel()
	r := reporting(t)
	inbox, agent, faqID, campaign := r.inbox(t).ID, uuid.NewString(), uuid.NewString(), uuid.NewString()
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	further := map[string][]string{"": {"sent", "failed"}, "sent": {"delivered", "read", "failed"}, "delivered": {"read"}}
	rapid.Check(t, func(rt *rapid.T) {
		people := []string{r.begins(t, inbox), r.begins(t, inbox)}
		var sent []string
		states := map[string]string{}
		var open []pgx.Tx
		for _, op := range rapid.SliceOfN(rapid.IntRange(0, 9), 4, 12).Draw(rt, "ops") {
			at = at.Add(7 * time.Minute)
			id := rapid.SampledFrom(people).Draw(rt, "who")
			switch op {
			case 0, 1:
				r.writes(t, id, rapid.SampledFrom([]string{"", campaign}).Draw(rt, "campaign"), at)
			case 2:
				if r.states[id].Ticket > 0 {
					r.answers(t, id, agent, at)
				}
			case 3:
				r.happens(t, id, conversation.Close{UserID: agent, Status: conversation.Resolved, At: at})
			case 4:
				r.judged(t, id, rapid.SampledFrom([]string{"", faqID}).Draw(rt, "faq"), at)
			case 5:
				sent = append(sent, r.stores(t, id, "campaign", "", campaign, "sending", at))
			case 6:
				if len(sent) > 0 {
					// Receipts only move a message forward.
					which := rapid.SampledFrom(sent).Draw(rt, "sent")
					if next := further[states[which]]; len(next) > 0 {
						states[which] = rapid.SampledFrom(next).Draw(rt, "state")
						r.goes(t, which, states[which])
					}
				}
			case 7:
				// It is written now and committed when others have been counted. The pool
				// has connections for two of them and what else is done.
				if len(open) < 2 {
					open = append(open, r.unfinished(t, id, at))
				}
			default:
				r.roll(t)
			}
		}
		for _, tx := range open {
			require.NoError(t, tx.Commit(t.Context()))
		}
		r.roll(t)
		counted := r.cells(t)
		require.NoError(t, r.RebuildReports(t.Context()))
		require.Equal(t, r.cells(t), counted)
		r.roll(t)
		require.Equal(t, r.cells(t), counted, "nothing new")
	})
}

// unfinished is a transaction that has stored something.
func (r *reported) unfinished(t *testing.T, id string, at time.Time) pgx.Tx {
	t.Helper()
	tx, err := r.raw.Begin(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) })
	_, err = tx.Exec(t.Context(), `INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state, created_at)
		SELECT $1, c.id, c.inbox_id, 'in', 'contact', 'late', 'received', $3 FROM conversations c WHERE c.id = $2`, uuid.NewString(), id, at)
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `INSERT INTO events (conversation_id, version, ticket, type, data, at)
		VALUES ($1, 1, 1000, 'ticket_opened', '{"to":"new","cause":"user_message"}', $2)`, id, at)
	require.NoError(t, err)
	return tx
}

// Several count at once and some are killed at any moment, while messages come in:
// each message counts once.
func TestReportsAreCountedByMany(t *testing.T) {
	t.Parallel()
	r := reporting(t)
	inbox := r.inbox(t).ID
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	id := r.begins(t, inbox)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var counting sync.WaitGroup
	counting.Go(func() {
		for ctx.Err() == nil {
			_, _ = r.RollReports(ctx)
		}
	})
	counting.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			// Killed after up to 15 ms, wherever it is then.
			short, kill := context.WithTimeout(ctx, time.Duration(i%16)*time.Millisecond)
			_, _ = r.RollReports(short)
			kill()
		}
	})
	const messages = 800
	for i := range messages {
		r.stores(t, id, "contact", "", "", "received", at.Add(time.Duration(i)*time.Minute))
	}
	stop()
	counting.Wait()
	for counted := false; !counted; {
		// The server may be ending the last of the killed ones.
		var err error
		counted, err = r.RollReports(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, messages, r.number(t, `SELECT sum(c) FROM report_cells, unnest(counts) c WHERE kind = 'all' AND minutes = 1440`))
}

// While one counts, another does not; and what was there before there were reports
// is counted the first time.
func TestReportsBegin(t *testing.T) {
	t.Parallel()
	r := reporting(t)
	id := r.begins(t, r.inbox(t).ID)
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	old := r.stores(t, id, "agent", uuid.NewString(), "", "sent", at)
	r.exec(t, `UPDATE messages SET counted_in = NULL, changed_in = NULL`)
	r.exec(t, `UPDATE messages SET counted_in = NULL`)

	holder, err := r.raw.Begin(t.Context())
	require.NoError(t, err)
	_, err = holder.Exec(t.Context(), `SELECT FROM report_progress FOR UPDATE`)
	require.NoError(t, err)
	counted, err := r.RollReports(t.Context())
	require.NoError(t, err)
	require.False(t, counted)
	require.NoError(t, holder.Rollback(t.Context()))

	r.roll(t)
	// A receipt of it does not make it new.
	r.goes(t, old, "delivered")
	r.roll(t)
	require.Equal(t, 1, r.number(t, `SELECT counts[1] FROM report_cells WHERE kind = 'agent' AND minutes = 60`))
}
