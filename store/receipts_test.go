package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// However receipts are shuffled, doubled and cut into webhooks, and whether they
// come before or after the send is recorded, a message ends in the same state.
func TestReceiptsInAnyOrder(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	id := a.post(says("in", "hello", phone("491")))[0].ConversationID
	states := []conversation.MessageState{
		conversation.MessageSent, conversation.MessageDelivered, conversation.MessageRead, conversation.MessageFailed,
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; enough(n) {
			return
		}
		external := numbered("wamid.", n)
		told := rapid.SliceOfN(rapid.SampledFrom(states), 1, 8).Draw(rt, "receipts")
		begun := rapid.SampledFrom([]conversation.MessageState{
			conversation.MessageSending, conversation.MessageUnknown, conversation.MessageQueued,
		}).Draw(rt, "state")
		known := rapid.IntRange(0, len(told)).Draw(rt, "known after")
		ours := rapid.Bool().Draw(rt, "named by our id")

		out := a.sent(id, "", begun)
		for i, state := range told {
			e := receipt(external, state)
			if ours {
				e.Receipt.MessageID = out
			}
			if i == known && !ours {
				require.NoError(rt, a.FinishDelivery(t.Context(), conversation.Attempted{
					MessageID: out, State: conversation.MessageSent, ExternalID: external,
				}))
			}
			a.post(e)
		}
		if known == len(told) && !ours {
			require.NoError(rt, a.FinishDelivery(t.Context(), conversation.Attempted{
				MessageID: out, State: conversation.MessageSent, ExternalID: external,
			}))
		}
		_, err := a.ApplyParked(t.Context())
		require.NoError(rt, err)

		want := conversation.MessageSent
		for _, state := range []conversation.MessageState{conversation.MessageFailed, conversation.MessageDelivered, conversation.MessageRead} {
			if slices.Contains(told, state) {
				want = state
			}
		}
		if begun == conversation.MessageUnknown && !ours {
			// What is unknown is known by its id only once that was recorded.
			want = a.message(id, out).State
		}
		m := a.message(id, out)
		require.Equal(rt, want, m.State)
		require.Equal(rt, want == conversation.MessageFailed, m.FailureCode != 0)
		if want != conversation.MessageUnknown {
			require.False(rt, m.SentAt.IsZero())
			require.Equal(rt, slices.Contains(told, conversation.MessageRead), !m.ReadAt.IsZero())
		}
	})
	require.Zero(t, a.number(t, `SELECT count(*) FROM parked_events p JOIN messages m ON m.external_id = p.target`))
}

// What a receipt or an echo of ours proves sent is not sent again.
func TestWhatIsProvenSentIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for name, proof := range map[string]func(out string) provider.Event{
		"receipt": func(out string) provider.Event {
			e := receipt("wamid.1", conversation.MessageDelivered)
			e.Receipt.MessageID = out
			return e
		},
		"echo": func(out string) provider.Event {
			return provider.Event{Echo: &provider.Echo{
				Message: provider.Message{ExternalID: "wamid.1", Text: "hello", SentAt: at(1)}, MessageID: out, ByUs: true,
				To: provider.Person{Identities: []provider.Identity{phone("491")}},
			}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := whatsApp(t)
			id := a.post(says("in", "hello", phone("491")))[0].ConversationID
			out := a.sent(id, "", conversation.MessageSending)
			a.post(proof(out))
			dispatch, delivery, err := a.BeginDelivery(t.Context(), out)
			require.NoError(t, err)
			require.Nil(t, dispatch)
			require.Contains(t, []conversation.MessageState{conversation.MessageSent, conversation.MessageDelivered}, delivery.State)
			require.Equal(t, "wamid.1", a.message(id, out).ExternalID)
			require.Equal(t, []string{"hello", "hello"}, a.history(id))
		})
	}
}

// Ids are looked up in the inbox that the receipt is about.
func TestReceiptsKeepToTheirInbox(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second := b.provided(t, conversation.ChannelWhatsApp), b.provided(t, conversation.ChannelWhatsApp)
	id := first.post(says("in", "hello", phone("491")))[0].ConversationID
	out := first.sent(id, "wamid.1", conversation.MessageSent)
	e := receipt("wamid.1", conversation.MessageRead)
	e.Receipt.MessageID = out
	second.post(e)
	require.Equal(t, conversation.MessageSent, first.message(id, out).State)
	inboundID := first.post(says("2", "again", phone("491")))[0].MessageID
	first.post(receipt("2", conversation.MessageRead))
	require.Equal(t, conversation.MessageReceived, first.message(id, inboundID).State)
}

// A watermark is about all that was sent up to it.
func TestWatermarks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.provided(t, conversation.ChannelMessenger)
	psid := provider.Identity{Kind: provider.MessengerUser, Value: "7"}
	id := a.post(says("in", "hello", psid))[0].ConversationID
	before, unsent := a.sent(id, "m1", conversation.MessageSent), a.sent(id, "", conversation.MessageQueued)
	watermark := func(state conversation.MessageState, upTo time.Time) {
		a.post(provider.Event{Receipt: &provider.Receipt{State: state, UpTo: upTo, To: []provider.Identity{psid}, At: upTo}})
	}
	watermark(conversation.MessageRead, time.Now().Add(-time.Hour))
	require.Equal(t, conversation.MessageSent, a.message(id, before).State)
	watermark(conversation.MessageRead, time.Now())
	watermark(conversation.MessageDelivered, time.Now())
	require.Equal(t, conversation.MessageRead, a.message(id, before).State)
	require.Equal(t, conversation.MessageQueued, a.message(id, unsent).State)
}

// What people read while its send has not come back was read: the watermark waits
// for the answer, or for the echo that settles what nobody knew. What is sent after
// it is not, nor what never was sent.
func TestWatermarksBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	a := setup(t).provided(t, conversation.ChannelMessenger)
	psid := provider.Identity{Kind: provider.MessengerUser, Value: "7"}
	id := a.post(says("in", "hello", psid))[0].ConversationID
	finish := func(out, external string, state conversation.MessageState) {
		require.NoError(t, a.FinishDelivery(t.Context(), conversation.Attempted{MessageID: out, State: state, ExternalID: external}))
	}
	early := time.Now()
	sending, lost, queued := a.sent(id, "", conversation.MessageSending), a.sent(id, "", conversation.MessageUnknown), a.sent(id, "", conversation.MessageQueued)
	failing, again := a.sent(id, "", conversation.MessageSending), a.sent(id, "", conversation.MessageSending)
	for _, state := range []conversation.MessageState{conversation.MessageDelivered, conversation.MessageRead, conversation.MessageRead} {
		for _, upTo := range []time.Time{early, time.Now()} {
			a.post(provider.Event{Receipt: &provider.Receipt{State: state, UpTo: upTo, To: []provider.Identity{psid}, At: upTo}})
		}
	}
	later := a.sent(id, "", conversation.MessageSending)
	for _, out := range []string{sending, failing, later} {
		require.Equal(t, conversation.MessageSending, a.message(id, out).State)
	}
	require.Equal(t, conversation.MessageUnknown, a.message(id, lost).State, "being read does not say which was sent")

	finish(sending, "m1", conversation.MessageSent)
	require.Equal(t, conversation.MessageRead, a.message(id, sending).State)
	require.False(t, a.message(id, sending).ReadAt.IsZero())
	a.post(provider.Event{Echo: &provider.Echo{
		Message: provider.Message{ExternalID: "m2", Text: "hello", SentAt: time.Now()}, MessageID: lost, ByUs: true,
		To: provider.Person{Identities: []provider.Identity{psid}},
	}})
	require.Equal(t, conversation.MessageRead, a.message(id, lost).State)
	finish(failing, "", conversation.MessageFailed)
	require.Equal(t, conversation.MessageFailed, a.message(id, failing).State)
	finish(again, "", conversation.MessageQueued)
	_, _, err := a.BeginDelivery(t.Context(), again)
	require.NoError(t, err)
	finish(again, "m6", conversation.MessageSent)
	require.Equal(t, conversation.MessageSent, a.message(id, again).State, "it was sent after they had read")
	finish(later, "m3", conversation.MessageSent)
	require.Equal(t, conversation.MessageSent, a.message(id, later).State)
	finish(queued, "m4", conversation.MessageSent)
	require.Equal(t, conversation.MessageSent, a.message(id, queued).State, "it was sent after they had read")

	// A process that dies between the send's record and what waits for it.
	died := a.sent(id, "", conversation.MessageSending)
	now := time.Now()
	a.post(provider.Event{Receipt: &provider.Receipt{State: conversation.MessageRead, UpTo: now, To: []provider.Identity{psid}, At: now}})
	a.exec(t, `UPDATE messages SET state = 'sent', external_id = 'm5', sent_at = now() WHERE state = 'sending'`)
	_, err = a.ApplyParked(t.Context())
	require.NoError(t, err)
	require.Equal(t, conversation.MessageRead, a.message(id, died).State)
	require.Equal(t, conversation.MessageFailed, a.message(id, failing).State)
}

// The provider's word ends the window that was believed in, until the person
// writes again; a late word of a message before that ends nothing.
func TestReceiptsCloseTheWindow(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	id := a.post(says("in", "hello", phone("491")))[0].ConversationID
	a.exec(t, `UPDATE conversations SET window_expires_at = now() + interval '1 hour'`)
	a.sent(id, "wamid.1", conversation.MessageSent)
	late := a.sent(id, "wamid.2", conversation.MessageSent)
	closed := func(external string) {
		e := receipt(external, conversation.MessageFailed)
		e.Receipt.Failure.WindowClosed = true
		a.post(e)
	}
	open := func() bool {
		c, err := a.GetConversation(t.Context(), id)
		require.NoError(t, err)
		return c.WindowExpiresAt.After(time.Now())
	}
	require.True(t, open())
	closed("wamid.1")
	require.False(t, open())
	a.post(says("in 2", "still here", phone("491")))
	require.True(t, open())
	closed("wamid.2")
	require.Equal(t, conversation.MessageFailed, a.message(id, late).State)
	require.Equal(t, "cannot be delivered", a.message(id, late).Reason)
	require.True(t, open())
}

// A receipt and the record of its send that happen at once find each other.
func TestReceiptsMeetTheirSend(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	id := a.post(says("in", "hello", phone("491")))[0].ConversationID
	for n := range 40 {
		external := numbered("wamid.", n)
		out := a.sent(id, "", conversation.MessageSending)
		var err error
		atOnce(2, func(i int) {
			if i == 0 {
				a.post(receipt(external, conversation.MessageDelivered))
				return
			}
			err = a.FinishDelivery(t.Context(), conversation.Attempted{
				MessageID: out, State: conversation.MessageSent, ExternalID: external,
			})
		})
		require.NoError(t, err)
		require.Equal(t, conversation.MessageDelivered, a.message(id, out).State)
	}
}
