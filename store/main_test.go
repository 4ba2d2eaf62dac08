package store_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

func TestMain(m *testing.M) { devstack.Main(m) }

// bundle is a store on a database of the test's own, and a way around the store
// to put rows where time would have brought them.
type bundle struct {
	*store.Store
	raw *pgxpool.Pool
}

func setup(t *testing.T) bundle {
	t.Helper()
	dsn := devstack.Database(t)
	s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 8, IDKey: []byte("a key of tests")})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return bundle{Store: s, raw: rawPool(t, dsn)}
}

// rawPool is a way around the store.
func rawPool(t *testing.T, dsn string) *pgxpool.Pool {
	t.Helper()
	raw, err := pgxpool.New(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(raw.Close)
	return raw
}

// exec runs a statement past the store.
func (b bundle) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	_, err := b.raw.Exec(t.Context(), statement, args...)
	require.NoError(t, err)
}

// number reads a number past the store.
func (b bundle) number(t *testing.T, query string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, b.raw.QueryRow(t.Context(), query, args...).Scan(&n))
	return n
}

// inbox creates an inbox.
func (b bundle) inbox(t *testing.T) conversation.Inbox {
	t.Helper()
	inbox, err := b.CreateInbox(t.Context(), conversation.ChannelWebhook, conversation.InboxSettings{Name: "Support"})
	require.NoError(t, err)
	return inbox
}

// message ingests a message of an end user and returns its conversation's id.
func (b bundle) message(t *testing.T, inboxID, from, text string) string {
	t.Helper()
	accepted, err := b.Ingest(t.Context(), []conversation.Inbound{{
		InboxID: inboxID, From: conversation.Sender{ID: from, Name: "Name of " + from},
		ExternalID: from + "/" + text, Text: text,
	}})
	require.NoError(t, err)
	return accepted[0].ConversationID
}
