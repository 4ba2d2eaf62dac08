package whatsapp_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

// front takes webhooks as an inbox does: it answers 200 for what is signed.
type front struct {
	*httptest.Server

	mu     sync.Mutex
	status int
	events []provider.Event
}

func newFront(t *testing.T, b *bundle) *front {
	t.Helper()
	f := &front{status: http.StatusOK}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			answer, err := b.Handshake(b.account, r.URL.Query())
			if err != nil {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			_, _ = io.WriteString(w, answer)
			return
		}
		body, _ := io.ReadAll(r.Body)
		events, err := b.Decode(b.account, r.Header, body)
		f.mu.Lock()
		defer f.mu.Unlock()
		switch {
		case errors.Is(err, channels.ErrSignature):
			w.WriteHeader(http.StatusUnauthorized)
		case f.status == http.StatusOK:
			f.events = append(f.events, events...)
		default:
			w.WriteHeader(f.status)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *front) answer(status int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.status = status
}

func (f *front) seen() []provider.Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.events)
}

// TestStatusesBeforeTheAnswer: with our id they find their message, although
// nobody knows WhatsApp's id yet.
func TestStatusesBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{Early: true, Shuffle: true, Duplicate: true, Statuses: []string{"sent", "delivered", "read"}})
	front := newFront(t, b)
	require.NoError(t, b.api.Subscribe(t.Context(), front.URL))
	b.api.Write(numberID, ann, "hi")
	sent, err := b.Send(t.Context(), b.account, hello())
	require.NoError(t, err)
	receipts := 0
	for _, e := range front.seen() {
		if e.Receipt != nil {
			receipts++
			require.Equal(t, "our-1", e.Receipt.MessageID)
			require.Equal(t, sent.ExternalID, e.Receipt.ExternalID)
		}
	}
	require.Equal(t, 6, receipts, "each twice")
}

// TestTwoNumbersTwoBusinesses: shuffled, doubled, five to a webhook. Each message
// comes for its own number; by its id it is told from its double.
func TestTwoNumbersTwoBusinesses(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{Batch: 5, Shuffle: true, Duplicate: true})
	b.api.AddNumber(fake.Number{ID: "206", BusinessID: "B", Display: "15550000002"})
	want := map[string][]string{}
	for i := range 20 {
		number := []string{numberID, "206"}[i%2]
		want[number] = append(want[number], b.api.Write(number, ann, "hi"))
		b.clock.Add(time.Second)
	}
	got, times := map[string][]provider.Event{}, map[string]int{}
	for _, e := range b.events(t) {
		require.NotNil(t, e.Message)
		if times[e.Message.ExternalID]++; times[e.Message.ExternalID] == 1 {
			got[e.Account] = append(got[e.Account], e)
		}
	}
	for number, ids := range want {
		provider.Sort(got[number])
		var order []string
		for _, e := range got[number] {
			order = append(order, e.Message.ExternalID)
			require.Equal(t, 2, times[e.Message.ExternalID])
		}
		require.Equal(t, ids, order, "in the order of the provider's time")
	}
}

// TestDeedsOfAPerson, as the API reports them.
func TestDeedsOfAPerson(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	id := b.api.Write(numberID, ann, "hi")
	b.clock.Add(time.Second)
	b.api.React(numberID, ann, id, "👍")
	b.clock.Add(time.Second)
	b.api.Edit(numberID, ann, id, "hello")
	b.clock.Add(time.Second)
	b.api.RevokeMessage(numberID, ann, id)
	b.clock.Add(time.Second)
	b.api.ChangeNumber(numberID, ann, fake.User{Phone: "4917099999", UserID: "DE.2"})
	template := flight()
	b.api.JudgeTemplate(template, "PAUSED", "NONE")
	events := b.events(t)
	require.Len(t, events, 6)
	require.Equal(t, id, events[0].Message.ExternalID)
	require.Equal(t, id, events[1].Reaction.Target)
	require.Equal(t, "hello", events[2].Edit.Text)
	require.Equal(t, id, events[3].Deletion.Target)
	require.Contains(t, events[4].Change.From, provider.Identity{Kind: provider.WhatsAppUser, Value: ann.UserID})
	require.Contains(t, events[4].Change.To, provider.Identity{Kind: provider.WhatsAppUser, Value: "DE.2"})
	require.Equal(t, "paused", events[5].Template.Status)
	keys := map[string]bool{events[1].Reaction.Key: true, events[2].Edit.Key: true, events[3].Deletion.Key: true, id: true}
	require.Len(t, keys, 4, "each has an id of its own")
}

// TestRefusedWebhooksComeAgain, for seven days.
func TestRefusedWebhooksComeAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	front := newFront(t, b)
	require.NoError(t, b.api.Subscribe(t.Context(), front.URL))
	front.answer(http.StatusInternalServerError)
	b.api.Write(numberID, ann, "hi")
	_, err := b.api.Deliver(t.Context())
	require.Error(t, err)
	taken, err := b.api.Deliver(t.Context())
	require.NoError(t, err)
	require.Zero(t, taken, "not at once")
	front.answer(http.StatusOK)
	b.clock.Add(6 * 24 * time.Hour)
	taken, err = b.api.Deliver(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, taken)
	require.Len(t, front.seen(), 1)
	require.Equal(t, noon, front.seen()[0].Message.SentAt, "a late webhook has its old time")

	front.answer(http.StatusServiceUnavailable)
	b.api.Write(numberID, ann, "again")
	for range 40 {
		_, _ = b.api.Deliver(t.Context())
		b.clock.Add(12 * time.Hour)
	}
	require.Equal(t, 1, b.api.GivenUp())
}
