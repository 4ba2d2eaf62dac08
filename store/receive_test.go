package store_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Two webhooks with messages for two accounts, out of order and with repetitions:
// every message once, in the right conversation, in the order in which they were
// sent.
func TestReceiveBatchesOfTwoAccounts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second := b.provided(t, conversation.ChannelWhatsApp), b.provided(t, conversation.ChannelWhatsApp)
	event := func(a brand, from string, n int) provider.Event {
		e := says(numbered(from+"/", n), numbered("m", n), phone(from))
		e.Account, e.Message.SentAt = a.inbox, at(n)
		return e
	}
	var batch []provider.Event
	for n := range 5 {
		batch = append(batch, event(first, "491", n), event(second, "491", n), event(second, "492", n))
	}
	later := []provider.Event{event(first, "491", 7), event(first, "491", 6), event(first, "491", 2)}
	for range 2 {
		for _, events := range [][]provider.Event{batch, later} {
			rand.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			_, err := b.Receive(t.Context(), provider.Webhook{
				InboxID: first.inbox, Body: []byte("{}"), Events: slices.Concat(events, events[:2]),
				Inboxes: map[string]string{first.inbox: first.inbox, second.inbox: second.inbox},
			})
			require.NoError(t, err)
		}
	}
	require.Equal(t, 17, b.number(t, `SELECT count(*) FROM messages`))
	require.Equal(t, 3, b.living(t))
	require.Equal(t, 4, b.number(t, `SELECT count(*) FROM webhooks`), "each as it came")
	id := first.post(event(first, "491", 0))[0].ConversationID
	require.Equal(t, []string{"m0", "m1", "m2", "m3", "m4", "m6", "m7"}, first.history(id))
	require.Equal(t, 7, b.number(t, `SELECT last_seq FROM conversations WHERE id = $1`, id))
	require.NotEqual(t, conversation.ID(first.inbox, "491"), id, "nobody can compute it")
	require.Equal(t, conversation.HiddenID([]byte("a key of tests"), first.inbox, "491"), id)
}

// Of an account that has no inbox, and of an event that can never be stored,
// nothing is kept but the webhook; all else in it is.
func TestReceiveKeepsTheRestOfABatch(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	stranger := says("1", "for somebody else", phone("491"))
	stranger.Account = "another number"
	events := []provider.Event{
		stranger,
		{Account: a.inbox, Unhandled: &provider.Unhandled{Kind: "calls"}},
		{Account: a.inbox},
		says("2", "good\x00", phone("491")), says("bad\x00", "x", phone("491")), says(numbered(random(600), 1), "x", phone("491")),
		says("3", "nobody"), says("", "no id", phone("491")),
		{Deletion: &provider.Deletion{Target: "2\x00", Key: "k"}},
	}
	for i := range events[3:] {
		events[3+i].Account = a.inbox
	}
	accepted, err := a.Receive(t.Context(), provider.Webhook{
		InboxID: a.inbox, Body: []byte("\x00 whatever"), Events: events, Inboxes: map[string]string{a.inbox: a.inbox},
	})
	require.NoError(t, err)
	require.Len(t, accepted, 1)
	require.Equal(t, []string{"good"}, a.history(accepted[0].ConversationID))
	var unhandled []string
	var body []byte
	var count int
	require.NoError(t, a.raw.QueryRow(t.Context(), `SELECT unhandled, body, events FROM webhooks`).Scan(&unhandled, &body, &count))
	require.Equal(t, "\x00 whatever", string(body))
	require.Equal(t, 9, count)
	require.Len(t, unhandled, 8)
	require.Subset(t, unhandled, []string{"message of no inbox", "calls", "empty"})

	_, err = a.Receive(t.Context(), provider.Webhook{InboxID: uuid.NewString(), Body: []byte("{}")})
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

// What the database refuses for a reason that nobody thought of costs only itself.
func TestReceiveQuarantinesWhatCannotBeStored(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	a.exec(t, `ALTER TABLE messages ADD CHECK (length(text) < 100 OR 1 / (length(text) - length(text)) > 0)`)
	good, bad := says("1", "good", phone("491")), says("2", random(200), phone("491"))
	accepted := a.post(bad, good, receipt("3", conversation.MessageSent))
	require.Len(t, accepted, 1)
	require.Equal(t, 1, a.number(t, `SELECT count(*) FROM messages`))
	require.Equal(t, 1, a.number(t, `SELECT count(*) FROM parked_events`))
	require.Equal(t, 1, a.number(t, `SELECT count(*) FROM webhooks WHERE unhandled = '{not storable: message}'`))
}

// The first messages of somebody new arrive together, named in different ways.
func TestReceiveTheFirstMessagesAtOnce(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	people, each := often(5), 8
	for p := range people {
		names := []provider.Identity{user(numbered("DE.", p)), phone(numbered("4917", p))}
		atOnce(each, func(i int) {
			// Each has both names in common with some, and one with all.
			from := [][]provider.Identity{names, {names[1], names[0]}, names[:1]}[i%3]
			a.post(says(numbered(numbered("m", p)+"/", i), "hello", from...))
		})
	}
	require.Equal(t, people, a.living(t))
	require.Equal(t, people*each, a.number(t, `SELECT count(*) FROM messages`))
	require.Equal(t, 2*people, a.number(t, `SELECT count(*) FROM contact_identities`))
	require.Equal(t, people, a.number(t, `SELECT count(DISTINCT contact_id) FROM contact_identities`))
	require.Equal(t, people*each, a.number(t, `SELECT sum(last_seq) FROM conversations`))
}

// A redelivery may name the sender in other ways and refresh addresses: it is the
// same message. Another text under a known id is counted.
func TestReceiveARedelivery(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	first := says("1", "look", user("DE.1"), phone("491"))
	first.Message.Attachments = []provider.Attachment{{MediaID: "7", URL: "https://cdn.example/7?expires=1"}}
	stored := a.post(first)[0]
	again := says("1", "look", phone("491"))
	again.Message.Attachments = []provider.Attachment{{MediaID: "7", URL: "https://cdn.example/7?expires=2"}}
	repeated := a.post(again)[0]
	require.True(t, repeated.Duplicate)
	require.False(t, repeated.Conflict)
	require.Equal(t, stored.MessageID, repeated.MessageID)

	require.True(t, a.post(says("1", "another", phone("491")))[0].Conflict)
	require.Equal(t, 1, a.number(t, `SELECT conflicts FROM inboxes`))
	require.Equal(t, []string{"look"}, a.history(stored.ConversationID))
}

// Messages of apps go in as through the service's door: with the ids that apps
// compute, and without a second copy of the webhook.
func TestReceiveMessagesOfApps(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t).ID
	e := says("1", "hello", provider.Identity{Kind: conversation.IdentityExternal, Value: "u-1"})
	accepted, err := b.Receive(t.Context(), provider.Webhook{
		InboxID: inbox, Body: []byte("{}"), Events: []provider.Event{e}, Inboxes: map[string]string{"": inbox},
	})
	require.NoError(t, err)
	require.Equal(t, conversation.ID(inbox, "u-1"), accepted[0].ConversationID)
	require.Zero(t, b.number(t, `SELECT count(*) FROM webhooks`))
}

// Nobody gets into a provider's inbox by another door.
func TestIngestIntoAProvidersInbox(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	_, err := a.Ingest(t.Context(), []conversation.Inbound{inbound(a.inbox, "491", "1", "x")})
	require.ErrorIs(t, err, conversation.ErrInvalid)
	require.Zero(t, a.number(t, `SELECT count(*) FROM conversations`))
}

// What was posted goes after its time, and so does what waited in vain; what can
// be done by now is done.
func TestPruneWebhooks(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	id := a.post(says("1", "hello", phone("491")))[0].ConversationID
	a.post(receipt("never", conversation.MessageRead), receipt("later", conversation.MessageRead))
	a.exec(t, `UPDATE webhooks SET received_at = now() - interval '3 days' WHERE events = 1`)
	a.exec(t, `UPDATE parked_events SET parked_at = now() - interval '3 days'`)
	late := a.sent(id, "later", conversation.MessageSent)

	deleted, err := a.PruneWebhooks(t.Context(), 48*time.Hour)
	require.NoError(t, err)
	require.EqualValues(t, 1, deleted)
	require.Equal(t, 1, a.number(t, `SELECT count(*) FROM webhooks`))
	deleted, err = a.PruneParkedEvents(t.Context(), 48*time.Hour)
	require.NoError(t, err)
	require.EqualValues(t, 1, deleted)
	require.Equal(t, conversation.MessageRead, a.message(id, late).State)
	require.Zero(t, a.number(t, `SELECT count(*) FROM parked_events`))
}
