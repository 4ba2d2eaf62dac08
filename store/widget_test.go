package store_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/live"
	"github.com/parleyhq/parley/provider"
)

// widgetBundle is a widget inbox with a visitor who has written once.
type widgetBundle struct {
	bundle
	inbox   string
	visitor conversation.Visitor
	thread  string
}

func setupWidget(t *testing.T) widgetBundle {
	t.Helper()
	b := setup(t)
	inbox, err := b.CreateInbox(t.Context(), conversation.ChannelWidget, conversation.InboxSettings{Name: "Site"})
	require.NoError(t, err)
	w := widgetBundle{bundle: b, inbox: inbox.ID, visitor: conversation.Visitor{ID: "visitor-1", Name: "Visitor 1"}}
	w.thread = w.write(t, w.visitor, "hello").ConversationID
	return w
}

func (w widgetBundle) write(t *testing.T, v conversation.Visitor, text string) conversation.Accepted {
	t.Helper()
	who := v.Identity()
	accepted, err := w.Ingest(t.Context(), []conversation.Inbound{{
		InboxID: w.inbox, From: conversation.Sender{ID: who.Value, Name: v.Name},
		Identities: []conversation.Identity{who}, ExternalID: uuid.NewString(), Text: text,
	}})
	require.NoError(t, err)
	return accepted[0]
}

// answers puts a message of the brand into the thread.
func (w widgetBundle) answers(t *testing.T, text string, state conversation.MessageState) string {
	t.Helper()
	id := uuid.NewString()
	w.exec(t, `INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state)
		VALUES ($1, $2, $3, 'out', 'auto', $4, $5)`, id, w.thread, w.inbox, text, state)
	return id
}

func (w widgetBundle) page(t *testing.T) conversation.VisitorPage {
	t.Helper()
	page, err := w.VisitorMessages(t.Context(), w.thread, 0, 50)
	require.NoError(t, err)
	return page
}

func visible(messages []conversation.VisitorMessage) []string {
	list := []string{}
	for _, m := range messages {
		list = append(list, m.Text)
	}
	return list
}

func TestVisitorsSeeWhatReachedThem(t *testing.T) {
	t.Parallel()
	w := setupWidget(t)
	states := []conversation.MessageState{
		"queued", "sending", "failed", "refused", "unknown", "dropped", "sent", "delivered", "read",
	}
	for _, state := range states {
		w.answers(t, string(state), state)
	}
	w.exec(t, `INSERT INTO messages (id, conversation_id, inbox_id, direction, author, private, text, state)
		VALUES (gen_random_uuid(), $1, $2, 'out', 'agent', true, 'a note', 'note')`, w.thread, w.inbox)
	require.Equal(t, []string{"hello", "sent", "delivered", "read"}, visible(w.page(t).Messages))

	latest, err := w.VisitorMessages(t.Context(), w.thread, 0, 2)
	require.NoError(t, err)
	require.Equal(t, []string{"delivered", "read"}, visible(latest.Messages))
	earlier, err := w.VisitorMessages(t.Context(), w.thread, latest.Messages[0].Position, 2)
	require.NoError(t, err)
	require.Equal(t, []string{"hello", "sent"}, visible(earlier.Messages))
	none, err := w.VisitorMessages(t.Context(), uuid.NewString(), 0, 2)
	require.NoError(t, err)
	require.Empty(t, none.Messages)
	require.NotZero(t, none.Cursor)
}

func TestChangesSinceACursor(t *testing.T) {
	t.Parallel()
	w := setupWidget(t)
	begin := w.page(t)
	cursor, seen := begin.Cursor, map[string]uint64{begin.Messages[0].ID: begin.Messages[0].Version}
	// While transactions of others run the same versions come again.
	changes := func() []string {
		page, err := w.VisitorChanges(t.Context(), w.thread, cursor)
		require.NoError(t, err)
		cursor = page.Cursor
		news := slices.DeleteFunc(page.Messages, func(m conversation.VisitorMessage) bool { return seen[m.ID] == m.Version })
		for _, m := range news {
			seen[m.ID] = m.Version
		}
		return visible(news)
	}
	require.Empty(t, changes())
	id := w.answers(t, "an answer", "queued")
	require.Empty(t, changes())
	w.exec(t, `UPDATE messages SET state = 'sent' WHERE id = $1`, id)
	require.Equal(t, []string{"an answer"}, changes())
	require.Empty(t, changes())
	w.exec(t, `UPDATE messages SET text = 'a better answer', edited_at = now() WHERE id = $1`, id)
	require.Equal(t, []string{"a better answer"}, changes())

	_, err := w.VisitorChanges(t.Context(), w.thread, math.MaxInt64)
	require.ErrorIs(t, err, conversation.ErrNotFound, "the database was another one then")
	for i := range 100 {
		w.answers(t, fmt.Sprint(i), "sent")
	}
	_, err = w.VisitorChanges(t.Context(), w.thread, cursor)
	require.ErrorIs(t, err, conversation.ErrNotFound, "so much is better read anew")
}

// A transaction that began before the cursor was taken and ended after it is not
// missed, though its messages are older than what was seen.
func TestChangesThatCommitLate(t *testing.T) {
	t.Parallel()
	w := setupWidget(t)
	late, err := w.raw.Begin(t.Context())
	require.NoError(t, err)
	_, err = late.Exec(t.Context(), `INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state)
		VALUES (gen_random_uuid(), $1, $2, 'out', 'auto', 'late', 'sent')`, w.thread, w.inbox)
	require.NoError(t, err)
	w.answers(t, "early", "sent")
	page := w.page(t)
	require.Equal(t, []string{"hello", "early"}, visible(page.Messages))
	require.NoError(t, late.Commit(t.Context()))
	changes, err := w.VisitorChanges(t.Context(), w.thread, page.Cursor)
	require.NoError(t, err)
	// What was seen may come again, in the same version.
	got := visible(changes.Messages)
	require.Equal(t, []string{"late", "early"}, got[len(got)-2:])
	require.Equal(t, page.Messages[1].Version, changes.Messages[len(got)-1].Version)
}

func TestVisitorReceipts(t *testing.T) {
	t.Parallel()
	w := setupWidget(t)
	first, second, third := w.answers(t, "1", "sent"), w.answers(t, "2", "sent"), w.answers(t, "3", "queued")
	states := func() string {
		var list string
		require.NoError(t, w.raw.QueryRow(t.Context(),
			`SELECT string_agg(state, ' ' ORDER BY position) FROM messages WHERE direction = 'out'`).Scan(&list))
		return list
	}
	note := func(state conversation.MessageState, upTo string) {
		require.NoError(t, w.VisitorReceipt(t.Context(), w.thread, state, upTo))
	}
	note("delivered", uuid.NewString())
	require.Equal(t, "sent sent queued", states(), "of a message there is not")
	require.NoError(t, w.VisitorReceipt(t.Context(), uuid.NewString(), "read", second))
	require.Equal(t, "sent sent queued", states(), "in somebody else's thread")
	note("read", first)
	require.Equal(t, "read sent queued", states())
	note("delivered", third)
	require.Equal(t, "read delivered queued", states())
	note("read", second)
	require.Equal(t, "read read queued", states())
	note("delivered", second)
	require.Equal(t, "read read queued", states(), "nothing goes back")
	require.Zero(t, w.number(t, `SELECT count(*) FROM messages WHERE state = 'read' AND (read_at IS NULL OR delivered_at IS NULL)`))
}

// When the brand's site says who a visitor is, there is one thread with all that
// was said, and the visitor's name for it opens it no more.
func TestVisitorsWhoAreUsers(t *testing.T) {
	t.Parallel()
	w := setupWidget(t)
	user := conversation.Visitor{UserID: "user-17", Name: "Asha"}
	_, err := w.VisitorThread(t.Context(), w.inbox, user.Identity())
	require.ErrorIs(t, err, conversation.ErrNotFound)
	w.write(t, user, "from my telephone")

	_, err = w.Receive(t.Context(), provider.Webhook{
		InboxID: w.inbox, Body: []byte("{}"), Inboxes: map[string]string{"": w.inbox},
		Events: []provider.Event{{Change: &provider.IdentityChange{
			Key: "k", From: []provider.Identity{w.visitor.Identity()}, To: []provider.Identity{user.Identity()}, At: time.Now(),
		}}},
	})
	require.NoError(t, err)
	both, err := w.VisitorThread(t.Context(), w.inbox, user.Identity())
	require.NoError(t, err)
	require.True(t, both.Identified)
	same, err := w.VisitorThread(t.Context(), w.inbox, w.visitor.Identity())
	require.NoError(t, err)
	require.Equal(t, both, same)
	page, err := w.VisitorMessages(t.Context(), both.ConversationID, 0, 50)
	require.NoError(t, err)
	require.Equal(t, []string{"hello", "from my telephone"}, visible(page.Messages))
	require.Equal(t, both.ConversationID, w.write(t, user, "and on").ConversationID)
}

func TestAgentsOnline(t *testing.T) {
	t.Parallel()
	b := setup(t)
	online := func() bool {
		online, err := b.AgentsOnline(t.Context())
		require.NoError(t, err)
		return online
	}
	require.False(t, online())
	b.exec(t, `INSERT INTO users (id, email, name, roles, password_hash) VALUES
		('0198f2f0-0000-7000-8000-00000000000a', 'a@example.com', 'A', '{creator}', '')`)
	b.exec(t, `INSERT INTO sessions (token_hash, user_id, expires_at)
		VALUES ('x', '0198f2f0-0000-7000-8000-00000000000a', now() + interval '1 day')`)
	require.False(t, online(), "who may not answer is not there to answer")
	b.exec(t, `UPDATE users SET roles = '{agent}'`)
	require.True(t, online())
	b.exec(t, `UPDATE sessions SET seen_at = now() - interval '10 minutes'`)
	require.False(t, online())
}

// The hub is told of every change in a widget's thread, by whoever made it.
func TestListen(t *testing.T) {
	t.Parallel()
	w := setupWidget(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard := make(chan string, 10)
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- w.Listen(ctx, func() { close(ready) }, func(payload []byte) {
			if string(payload) != `{"kind":"changed"}` { // for those who look for themselves
				heard <- string(payload)
			}
		})
	}()
	<-ready
	// Postgres may still tell of what was before: what other databases are about to
	// commit holds the queue up.
	require.NoError(t, w.Tell(t.Context(), live.Note{Kind: live.KindTyping, ConversationID: "from here on"}))
	for note := ""; !strings.Contains(note, "from here on"); {
		note = <-heard
	}
	message := fmt.Sprintf(`{"kind" : "message", "inbox_id" : %q, "conversation_id" : %q}`, w.inbox, w.thread)
	w.answers(t, strings.Repeat("x", 10_000), "sent") // more than a notification holds
	require.Equal(t, message, <-heard)
	w.write(t, w.visitor, "y")
	require.Equal(t, message, <-heard)

	other := w.bundle.inbox(t)
	w.message(t, other.ID, "somebody", "nobody is told of this")
	require.NoError(t, w.Tell(t.Context(), live.Note{
		Kind: live.KindTyping, InboxID: w.inbox, ConversationID: w.thread, Party: live.PartyBrand,
	}))
	require.JSONEq(t, fmt.Sprintf(`{"kind":"typing","party":"brand","inbox_id":%q,"conversation_id":%q}`, w.inbox, w.thread), <-heard)
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}
