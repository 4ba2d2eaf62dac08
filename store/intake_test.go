package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// together ingests messages one by one, all at the same time.
func (b bundle) together(t *testing.T, messages []conversation.Inbound) ([]conversation.Accepted, []error) {
	t.Helper()
	accepted, errs := make([]conversation.Accepted, len(messages)), make([]error, len(messages))
	var group sync.WaitGroup
	for i, m := range messages {
		group.Go(func() {
			var one []conversation.Accepted
			if one, errs[i] = b.Ingest(t.Context(), []conversation.Inbound{m}); errs[i] == nil {
				accepted[i] = one[0]
			}
		})
	}
	group.Wait()
	return accepted, errs
}

// lock holds a conversation's row until the function it returns is called.
func (b bundle) lock(t *testing.T, conversationID string) (unlock func()) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	tx, err := b.raw.Begin(ctx)
	require.NoError(t, err)
	// Also when the test fails: closing the pool waits for the connection.
	t.Cleanup(func() { _ = tx.Rollback(ctx) })
	_, err = tx.Exec(ctx, `SELECT FROM conversations WHERE id = $1 FOR UPDATE`, conversationID)
	require.NoError(t, err)
	return func() { require.NoError(t, tx.Rollback(ctx)) }
}

func TestMessagesThatArriveTogetherGetDenseSeqs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	const senders, each, times = 6, 30, 3
	var messages []conversation.Inbound
	for range times {
		for i := range each {
			for s := range senders {
				messages = append(messages, conversation.Inbound{
					InboxID: inbox.ID, From: conversation.Sender{ID: fmt.Sprint("sender-", s), Name: fmt.Sprint("Sender ", s)},
					ExternalID: fmt.Sprintf("%d-%d", s, i), Text: fmt.Sprintf("%d-%d", s, i),
					Attachments: []conversation.Attachment{{URL: fmt.Sprintf("https://example.org/%d-%d", s, i)}},
				})
			}
		}
	}
	accepted, errs := b.together(t, messages)

	seqs, rings := map[string]map[int64]bool{}, map[string]int{}
	for i, a := range accepted {
		require.NoError(t, errs[i])
		require.Equal(t, conversation.ID(inbox.ID, messages[i].From.ID), a.ConversationID)
		require.False(t, a.Conflict)
		if a.Ring {
			rings[a.ConversationID]++
		}
		if a.Duplicate {
			continue
		}
		if seqs[a.ConversationID] == nil {
			seqs[a.ConversationID] = map[int64]bool{}
		}
		require.False(t, seqs[a.ConversationID][a.Seq], "seq %d was given twice", a.Seq)
		seqs[a.ConversationID][a.Seq] = true
		require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE id = $1 AND seq = $2 AND external_id = $3
			AND text = $3 AND attachments -> 0 ->> 'url' = 'https://example.org/' || $3`, a.MessageID, a.Seq, messages[i].ExternalID))
	}
	for s := range senders {
		id := conversation.ID(inbox.ID, fmt.Sprint("sender-", s))
		require.Len(t, seqs[id], each)
		for seq := range int64(each) {
			require.True(t, seqs[id][seq+1], "no seq %d", seq+1)
		}
		require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE id = $1 AND last_seq = $2`, id, each))
		require.Positive(t, rings[id])
		require.Equal(t, 1, b.number(t, `SELECT count(*) FROM contacts WHERE name = $1`, fmt.Sprint("Sender ", s)))
		require.Zero(t, b.number(t, `SELECT count(*) FROM (
			SELECT created_at < lag(created_at) OVER (ORDER BY seq) AS backwards FROM messages WHERE conversation_id = $1
		) m WHERE backwards`, id), "later messages are not received earlier")
	}
	require.Equal(t, senders*each, b.number(t, `SELECT count(*) FROM messages`))
}

func TestOneBadMessageDoesNotSpoilTheOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	b.message(t, inbox.ID, "ada", "first")
	var messages []conversation.Inbound
	for i := range 60 {
		m := conversation.Inbound{
			InboxID: inbox.ID, From: conversation.Sender{ID: "ada"}, ExternalID: fmt.Sprint("m", i), Text: "fine",
		}
		switch i % 6 {
		case 1:
			m.Text = "not a text: \x00"
		case 3:
			m.InboxID = nobody
		case 5:
			m.ExternalID, m.Text = "ada/first", "another text under a known id"
		}
		messages = append(messages, m)
	}
	accepted, errs := b.together(t, messages)
	for i, err := range errs {
		switch i % 6 {
		case 1:
			require.ErrorIs(t, err, conversation.ErrInvalid)
		case 3:
			require.ErrorIs(t, err, conversation.ErrNotFound)
		case 5:
			require.NoError(t, err)
			require.True(t, accepted[i].Conflict)
		default:
			require.NoError(t, err)
			require.NotEmpty(t, accepted[i].MessageID)
		}
	}
	require.Equal(t, 31, b.number(t, `SELECT count(*) FROM messages`))
	require.Equal(t, 31, b.number(t, `SELECT last_seq FROM conversations`))
	require.Equal(t, 10, b.number(t, `SELECT conflicts FROM inboxes`))
}

// TestOneWhoGivesUpDoesNotStopTheOthers cancels the context of the message that
// the others queue up behind.
func TestOneWhoGivesUpDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "ada", "first")
	unlock := b.lock(t, id)

	message := func(i int) []conversation.Inbound {
		return []conversation.Inbound{{
			InboxID: inbox.ID, From: conversation.Sender{ID: "ada"}, ExternalID: fmt.Sprint("m", i), Text: "hello",
		}}
	}
	var group sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	errs := make([]error, 20)
	for i := range errs {
		with := t.Context()
		if i < len(errs)/2 {
			with = ctx
		}
		group.Go(func() { _, errs[i] = b.Ingest(with, message(i)) })
	}
	cancel()
	unlock()
	group.Wait()
	for i, err := range errs[len(errs)/2:] {
		require.NoError(t, err, i)
	}
	last := b.number(t, `SELECT last_seq FROM conversations`)
	require.Equal(t, last, b.number(t, `SELECT count(*) FROM messages`))
	require.GreaterOrEqual(t, last, 1+len(errs)/2)
}

func TestWhoWaitsGoesInTogether(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "ada", "first")
	unlock := b.lock(t, id)

	const waiting = 30
	var group sync.WaitGroup
	errs := make([]error, 1+waiting)
	for i := range errs {
		group.Go(func() {
			_, errs[i] = b.Ingest(t.Context(), []conversation.Inbound{{
				InboxID: inbox.ID, From: conversation.Sender{ID: "ada"}, ExternalID: fmt.Sprint("m", i), Text: "hello",
			}})
		})
	}
	require.Eventually(t, func() bool { return b.Waiting() == waiting }, time.Minute, time.Millisecond)
	unlock()
	group.Wait()
	require.NoError(t, errors.Join(errs...))
	require.Equal(t, 3, b.number(t, `SELECT count(DISTINCT xmin::text) FROM messages`),
		"one transaction before, one for who came first, one for the others")
	require.Equal(t, 2+waiting, b.number(t, `SELECT last_seq FROM conversations`))
}

// A conversation that somebody has locked holds up nobody but itself, and the
// first messages of new ones need no turn of their own.
func TestConversationsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "ada", "first")
	unlock := b.lock(t, id)

	const contacts, each = 40, 3
	post := func(n int, from conversation.Sender) error {
		_, err := b.Ingest(t.Context(), []conversation.Inbound{{
			InboxID: inbox.ID, From: from, ExternalID: fmt.Sprint(from.ID, "-", n), Text: "hello",
		}})
		return err
	}
	ada := make(chan error, 2)
	for i := range cap(ada) {
		go func() { ada <- post(i, conversation.Sender{ID: "ada"}) }()
	}
	require.Eventually(t, func() bool { return b.Waiting() == 1 }, time.Minute, time.Millisecond)
	errs := make([]error, contacts*each)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			who := i % contacts
			errs[i] = post(i, conversation.Sender{ID: fmt.Sprint("new-", who), Name: fmt.Sprint("New ", who)})
		})
	}
	group.Wait()
	require.NoError(t, errors.Join(errs...))
	require.Equal(t, 1, b.Waiting())
	require.Equal(t, contacts, b.number(t, `SELECT count(*) FROM conversations WHERE last_seq = $1`, each))
	require.Equal(t, contacts, b.number(t, `SELECT count(*) FROM contacts WHERE name LIKE 'New %'`))

	unlock()
	require.NoError(t, errors.Join(<-ada, <-ada))
	require.Zero(t, b.Lanes())
}
