package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whether a message replies to a campaign is found in an index that holds nothing
// but campaigns' messages, however long the thread is: ingest stays as fast.
func TestACampaignReplyIsFoundWithoutReadingTheThread(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "asha", "hello")
	b.exec(t, `INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state)
		SELECT gen_random_uuid(), $1, $2, 'in', 'contact', 'x', 'received' FROM generate_series(1, 20000)`, id, inbox.ID)
	b.exec(t, `ANALYZE messages`)
	rows, err := b.raw.Query(t.Context(), `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF)
		SELECT s.campaign_id FROM messages s
		WHERE s.conversation_id = $1 AND s.author = 'campaign' AND s.state IN ('sending', 'sent', 'delivered', 'read', 'unknown')
		ORDER BY s.position DESC LIMIT 1`, id)
	require.NoError(t, err)
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		plan = append(plan, line)
	}
	require.NoError(t, rows.Err())
	require.Contains(t, strings.Join(plan, "\n"), "messages_campaign_sent")
}
