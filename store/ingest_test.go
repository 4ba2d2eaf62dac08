package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func inbound(inboxID, from, id, text string) conversation.Inbound {
	return conversation.Inbound{InboxID: inboxID, From: conversation.Sender{ID: from}, ExternalID: id, Text: text}
}

func (b bundle) ingest(t *testing.T, batch ...conversation.Inbound) []conversation.Accepted {
	t.Helper()
	accepted, err := b.Ingest(t.Context(), batch)
	require.NoError(t, err)
	return accepted
}

// atOnce runs do n times, all of them released together.
func atOnce(n int, do func(i int)) {
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			do(i)
		})
	}
	done.Wait()
}

// often is how many rounds a race is run: a few, or without -short a thousand.
func often(few int) int {
	if testing.Short() {
		return few
	}
	return 1000
}

func TestTheSameMessageManyTimesAtOnceIsOneRow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	for round := range 20 {
		m := inbound(inbox.ID, fmt.Sprint("contact ", round), fmt.Sprint("m", round), "hello")
		accepted := make([]conversation.Accepted, 20)
		atOnce(20, func(i int) { accepted[i] = b.ingest(t, m)[0] })
		fresh := 0
		for _, a := range accepted {
			require.Equal(t, accepted[0].MessageID, a.MessageID)
			require.Equal(t, accepted[0].ConversationID, a.ConversationID)
			require.Equal(t, int64(1), a.Seq)
			require.False(t, a.Conflict)
			if !a.Duplicate {
				fresh++
			}
		}
		require.Equal(t, 1, fresh)
	}
	require.Equal(t, 20, b.number(t, `SELECT count(*) FROM messages`))
	require.Equal(t, 20, b.number(t, `SELECT sum(last_seq) FROM conversations`))
}

// An album: the first messages of a new contact arrive together.
func TestFirstMessagesOfANewContactAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	rounds := often(20)
	for round := range rounds {
		contact := fmt.Sprint("contact ", round)
		seqs := make([]int64, 50)
		atOnce(50, func(i int) {
			seqs[i] = b.ingest(t, inbound(inbox.ID, contact, fmt.Sprint(round, "/", i), "photo"))[0].Seq
		})
		slices.Sort(seqs)
		for i, seq := range seqs {
			require.Equal(t, int64(i+1), seq, "dense")
		}
		id := conversation.ID(inbox.ID, contact)
		require.Equal(t, 50, b.number(t, `SELECT last_seq FROM conversations WHERE id = $1`, id))
		require.Equal(t, 50, b.number(t, `SELECT count(*) FROM messages WHERE conversation_id = $1`, id))
	}
	require.Equal(t, rounds, b.number(t, `SELECT count(*) FROM conversations`))
	require.Equal(t, rounds, b.number(t, `SELECT count(*) FROM contacts`))
	require.Equal(t, rounds, b.number(t, `SELECT count(*) FROM contact_identities`))
	require.Zero(t, b.number(t, `
		SELECT count(*) FROM messages earlier JOIN messages later USING (conversation_id)
		WHERE earlier.seq < later.seq AND earlier.created_at > later.created_at`), "seq and time agree")
}

func TestBatchesInOppositeOrdersDoNotBlockEachOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	const contacts, batches = 20, 40
	deadlocks := b.number(t, `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`)
	atOnce(batches, func(i int) {
		var batch []conversation.Inbound
		for c := range contacts {
			batch = append(batch, inbound(inbox.ID, fmt.Sprint("contact ", c), fmt.Sprint(i, "/", c), "hello"))
		}
		if i%2 == 1 {
			slices.Reverse(batch)
		}
		for j, a := range b.ingest(t, batch...) {
			require.Equal(t, conversation.ID(inbox.ID, batch[j].From.ID), a.ConversationID, "in the order of the messages")
		}
	})
	require.Equal(t, contacts, b.number(t, `SELECT count(*) FROM conversations WHERE last_seq = $1`, batches))
	require.Equal(t, contacts*batches, b.number(t, `SELECT count(*) FROM messages`))
	require.Equal(t, deadlocks, b.number(t, `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`))
}

func TestABatchOfOneConversationKeepsItsOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	for _, known := range []bool{false, true} {
		var batch []conversation.Inbound
		for i := range 30 {
			batch = append(batch, inbound(inbox.ID, "asha", fmt.Sprint(known, i), "line"))
		}
		batch = append(batch, batch[3], inbound(inbox.ID, "asha", fmt.Sprint(known, 4), "another line"))
		accepted := b.ingest(t, batch...)
		for i, a := range accepted[:30] {
			require.Equal(t, accepted[0].Seq+int64(i), a.Seq)
			require.False(t, a.Duplicate || a.Conflict)
		}
		require.True(t, accepted[30].Duplicate)
		require.Equal(t, accepted[3].MessageID, accepted[30].MessageID)
		require.True(t, accepted[31].Conflict)
		require.Equal(t, accepted[4].Seq, accepted[31].Seq)
	}
	require.Equal(t, 60, b.number(t, `SELECT last_seq FROM conversations`))
}

func TestTheSameIDWithAnotherBodyIsCountedAndTheFirstStays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	first := b.ingest(t, inbound(inbox.ID, "asha", "m1", "the first"))[0]
	b.ringStaysYoung(t)
	for i, other := range []conversation.Inbound{
		inbound(inbox.ID, "asha", "m1", "the second"),
		inbound(inbox.ID, "bela", "m1", "the first"),
		{InboxID: inbox.ID, From: conversation.Sender{ID: "asha"}, ExternalID: "m1", Text: "the first", ReplyTo: "x"},
	} {
		a := b.ingest(t, other)[0]
		require.True(t, a.Conflict)
		require.False(t, a.Duplicate || a.Ring)
		require.Equal(t, first.MessageID, a.MessageID)
		require.Equal(t, i+1, b.number(t, `SELECT conflicts FROM inboxes`))
	}
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE text = 'the first'`))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages`))
	// The same id in another inbox is another message.
	require.False(t, b.ingest(t, inbound(b.inbox(t).ID, "asha", "m1", "the second"))[0].Conflict)
}

// While a young ring is unapplied nobody rings again: the workflow sees what
// came meanwhile when it commits.
func TestARingCoversWhatComesUntilItIsApplied(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	say := func(id string) conversation.Accepted { return b.ingest(t, inbound(inbox.ID, "asha", id, id))[0] }
	first := say("1")
	require.True(t, first.Ring)
	require.True(t, first.Sleeping)
	b.ringStaysYoung(t)
	require.False(t, say("2").Ring)
	require.False(t, say("1").Ring, "nor for a redelivery")

	state := b.snapshot(t, first.ConversationID).State
	state.Cursor, state.Status, state.Ticket = 2, conversation.New, 1
	committed, err := b.Commit(t.Context(), conversation.Change{State: state})
	require.NoError(t, err)
	require.Equal(t, int64(2), committed.LastSeq)
	third := say("3")
	require.True(t, third.Ring, "all rings are applied")
	require.False(t, third.Sleeping)
	b.ringStaysYoung(t)
	require.False(t, say("4").Ring)
	require.False(t, say("2").Ring, "applied already")

	b.exec(t, `UPDATE conversations SET rung_at = now() - interval '3 seconds'`)
	require.True(t, say("5").Ring, "the ring is old and may be lost")
	b.exec(t, `UPDATE conversations SET rung_at = now() - interval '3 seconds'`)
	require.True(t, say("3").Ring, "the first sender may have died before ringing")
}

// ringStaysYoung keeps the rings of the past from growing old, however long the
// machine takes for what follows.
func (b bundle) ringStaysYoung(t *testing.T) {
	t.Helper()
	b.exec(t, `UPDATE conversations SET rung_at = now() + interval '1 hour'`)
}

func TestIngestIntoAnUnknownInbox(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, batch := range [][]conversation.Inbound{
		{inbound(uuid.NewString(), "asha", "1", "x")},
		{inbound(b.inbox(t).ID, "asha", "1", "x"), inbound(uuid.NewString(), "asha", "2", "x")},
	} {
		_, err := b.Ingest(t.Context(), batch)
		require.ErrorIs(t, err, conversation.ErrNotFound)
	}
	require.Zero(t, b.number(t, `SELECT count(*) FROM messages`), "all or nothing")
	require.Zero(t, b.number(t, `SELECT count(*) FROM conversations`))
}

func TestWhatCanNeverBeStored(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	known := b.message(t, inbox.ID, "asha", "hello")
	endless := strings.Repeat(uuid.NewString(), 2000)
	for _, m := range []conversation.Inbound{
		inbound(inbox.ID, "asha", "1", "NUL\x00"),
		inbound(inbox.ID, "asha", "1", "bad \xff UTF-8"),
		inbound(inbox.ID, "asha", "1\x00", "x"),
		inbound(inbox.ID, "bela\x00", "1", "x"),
		inbound("no uuid", "asha", "1", "x"),
		inbound(inbox.ID, "asha", random(20_000), "x"),
		inbound(inbox.ID, random(20_000), "1", "x"),
	} {
		for _, batch := range [][]conversation.Inbound{{m}, {inbound(inbox.ID, "asha", "good", endless), m}} {
			_, err := b.Ingest(t.Context(), batch)
			require.ErrorIs(t, err, conversation.ErrInvalid, "%.40q", m)
		}
	}
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages`))
	_, err := b.AppendAgent(t.Context(), conversation.Outbound{
		ConversationID: known, MessageID: uuid.NewString(), AgentID: uuid.NewString(), Text: "NUL\x00",
	})
	require.ErrorIs(t, err, conversation.ErrInvalid)
	_, err = b.AppendAgent(t.Context(), conversation.Outbound{
		ConversationID: uuid.NewString(), MessageID: uuid.NewString(), AgentID: uuid.NewString(), Text: "x",
	})
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

// random is text that does not compress.
func random(n int) string {
	var text strings.Builder
	for text.Len() < n {
		text.WriteString(uuid.NewString())
	}
	return text.String()[:n]
}

func TestARepeatedAgentsMessageIsOneRow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := b.message(t, b.inbox(t).ID, "asha", "hello")
	m := conversation.Outbound{ConversationID: id, MessageID: uuid.NewString(), AgentID: uuid.NewString(), Text: "hi"}
	accepted := make([]conversation.Accepted, 20)
	atOnce(20, func(i int) {
		var err error
		accepted[i], err = b.AppendAgent(t.Context(), m)
		require.NoError(t, err)
	})
	fresh := 0
	for _, a := range accepted {
		require.Equal(t, int64(2), a.Seq)
		require.False(t, a.Conflict)
		if !a.Duplicate {
			fresh++
		}
	}
	require.Equal(t, 1, fresh)
	m.Text = "something else"
	a, err := b.AppendAgent(t.Context(), m)
	require.NoError(t, err)
	require.True(t, a.Conflict)
	require.Equal(t, 2, b.number(t, `SELECT last_seq FROM conversations`))
}
