package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
)

// apply lets the state machine and Commit do what the workflow would.
func (b bundle) apply(t *testing.T, id string, events ...conversation.Event) conversation.Result {
	t.Helper()
	snapshot, err := b.ReadMailbox(t.Context(), id, nil)
	require.NoError(t, err)
	require.True(t, snapshot.Found)
	rules := conversation.Rules{Window: 24 * time.Hour, Lease: 5 * time.Minute, KeepOwner: 30 * time.Minute}
	change := conversation.Change{State: snapshot.State}
	for _, entry := range snapshot.Entries {
		events = append([]conversation.Event{entry.Event()}, events...)
	}
	var last conversation.Result
	for _, e := range events {
		state, outcome := conversation.Apply(conversation.RulesV1, rules, change.State, e)
		change.State, last = state, outcome.Result
		change.Records = append(change.Records, outcome.Records...)
	}
	committed, err := b.Commit(t.Context(), change)
	require.NoError(t, err)
	require.False(t, committed.Conflict)
	return last
}

func TestConversationShowsItsState(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	bob := b.createUser(t, "bob@example.org", account.Agent)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "customer", "where is my order?")
	now := time.Now().UTC().Truncate(time.Microsecond)
	b.apply(t, id,
		conversation.Claim{UserID: ada.ID, At: now},
		conversation.Transfer{UserID: ada.ID, ToID: bob.ID, At: now},
	)

	c, err := b.GetConversation(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, conversation.Summary{
		ID: id, InboxID: inbox.ID, InboxName: inbox.Name, Channel: conversation.ChannelWebhook,
		Contact: conversation.Person{ID: conversation.ContactID(inbox.ID, "customer"), Name: "Name of customer"},
		Status:  conversation.New, Owner: &conversation.Person{ID: bob.ID, Name: bob.Name},
		PreviousOwner: &conversation.Person{ID: ada.ID, Name: ada.Name},
		Ticket:        1, Labels: []string{}, Version: 3,
		WindowExpiresAt: c.LastAt.Add(24 * time.Hour), InactiveAt: c.LastAt.Add(24 * time.Hour),
		LastText: "where is my order?", LastDirection: conversation.In, LastAt: c.LastAt,
		WaitingSince: c.LastAt, CreatedAt: c.CreatedAt,
	}, c)

	page, next, err := b.ListConversations(t.Context(), conversation.Filter{Limit: 1})
	require.NoError(t, err)
	require.Nil(t, next)
	require.Equal(t, []conversation.Summary{c}, page)

	_, err = b.GetConversation(t.Context(), nobody)
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

func TestTicketsAndLabels(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "customer", "first")
	require.NoError(t, b.SetLabels(t.Context(), id, []string{"early"}), "before there is a ticket")
	now := time.Now()
	b.apply(t, id,
		conversation.Claim{UserID: ada.ID, At: now},
		conversation.Close{UserID: ada.ID, Status: conversation.Resolved, At: now},
	)
	labels := func() (shown []string, tickets []conversation.Ticket) {
		c, err := b.GetConversation(t.Context(), id)
		require.NoError(t, err)
		tickets, err = b.Tickets(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, tickets[0].Labels, c.Labels, "the conversation shows its current ticket's")
		return c.Labels, tickets
	}
	shown, _ := labels()
	require.Equal(t, []string{"early"}, shown)
	require.NoError(t, b.SetLabels(t.Context(), id, []string{"refund", "vip"}))
	b.message(t, inbox.ID, "customer", "second")
	b.apply(t, id)
	shown, _ = labels()
	require.Empty(t, shown, "a new ticket has no labels")
	found, _, err := b.ListConversations(t.Context(), conversation.Filter{Label: "vip", Limit: 1})
	require.NoError(t, err)
	require.Empty(t, found)
	require.NoError(t, b.SetLabels(t.Context(), id, []string{"delivery"}))

	_, tickets := labels()
	require.Len(t, tickets, 2)
	require.Equal(t, 2, tickets[0].Number)
	require.Equal(t, conversation.New, tickets[0].Status)
	require.Nil(t, tickets[0].Owner)
	require.Equal(t, []string{"delivery"}, tickets[0].Labels)
	require.Equal(t, 1, tickets[1].Number)
	require.Equal(t, conversation.Resolved, tickets[1].Status)
	require.Equal(t, []string{"refund", "vip"}, tickets[1].Labels)
	require.False(t, tickets[1].OpenedAt.IsZero())

	found, _, err = b.ListConversations(t.Context(), conversation.Filter{Label: "delivery", Limit: 1})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.NoError(t, b.SetLabels(t.Context(), id, nil))
	shown, _ = labels()
	require.Empty(t, shown)
	require.ErrorIs(t, b.SetLabels(t.Context(), nobody, nil), conversation.ErrNotFound)
}

// Labels that are set while the workflow opens a ticket end up on the same ticket
// in both places, whichever comes first.
func TestLabelsSetWhileATicketOpens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	for range 50 {
		next := state
		next.Ticket++
		var both sync.WaitGroup
		var committing, setting error
		both.Go(func() {
			var committed conversation.Committed
			committed, committing = b.Commit(t.Context(), conversation.Change{State: next, Records: []conversation.Record{{
				Type: conversation.TicketOpened, At: time.Now(), Ticket: next.Ticket, To: conversation.New,
			}}})
			next.Version = committed.Version
		})
		both.Go(func() { setting = b.SetLabels(t.Context(), state.ID, []string{"vip"}) })
		both.Wait()
		require.NoError(t, committing)
		require.NoError(t, setting)
		require.Equal(t, 1, b.number(t, `
SELECT count(*) FROM tickets t JOIN conversations c ON c.id = t.conversation_id AND c.ticket = t.number
WHERE c.id = $1 AND t.labels = c.labels`, state.ID), "ticket %d", next.Ticket)
		state = next
	}
}

func TestEventsAreTheAuditTrail(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "customer", "first")
	b.apply(t, b.message(t, inbox.ID, "another", "noise"))
	now := time.Now().UTC().Truncate(time.Microsecond)
	b.apply(t, id, conversation.Claim{UserID: ada.ID, At: now})
	b.apply(t, id, conversation.SetStatus{UserID: ada.ID, Status: conversation.Pending, At: now})

	events, err := b.Events(t.Context(), id, 0, 2)
	require.NoError(t, err)
	require.Len(t, events, 2)
	require.Equal(t, conversation.Logged{
		ID: events[0].ID, Version: 2, Record: conversation.Record{
			Type: conversation.StatusChanged, At: now, Ticket: 1, ActorID: ada.ID, Cause: conversation.ByHand,
			From: conversation.New, To: conversation.Pending,
		},
	}, events[0])
	require.Equal(t, conversation.Claimed, events[1].Type)
	require.Equal(t, ada.ID, events[1].OwnerID)

	events, err = b.Events(t.Context(), id, events[1].ID, 10)
	require.NoError(t, err)
	require.NotEmpty(t, events)
	require.Equal(t, conversation.TicketOpened, events[len(events)-1].Type)
	for _, e := range events {
		require.EqualValues(t, 1, e.Version)
	}
}
