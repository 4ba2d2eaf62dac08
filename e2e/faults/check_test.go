package faults

import (
	"time"

	"github.com/stretchr/testify/require"
)

// settle waits until nothing is left to apply, to answer or to deliver.
func (c *cluster) settle() {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		return column[int](c, `
			SELECT (SELECT count(*) FROM conversations WHERE applied_seq < last_seq OR answer_from > 0)
			     + (SELECT count(*) FROM messages WHERE state IN ('queued', 'sending'))`)[0] == 0
	}, patience, 200*time.Millisecond, "everything is applied, answered and delivered")
}

// check compares what was acknowledged with what is there.
func (l *load) check() {
	c := l.c
	t := c.t
	t.Helper()

	// Acknowledged is stored, once, as it was sent; nothing else is.
	type row struct{ id, text string }
	rows, err := c.pool.Query(t.Context(), `SELECT external_id, text FROM messages WHERE direction = 'in'`)
	require.NoError(t, err)
	stored := map[string]string{}
	for rows.Next() {
		var r row
		require.NoError(t, rows.Scan(&r.id, &r.text))
		require.NotContains(t, stored, r.id, "stored twice")
		stored[r.id] = r.text
	}
	require.NoError(t, rows.Err())
	require.Equal(t, l.acked, stored)

	require.Zero(t, column[int](c, `
		SELECT count(*) FROM (
			SELECT conversation_id, count(*) AS n, max(seq) AS top FROM messages WHERE seq IS NOT NULL GROUP BY 1
		) m JOIN conversations c ON c.id = m.conversation_id
		WHERE m.n <> m.top OR c.last_seq <> m.top OR c.applied_seq <> m.top`)[0], "seq is dense and all of it applied")

	// The state is the one that these messages lead to: nobody claimed, so each
	// conversation is New with one ticket, opened once.
	require.Zero(t, column[int](c, `SELECT count(*) FROM conversations WHERE status <> 'new' OR ticket <> 1`)[0])
	require.Zero(t, column[int](c, `
		SELECT count(*) FROM (SELECT conversation_id FROM events WHERE type = 'ticket_opened' GROUP BY 1 HAVING count(*) <> 1) e`)[0])

	// Each burst was decided once, and what was answered reached the app once.
	require.Zero(t, column[int](c, `
		SELECT count(*) FROM decisions d LEFT JOIN messages m ON m.decision_id = d.id
		WHERE d.answered <> (m.id IS NOT NULL)`)[0], "a decision and its reply belong together")
	require.Zero(t, column[int](c, `
		SELECT count(*) FROM (
			SELECT from_seq, lag(upto_seq) OVER (PARTITION BY conversation_id ORDER BY from_seq) AS before FROM decisions
		) d WHERE from_seq <= before`)[0], "no message was looked at twice")
	replies := column[string](c, `SELECT id::text FROM messages WHERE author = 'auto' ORDER BY id`)
	require.NotEmpty(t, replies, "the load was answered")
	delivered := map[string]int{}
	for _, m := range c.app.Messages() {
		delivered[m.MessageID]++
	}
	for _, id := range replies {
		require.Equal(t, 1, delivered[id], "reply %s reached the customer once", id)
	}
	require.Len(t, delivered, len(replies))
	require.Empty(t, column[string](c, `SELECT reason FROM messages WHERE direction = 'out' AND state <> 'sent'`))
}
