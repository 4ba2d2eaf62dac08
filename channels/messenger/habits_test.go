package messenger_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

// TestEchoBeforeTheAnswer: with our id it finds its message, although nobody knows
// Messenger's id yet. (Others showed such messages twice.)
func TestEchoBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{Early: true, Shuffle: true, Duplicate: true})
	var events []provider.Event
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			var decoded []provider.Event
			decoded, err = b.Decode(b.account, r.Header, body)
			events = append(events, decoded...)
		}
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	t.Cleanup(front.Close)
	b.api.SubscribeUnverified(front.URL)
	b.page.Write(ann, "hi")
	sent, err := b.Send(t.Context(), b.account, hello())
	require.NoError(t, err)
	echoes := 0
	for _, e := range events {
		if e.Echo != nil {
			echoes++
			require.Equal(t, "our-1", e.Echo.MessageID)
			require.Equal(t, sent.ExternalID, e.Echo.ExternalID)
		}
	}
	require.Equal(t, 2, echoes, "each comes twice")
}

// TestTwoPages: shuffled, doubled, five to a webhook. Each message comes for its
// own page, and the same person is another on each.
func TestTwoPages(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{Batch: 5, Shuffle: true, Duplicate: true})
	pages := []*fake.Page{b.page, b.api.AddPage(fake.PageOptions{ID: "200", AppID: appID})}
	want := map[string][]string{}
	for i := range 20 {
		page := pages[i%2]
		want[page.ID] = append(want[page.ID], page.Write(ann, "hi"))
		b.clock.Add(time.Second)
	}
	got, times := map[string][]provider.Event{}, map[string]int{}
	for _, e := range b.events(t) {
		require.NotNil(t, e.Message)
		if times[e.Message.ExternalID]++; times[e.Message.ExternalID] == 1 {
			got[e.Account] = append(got[e.Account], e)
		}
	}
	for page, ids := range want {
		provider.Sort(got[page])
		var order []string
		for _, e := range got[page] {
			order = append(order, e.Message.ExternalID)
			require.Equal(t, 2, times[e.Message.ExternalID])
		}
		require.Equal(t, ids, order, "in the order of the provider's time")
	}
}

// TestDeeds of people, as the API reports them.
func TestDeeds(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	id := b.page.Write(ann, "hi")
	for _, deed := range []func(){
		func() { b.page.React(ann, id, "👍") },
		func() { b.page.React(ann, id, "") },
		func() { b.page.Edit(ann, id, "hello", 1) },
		func() { b.page.Press(ann, "Menu", "MENU") },
		func() { b.page.ByHand(ann, "by hand") },
		func() { b.page.Unsend(ann, id) },
	} {
		b.clock.Add(time.Second)
		deed()
	}
	events := b.events(t)
	require.Len(t, events, 7)
	require.Equal(t, "👍", events[1].Reaction.Emoji)
	require.Empty(t, events[2].Reaction.Emoji)
	require.Equal(t, "hello", events[3].Edit.Text)
	require.Equal(t, "MENU", events[4].Message.Payload)
	require.False(t, events[5].Echo.ByUs)
	require.Equal(t, id, events[6].Deletion.Target)
}
