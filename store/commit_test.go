package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func (b bundle) snapshot(t *testing.T, id string, requests ...string) conversation.Snapshot {
	t.Helper()
	snapshot, err := b.ReadMailbox(t.Context(), id, requests)
	require.NoError(t, err)
	require.True(t, snapshot.Found)
	return snapshot
}

func (b bundle) commit(t *testing.T, c conversation.Change) conversation.Committed {
	t.Helper()
	committed, err := b.Commit(t.Context(), c)
	require.NoError(t, err)
	return committed
}

// opened is a conversation with an applied message and its first ticket.
func (b bundle) opened(t *testing.T) conversation.State {
	t.Helper()
	id := b.message(t, b.inbox(t).ID, "asha", "hello")
	state := b.snapshot(t, id).State
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	state.Cursor, state.Status, state.Ticket, state.InactiveAt = 1, conversation.New, 1, at.Add(24*time.Hour)
	state.Version = b.commit(t, conversation.Change{
		State:   state,
		Records: []conversation.Record{{Type: conversation.TicketOpened, At: at, Ticket: 1, To: conversation.New}},
		WakeAt:  state.InactiveAt,
	}).Version
	return state
}

func TestWhatIsCommittedIsWhatIsRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := time.Date(2026, 3, 1, 9, 0, 0, 123456000, time.UTC)
	state := b.opened(t)
	state.Status, state.OwnerID, state.PreviousOwnerID = conversation.Pending, uuid.NewString(), uuid.NewString()
	state.LeaseUntil, state.OwnerWroteAt, state.WindowExpiresAt = at, at.Add(time.Second), at.Add(time.Minute)
	state.InactiveAt, state.WaitingSince, state.CampaignID = at.Add(time.Hour), at.Add(2*time.Hour), "spring"
	state.AnswerFrom, state.AnswerAt = 1, at.Add(3*time.Hour)
	committed := b.commit(t, conversation.Change{State: state})
	require.Equal(t, conversation.Committed{Version: state.Version + 1, LastSeq: 1}, committed)
	state.Version++
	require.Equal(t, state, b.snapshot(t, state.ID).State)

	for _, zero := range []func(*conversation.State){
		func(s *conversation.State) { s.OwnerID, s.PreviousOwnerID = "", "" },
		func(s *conversation.State) { s.LeaseUntil, s.OwnerWroteAt = time.Time{}, time.Time{} },
		func(s *conversation.State) { s.WindowExpiresAt, s.InactiveAt = time.Time{}, time.Time{} },
		func(s *conversation.State) { s.WaitingSince, s.AnswerFrom, s.AnswerAt = time.Time{}, 0, time.Time{} },
	} {
		zero(&state)
		state.Version = b.commit(t, conversation.Change{State: state}).Version
		require.Equal(t, state, b.snapshot(t, state.ID).State)
	}
}

// Two workers that read the same version cannot both write: the later one
// writes nothing at all, whatever goes with its state.
func TestOnlyOneOfManyCommitsOfAVersionIsWritten(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	for round := range 30 {
		committed := make([]conversation.Committed, 8)
		atOnce(len(committed), func(i int) {
			mine := state
			mine.OwnerID = uuid.NewString()
			change := conversation.Change{State: mine}
			if i%2 == 0 { // with and without what makes it a transaction
				change.Results = []conversation.KeptResult{{RequestID: fmt.Sprint(round, "/", i), Result: conversation.Result{OwnerID: mine.OwnerID}}}
				change.Records = []conversation.Record{{Type: conversation.Claimed, Ticket: 1, OwnerID: mine.OwnerID}}
			}
			committed[i] = b.commit(t, change)
		})
		written := 0
		for _, c := range committed {
			if c.Written() {
				written++
				require.Equal(t, state.Version+1, c.Version)
			} else {
				require.True(t, c.Conflict)
			}
		}
		require.Equal(t, 1, written)
		before := state.Version
		state = b.snapshot(t, state.ID).State
		require.Equal(t, before+1, state.Version)
	}
	require.Zero(t, b.number(t, `
		SELECT count(*) FROM requests r WHERE NOT EXISTS
		(SELECT 1 FROM events e WHERE e.data->>'owner_id' = r.result->>'owner_id')`), "results and entries go together")
	require.Zero(t, b.number(t, `
		SELECT count(*) FROM (SELECT 1 FROM events GROUP BY version HAVING count(*) > 1) doubled`))
}

func TestARefusedMessageReturnsAsADraft(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	agent := uuid.NewString()
	b.exec(t, `INSERT INTO drafts (conversation_id, user_id, text) VALUES ($1, $2, 'typed since')`, state.ID, agent)
	m := conversation.Outbound{ConversationID: state.ID, MessageID: uuid.NewString(), AgentID: agent, Text: "too late"}
	_, err := b.AppendAgent(t.Context(), m)
	require.NoError(t, err)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE last_text = 'too late'`))
	refused := conversation.Change{State: state, Refused: []conversation.Refusal{{MessageID: m.MessageID, Reason: conversation.NotOwner}}}
	refused.State.Cursor = 2
	b.commit(t, refused)
	require.True(t, b.commit(t, refused).Conflict, "once")
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE state = 'refused' AND reason = 'not_owner'`))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM drafts WHERE text = E'too late\ntyped since'`))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM conversations WHERE last_text = 'hello' AND last_direction = 'in'`))
	require.Empty(t, b.snapshot(t, state.ID).Outbox)
}

func TestAChangeOverSeveralTicketsKeepsEach(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	at := func(h int) time.Time { return time.Date(2026, 3, 1, h, 0, 0, 0, time.UTC) }
	state.Ticket, state.Status, state.CampaignID = 3, conversation.New, "spring"
	b.commit(t, conversation.Change{State: state, Records: []conversation.Record{
		{Type: conversation.StatusChanged, Ticket: 1, At: at(10), From: conversation.New, To: conversation.Inactive},
		{Type: conversation.TicketOpened, Ticket: 2, At: at(11), From: conversation.Inactive, To: conversation.New, CampaignID: "autumn"},
		{Type: conversation.StatusChanged, Ticket: 2, At: at(12), From: conversation.New, To: conversation.Inactive},
		{Type: conversation.TicketOpened, Ticket: 3, At: at(13), From: conversation.Inactive, To: conversation.New, CampaignID: "spring"},
	}})
	tickets, err := b.Tickets(t.Context(), state.ID)
	require.NoError(t, err)
	require.Len(t, tickets, 3)
	for i, want := range []struct {
		status   conversation.Status
		campaign string
		changed  time.Time
	}{{conversation.New, "spring", at(13)}, {conversation.Inactive, "autumn", at(12)}, {conversation.Inactive, "", at(10)}} {
		require.Equal(t, want.status, tickets[i].Status, "ticket %d", tickets[i].Number)
		require.Equal(t, want.campaign, tickets[i].CampaignID)
		require.Equal(t, want.changed, tickets[i].ChangedAt)
	}
}

func TestResultsAreKeptUnderTheirRequest(t *testing.T) {
	t.Parallel()
	b := setup(t)
	state := b.opened(t)
	kept := conversation.KeptResult{RequestID: "r1", Result: conversation.Result{Granted: true, OwnerID: uuid.NewString(), Status: conversation.New}}
	state.Version = b.commit(t, conversation.Change{State: state, Results: []conversation.KeptResult{kept}}).Version
	later := conversation.KeptResult{RequestID: "r1", Result: conversation.Result{Reason: conversation.NotOwner}}
	b.commit(t, conversation.Change{State: state, Results: []conversation.KeptResult{later}})
	require.Equal(t, []conversation.KeptResult{kept}, b.snapshot(t, state.ID, "r1", "r2").Results, "the first stays")
	require.Empty(t, b.snapshot(t, state.ID).Results)
}

// A page ends where the next begins.
func TestTheMailboxIsReadInPages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	var batch []conversation.Inbound
	for i := range 450 {
		batch = append(batch, inbound(inbox.ID, "asha", fmt.Sprint(i), "line"))
	}
	id := b.ingest(t, batch...)[0].ConversationID
	var read []int64
	for {
		s := b.snapshot(t, id)
		for _, e := range s.Entries {
			read = append(read, e.Seq)
		}
		if len(s.Entries) > 0 {
			s.State.Cursor = s.Entries[len(s.Entries)-1].Seq
			require.Equal(t, int64(450), b.commit(t, conversation.Change{State: s.State}).LastSeq)
		}
		if !s.More {
			break
		}
	}
	require.Len(t, read, 450)
	for i, seq := range read {
		require.Equal(t, int64(i+1), seq)
	}
}
