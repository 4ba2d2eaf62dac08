package store_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// trace stands in everything of the person who is erased.
const trace = "canary7731"

// whereItStands returns the tables of which a row holds the trace, in letters or
// in bytes.
func (b bundle) whereItStands(t *testing.T, word string) []string {
	t.Helper()
	rows, err := b.raw.Query(t.Context(), `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Greater(t, len(tables), 40)
	return slices.DeleteFunc(tables, func(table string) bool {
		return b.number(t, fmt.Sprintf(`SELECT count(*) FROM %s r WHERE r::text ILIKE '%%' || $1 || '%%' OR r::text LIKE '%%' || $2 || '%%'`,
			pgx.Identifier{table}.Sanitize()), word, hex.EncodeToString([]byte(word))) == 0
	})
}

// somebody is a person with something in every table that may hold something of
// a person, two conversations that were merged among it.
type somebody struct{ contactID, conversationID, messageID, fileID string }

func (b bundle) somebody(t *testing.T, inboxID string) somebody {
	t.Helper()
	var p somebody
	p.conversationID = b.message(t, inboxID, trace, "I am "+trace)
	p.contactID = b.text(t, `SELECT contact_id::text FROM conversations WHERE id = $1`, p.conversationID)
	p.messageID = b.text(t, `SELECT id::text FROM messages WHERE conversation_id = $1`, p.conversationID)
	p.fileID = uuid.NewString()
	user := b.text(t, `INSERT INTO users (id, email, name, roles, password_hash)
		VALUES (gen_random_uuid(), 'asha@example.com', 'Asha', '{agent}', '') RETURNING id::text`)
	other := b.message(t, inboxID, "alias of "+trace, "the same person")
	campaign := b.text(t, `INSERT INTO campaigns (id, name, inbox_id, template) VALUES (gen_random_uuid(), 'Sale', $1, '{"text":"Hi"}') RETURNING id::text`, inboxID)
	decision := b.text(t, `INSERT INTO decisions (id, conversation_id, ticket, from_seq, upto_seq, answered, decision)
		VALUES (gen_random_uuid(), $1, 1, 1, 1, false, $2) RETURNING id::text`, p.conversationID, fmt.Sprintf(`{"text":%q}`, trace))
	suggestion := b.text(t, `INSERT INTO suggestions (id, model, centre, size, first_at, last_at)
		VALUES (gen_random_uuid(), $1, '[1]', 2, now(), now()) RETURNING id::text`, trace)
	sent := uuid.NewString()
	for _, e := range []struct {
		sql  string
		args []any
	}{
		{`UPDATE conversations SET merged_into = $1 WHERE id = $2`, []any{p.conversationID, other}},
		{`UPDATE contacts SET merged_into = $1, username = $3 WHERE id = (SELECT contact_id FROM conversations WHERE id = $2)`, []any{p.contactID, other, trace}},
		{`INSERT INTO tickets (conversation_id, number, status, labels, opened_at, changed_at) VALUES ($1, 1, 'new', ARRAY[$2::text], now(), now())`, []any{p.conversationID, trace}},
		{`INSERT INTO events (conversation_id, version, ticket, type, data, at) VALUES ($1, 1, 1, 'message_refused', jsonb_build_object('text', $2::text), now())`, []any{p.conversationID, trace}},
		{`INSERT INTO requests (conversation_id, id, result) VALUES ($1, $2, '{}')`, []any{p.conversationID, trace}},
		{`INSERT INTO drafts (conversation_id, user_id, text) VALUES ($1, $2, $3)`, []any{p.conversationID, user, trace}},
		{`INSERT INTO conversation_reads (user_id, conversation_id, position) VALUES ($2, $1, 1)`, []any{p.conversationID, user}},
		{`INSERT INTO messages (id, conversation_id, inbox_id, direction, author, agent_id, private, text, state)
			VALUES ($3, $1, $2, 'out', 'agent', $4, true, $5, 'note')`, []any{p.conversationID, inboxID, uuid.NewString(), user, "note about " + trace}},
		{`INSERT INTO mentions (user_id, message_id) VALUES ($1, $2)`, []any{user, p.messageID}},
		{`INSERT INTO message_edits (message_id, key, former, at) VALUES ($1, 'k', $2, now())`, []any{p.messageID, trace}},
		{`INSERT INTO message_parts (inbox_id, external_id, message_id) SELECT inbox_id, $2, id FROM messages WHERE id = $1`, []any{p.messageID, trace}},
		{`INSERT INTO reactions (inbox_id, target, author, emoji, at) SELECT inbox_id, external_id, 'contact', '+', now() FROM messages WHERE id = $1`, []any{p.messageID}},
		{`INSERT INTO reactions (inbox_id, target, author, emoji, at) VALUES ($1, $2, 'contact', '+', now())`, []any{inboxID, trace}},
		{`INSERT INTO parked_events (inbox_id, target, key, event) VALUES ($1, 'unknown', 'k', jsonb_build_object('Receipt', jsonb_build_object('To', jsonb_build_array(jsonb_build_object('kind', 'external', 'value', $2::text)))))`, []any{inboxID, trace}},
		{`INSERT INTO decision_vectors (decision_id, part, model, embedding) VALUES ($1, 0, $2, '[1]')`, []any{decision, trace}},
		{`INSERT INTO suggestion_members (suggestion_id, decision_id, rank) VALUES ($1, $2, 0)`, []any{suggestion, decision}},
		{`INSERT INTO campaign_messages (id, campaign_id, inbox_id, contact_id, parameters) VALUES ($1, $2, $3, $4, jsonb_build_object('name', $5::text))`, []any{sent, campaign, inboxID, p.contactID, trace}},
		{`INSERT INTO messages (id, inbox_id, direction, author, text, state) VALUES ($1, $2, 'out', 'campaign', $3, 'sent')`, []any{sent, inboxID, "Hello " + trace}},
		{`INSERT INTO report_reached (message_id, reached) VALUES ($1, 1)`, []any{sent}},
		{`INSERT INTO idempotency_keys (principal, key, fingerprint, status, body) VALUES ('key/1', $1, '', 200, convert_to($2, 'UTF8'))`, []any{trace, `{"message_id":"` + p.messageID + `","text":"é"}`}},
		{`INSERT INTO attachments (id, message_id, state, name) VALUES ($1, $2, 'stored', $3)`, []any{p.fileID, p.messageID, trace + ".pdf"}},
		{`INSERT INTO webhooks (inbox_id, body) VALUES ($1, convert_to($2, 'UTF8'))`, []any{inboxID, `{"from":"` + trace + `"}`}},
	} {
		b.exec(t, e.sql, e.args...)
	}
	return p
}

// text reads a text past the store.
func (b bundle) text(t *testing.T, query string, args ...any) string {
	t.Helper()
	var s string
	require.NoError(t, b.raw.QueryRow(t.Context(), query, args...).Scan(&s))
	return s
}

// erase plays an erasure as its workflow does.
func (b bundle) erase(t *testing.T, id string) {
	t.Helper()
	ctx := t.Context()
	_, err := b.EraseRows(ctx, id)
	require.NoError(t, err)
	require.NoError(t, b.NoteHistories(ctx, id, 1, true))
	for over := false; !over; {
		_, _, over, err = b.EraseWebhooks(ctx, id)
		require.NoError(t, err)
	}
	files, _, _, err := b.FilesToErase(ctx, id)
	require.NoError(t, err)
	require.NoError(t, b.FilesErased(ctx, id, files))
	_, _, over, err := b.FilesToErase(ctx, id)
	require.NoError(t, err)
	require.True(t, over)
	require.NoError(t, b.FinishErasure(ctx, id))
}

// TestErase: of a person with something in every table nothing stays, of others
// everything does, and what happened is audited without them.
func TestErase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	stays := b.message(t, inbox.ID, "canary77", "somebody else")
	b.exec(t, `INSERT INTO webhooks (inbox_id, body) VALUES ($1, '{"from":"canary77","to":"xcanary7731"}')`, inbox.ID)
	p := b.somebody(t, inbox.ID)
	standing := b.whereItStands(t, trace)
	for _, table := range erasedTables() {
		require.Contains(t, standing, table, "the test puts nothing into it")
	}
	before := b.number(t, `SELECT count(*) FROM messages`)

	e, err := b.BeginErasure(t.Context(), p.contactID, "user/"+uuid.NewString())
	require.NoError(t, err)
	again, err := b.BeginErasure(t.Context(), p.contactID, "key/1")
	require.NoError(t, err)
	require.Equal(t, e, again, "asked twice is asked once")
	b.erase(t, e.ID)

	// It stood in a webhook of somebody else, as part of another word.
	require.Equal(t, []string{"webhooks"}, b.whereItStands(t, trace))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM webhooks`))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE conversation_id = $1`, stays))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages`))
	for _, table := range []string{"reactions", "parked_events", "attachments", "idempotency_keys", "suggestions", "decisions", "campaign_messages", "mentions", "report_reached"} {
		require.Zero(t, b.number(t, `SELECT count(*) FROM `+table), table)
	}
	done, err := b.GetErasure(t.Context(), e.ID)
	require.NoError(t, err)
	require.Equal(t, conversation.Erased, done.Step)
	require.EqualValues(t, before-1, done.Messages)
	require.EqualValues(t, 1, done.Webhooks)
	require.EqualValues(t, 1, done.Files)
	require.False(t, done.FinishedAt.IsZero())
	_, err = b.GetContact(t.Context(), p.contactID)
	require.ErrorIs(t, err, conversation.ErrNotFound)
	_, err = b.BeginErasure(t.Context(), p.contactID, "key/1")
	require.ErrorIs(t, err, conversation.ErrNotFound)
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM audit_log WHERE action IN ('contact.erasure_begun', 'contact.erased') AND actor LIKE 'user/%'`))

	// Done twice is done.
	b.erase(t, e.ID)
	twice, err := b.GetErasure(t.Context(), e.ID)
	require.NoError(t, err)
	require.Equal(t, done, twice)
}

// Who writes again is somebody new, with a history of their own.
func TestWhoWritesAfterBeingErasedIsNew(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	old := b.message(t, inbox.ID, "asha", "before")
	contact := b.text(t, `SELECT contact_id::text FROM conversations WHERE id = $1`, old)
	b.exec(t, `UPDATE contacts SET name = 'Renamed', renamed_at = now(), opted_out_at = now()`)
	e, err := b.BeginErasure(t.Context(), contact, "user/1")
	require.NoError(t, err)
	_, err = b.EraseRows(t.Context(), e.ID)
	require.NoError(t, err)
	again := b.message(t, inbox.ID, "asha", "after")
	require.Equal(t, old, again, "services compute it")
	page, err := b.GetContact(t.Context(), contact)
	require.NoError(t, err)
	require.Equal(t, "Name of asha", page.Name)
	require.Zero(t, page.OptedOutAt)
	require.Nil(t, page.Erasure)
	require.Equal(t, 1, page.Threads[0].Messages)

	// The new person can be erased too, while the first erasure is still busy.
	second, err := b.BeginErasure(t.Context(), contact, "user/1")
	require.NoError(t, err)
	require.NotEqual(t, e.ID, second.ID)
	b.erase(t, second.ID)
	b.erase(t, e.ID)
	require.Empty(t, b.whereItStands(t, "Name of asha"))
	pending, err := b.Pending(t.Context(), 0)
	require.NoError(t, err)
	require.Empty(t, pending.Erasures)
}

// A file that is just being fetched is looked after when that is over, and one
// that others sent too stays.
func TestErasedFiles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	theirs, others := b.message(t, inbox.ID, "asha", "hello"), b.message(t, inbox.ID, "ben", "hello")
	busy, shared := uuid.NewString(), uuid.NewString()
	b.exec(t, `INSERT INTO attachments (id, message_id, state, due_at) SELECT $1, id, 'pending', now() + interval '5 minutes' FROM messages WHERE conversation_id = $2`, busy, theirs)
	b.exec(t, `INSERT INTO attachments (id, state) VALUES ($1, 'stored')`, shared)
	b.exec(t, `INSERT INTO attachment_uses (attachment_id, message_id) SELECT $1, id FROM messages WHERE conversation_id IN ($2, $3)`, shared, theirs, others)
	contact := b.text(t, `SELECT contact_id::text FROM conversations WHERE id = $1`, theirs)
	e, err := b.BeginErasure(t.Context(), contact, "user/1")
	require.NoError(t, err)
	_, err = b.EraseRows(t.Context(), e.ID)
	require.NoError(t, err)
	ids, until, over, err := b.FilesToErase(t.Context(), e.ID)
	require.NoError(t, err)
	require.Empty(t, ids)
	require.False(t, over)
	require.WithinRange(t, until, time.Now().Add(4*time.Minute), time.Now().Add(6*time.Minute))
	require.Equal(t, "stored", b.text(t, `SELECT state FROM attachments WHERE id = $1`, shared))
	b.exec(t, `UPDATE attachments SET due_at = now() WHERE id = $1`, busy)
	ids, _, _, err = b.FilesToErase(t.Context(), e.ID)
	require.NoError(t, err)
	require.Equal(t, []string{busy}, ids)
}

// What providers wrote may name people in other letters than we do.
func TestErasedWebhooks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "Zoë/7", "hello")
	gone := []string{`{"from":"Zoë/7"}`, `{"from":"Zo\u00eb\/7"}`, `{"from":"Zo\u00eb/7"}`}
	kept := []string{`{"from":"Zoe/7"}`, `{"from":"1234"}`, "no JSON \xff"}
	for _, body := range append(gone, kept...) {
		b.exec(t, `INSERT INTO webhooks (inbox_id, body) VALUES ($1, $2)`, inbox.ID, []byte(body))
	}
	b.exec(t, `INSERT INTO contact_identities (inbox_id, kind, value, contact_id) SELECT $1, 'tg_user', '123', contact_id FROM conversations WHERE id = $2`, inbox.ID, id)
	b.exec(t, `INSERT INTO webhooks (inbox_id, body) VALUES ($1, $2)`, inbox.ID, []byte(`{"id":123,"text":"\\"}`))
	e, err := b.BeginErasure(t.Context(), b.text(t, `SELECT contact_id::text FROM conversations WHERE id = $1`, id), "user/1")
	require.NoError(t, err)
	b.erase(t, e.ID)
	rows, err := b.raw.Query(t.Context(), `SELECT body FROM webhooks ORDER BY id`)
	require.NoError(t, err)
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	require.NoError(t, err)
	var left []string
	for _, body := range bodies {
		left = append(left, string(body))
	}
	require.Equal(t, strings.Join(kept, "\n"), strings.Join(left, "\n"))
}
