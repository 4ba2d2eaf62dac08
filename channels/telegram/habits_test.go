package telegram_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/provider"
)

// front takes webhooks as an inbox does.
type front struct {
	*httptest.Server

	mu     sync.Mutex
	status int
	body   string
	events []provider.Event
}

func newFront(t *testing.T, b *bundle) *front {
	t.Helper()
	f := &front{status: http.StatusOK}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		events, err := b.Decode(b.account, r.Header, body)
		f.mu.Lock()
		defer f.mu.Unlock()
		switch {
		case errors.Is(err, channels.ErrSignature):
			w.WriteHeader(http.StatusUnauthorized)
			return
		case f.status == http.StatusOK:
			f.events = append(f.events, events...)
		}
		w.WriteHeader(f.status)
		_, _ = io.WriteString(w, f.body)
	}))
	t.Cleanup(f.Close)
	b.api.Subscribe(f.URL, string(b.account.Secret))
	return f
}

func (f *front) answer(status int, body string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.status, f.body = status, body
}

// texts are the messages in the order in which they came.
func (f *front) texts() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var texts []string
	for _, e := range f.events {
		texts = append(texts, e.Message.Text)
	}
	return slices.Clone(texts)
}

// TestOneChatWaitsForItsFirst: what is not taken holds back its chat and no other,
// and comes again before what follows it.
func TestOneChatWaitsForItsFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := newFront(t, b)
	f.answer(http.StatusServiceUnavailable, "")
	b.api.Write(ann, "first")
	b.api.Write(ann, "second")
	_, err := b.api.Deliver(t.Context())
	require.Error(t, err)
	f.answer(http.StatusOK, "")
	b.api.Write(bo, "other")
	_, err = b.api.Deliver(t.Context())
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"other", "first", "second"}, f.texts())
	require.Less(t, slices.Index(f.texts(), "first"), slices.Index(f.texts(), "second"))

	// Once more refused, the first waits longer each time, and is lost after a day.
	f.answer(http.StatusInternalServerError, "")
	b.api.Write(ann, "lost")
	for range 30 {
		_, _ = b.api.Deliver(t.Context())
		b.clock.Add(time.Hour)
	}
	require.Equal(t, 1, b.api.Expired())
}

// TestEmptyAnswer: Telegram carries out what an answer says, so nothing is said.
func TestEmptyAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := newFront(t, b)
	b.api.Write(ann, "hi")
	_, err := b.api.Deliver(t.Context())
	require.NoError(t, err)
	require.Empty(t, b.api.Executed())
	f.answer(http.StatusOK, `{"method":"sendMessage","chat_id":23,"text":"x"}`)
	b.api.Write(ann, "hi")
	_, err = b.api.Deliver(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"sendMessage"}, b.api.Executed(), "a body would be carried out")
}

// TestJumpOfUpdateIDs: after a quiet week they begin anywhere, and nothing is
// taken for old.
func TestJumpOfUpdateIDs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var ids, keys []string
	for i, jump := range []int64{900_000_500, 17, 900_000_500} {
		b.api.JumpUpdateID(jump)
		message := b.api.Write(ann, fmt.Sprint("m", i))
		b.api.Edit(ann, message, map[string]any{"text": "edited"})
		for _, e := range b.events(t) {
			if e.Message != nil {
				ids = append(ids, e.Message.ExternalID)
			} else {
				keys = append(keys, e.Edit.Key)
			}
		}
		b.clock.Add(8 * 24 * time.Hour)
	}
	require.Len(t, ids, 3)
	require.Len(t, keys, 3)
	slices.Sort(ids)
	slices.Sort(keys)
	require.Len(t, slices.Compact(ids), 3)
	require.Len(t, slices.Compact(keys), 3, "an update id that comes again is that of another message")
}

// TestDeedsOfAPerson, as the API reports them.
func TestDeedsOfAPerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.api.Write(ann, "hi")
	b.api.React(ann, id, "👍")
	b.api.React(ann, id, "")
	b.api.Edit(ann, id, map[string]any{"text": "hello"})
	b.api.Press(ann, 9, "Yes", "y")
	b.api.Block(ann, true)
	b.api.Block(ann, false)
	b.api.Act(ann, map[string]any{"photo": []any{b.api.AddFile("image/jpeg", []byte("a"))}, "media_group_id": "5", "caption": "two"})
	b.api.Act(ann, map[string]any{"photo": []any{b.api.AddFile("image/jpeg", []byte("b"))}, "media_group_id": "5"})
	events := b.events(t)
	require.Len(t, events, 9)
	message := events[0].Message
	require.Equal(t, annsID(), message.From.Identities)
	require.Equal(t, []string{"Ann Ek", "ann_writes", "de"}, []string{message.From.Name, message.From.Username, message.From.Language})
	require.Equal(t, noon, message.SentAt)
	require.Equal(t, "👍", events[1].Reaction.Emoji)
	require.Equal(t, message.ExternalID, events[1].Reaction.Target)
	require.Empty(t, events[2].Reaction.Emoji)
	require.NotEqual(t, events[1].Reaction.Key, events[2].Reaction.Key)
	require.Equal(t, "hello", events[3].Edit.Text)
	require.Equal(t, "Yes", events[4].Message.Text)
	require.True(t, events[4].Message.SentAt.IsZero(), "the time of the message is not that of the press")
	require.True(t, events[5].Consent.Blocked)
	require.False(t, events[6].Consent.Blocked)
	require.Equal(t, []string{"5", "5"}, []string{events[7].Message.Album, events[8].Message.Album})
	require.NotEqual(t, events[7].Message.ExternalID, events[8].Message.ExternalID)
	for _, e := range events {
		require.Equal(t, botID, e.Account)
	}
}

// TestGoneWebhookIsRemoved after 23 hours of it.
func TestGoneWebhookIsRemoved(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := newFront(t, b)
	f.answer(http.StatusGone, "")
	for range 24 {
		b.api.Write(ann, "hi")
		_, _ = b.api.Deliver(t.Context())
		b.clock.Add(time.Hour)
	}
	health, err := b.Health(t.Context(), b.account)
	require.NoError(t, err)
	require.Empty(t, health.URL)
}
