package activities_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// mailbox takes batches in which nothing is bad.
type mailbox struct {
	activities.Mailbox
	bad     map[string]error
	batches int
	stored  []conversation.Inbound
	written []conversation.Outbound
}

func (m *mailbox) Ingest(_ context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error) {
	m.batches++
	for _, in := range batch {
		if err := m.bad[in.ExternalID]; err != nil {
			return nil, fmt.Errorf("ingest: %w", err)
		}
	}
	m.stored = append(m.stored, batch...)
	return make([]conversation.Accepted, len(batch)), nil
}

func (m *mailbox) AppendAgent(_ context.Context, out conversation.Outbound) (conversation.Accepted, error) {
	if err := m.bad[out.Text]; err != nil {
		return conversation.Accepted{}, err
	}
	m.written = append(m.written, out)
	return conversation.Accepted{}, nil
}

// users are all strangers but for those who are not.
type users []string

func (u users) Strangers(context.Context, []string) ([]string, error) { return u, nil }

func inbound(id, text string) conversation.InboundSignal {
	return conversation.InboundSignal{ID: id, InboxID: "inbox", From: &conversation.Sender{ID: "asha", Name: "As\x00ha"}, Text: text}
}

func appendTo(t *testing.T, m *mailbox, strangers users, r activities.AppendRequest) (activities.Appended, error) {
	t.Helper()
	a := activities.Conversation{Mailbox: m, Users: strangers, Log: slog.New(slog.DiscardHandler)}
	r.ConversationID = "c"
	return a.Append(t.Context(), r)
}

func TestByValueMessagesAreStoredClean(t *testing.T) {
	t.Parallel()
	m := &mailbox{}
	one := inbound("1", "a\x00b")
	one.SentAt, one.ReplyTo, one.CampaignID = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), "r", "spring"
	old := inbound("2", "bad \xff")
	old.SentAt = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	appended, err := appendTo(t, m, nil, activities.AppendRequest{Inbound: []conversation.InboundSignal{one, old}})
	require.NoError(t, err)
	require.Zero(t, appended)
	require.Equal(t, []conversation.Inbound{
		{
			InboxID: "inbox", From: conversation.Sender{ID: "asha", Name: "Asha"}, ExternalID: "1", Text: "ab",
			SentAt: one.SentAt, ReplyTo: "r", CampaignID: "spring",
		},
		{InboxID: "inbox", From: conversation.Sender{ID: "asha", Name: "Asha"}, ExternalID: "2", Text: "bad \uFFFD"},
	}, m.stored)
	require.Equal(t, 1, m.batches, "in one transaction")
}

func TestWhatCannotBeStoredIsLeftOutOfTheBatch(t *testing.T) {
	t.Parallel()
	m := &mailbox{bad: map[string]error{"2": conversation.ErrInvalid, "4": conversation.ErrNotFound}}
	var r activities.AppendRequest
	for i := range 5 {
		r.Inbound = append(r.Inbound, inbound(fmt.Sprint(i+1), "x"))
	}
	appended, err := appendTo(t, m, nil, r)
	require.NoError(t, err)
	require.Equal(t, 2, appended.NotStored)
	require.Len(t, m.stored, 3)
}

// Over REST and webhooks an id with control characters is refused; nobody reads
// an answer to a signal, so here the message is left out, and counted.
func TestIDsWithControlCharactersAreLeftOut(t *testing.T) {
	t.Parallel()
	const agent = "5b0ff8f2-3c53-4d3d-9b0c-2f4c8b1f6c7e"
	m := &mailbox{}
	r := activities.AppendRequest{
		Inbound: make([]conversation.InboundSignal, 5),
		Agent:   []conversation.AgentSignal{{ID: "1\r", AgentID: agent, Text: "hi"}, {ID: "2", AgentID: agent, Text: "hi"}},
	}
	for i := range r.Inbound {
		r.Inbound[i] = inbound(fmt.Sprint(i), "x")
	}
	r.Inbound[0].ID, r.Inbound[1].From.ID, r.Inbound[2].ReplyTo, r.Inbound[4].CampaignID = "\t", "as\x1bha", "\u0085", "\x7f"
	appended, err := appendTo(t, m, nil, r)
	require.NoError(t, err)
	require.Equal(t, activities.Appended{NotStored: 5}, appended)
	require.Len(t, m.stored, 1)
	require.Equal(t, "3", m.stored[0].ExternalID)
	require.Len(t, m.written, 1)
}

func TestAgentsMessagesByValueHaveTheirOwnKey(t *testing.T) {
	t.Parallel()
	const agent, stranger = "5b0ff8f2-3c53-4d3d-9b0c-2f4c8b1f6c7e", "5b0ff8f2-3c53-4d3d-9b0c-2f4c8b1f6c7f"
	m := &mailbox{bad: map[string]error{"bad": conversation.ErrNotFound}}
	r := activities.AppendRequest{Agent: []conversation.AgentSignal{
		{ID: "1", AgentID: agent, Text: "hi\x00"}, {ID: "2", AgentID: agent, Text: "bad"}, {ID: "1", AgentID: stranger, Text: "hi"},
	}}
	appended, err := appendTo(t, m, users{stranger}, r)
	require.NoError(t, err)
	require.Equal(t, activities.Appended{NotStored: 1, Strangers: 1}, appended)
	require.Len(t, m.written, 1)
	require.Equal(t, "hi", m.written[0].Text)
	require.Equal(t, conversation.MessageID("c", "signal/"+agent, "1"), m.written[0].MessageID)

	// The same signal again finds the same row; another agent's is another.
	_, err = appendTo(t, m, nil, r)
	require.NoError(t, err)
	require.Equal(t, m.written[0].MessageID, m.written[1].MessageID)
	require.NotEqual(t, m.written[0].MessageID, m.written[2].MessageID)
}

// What may pass is tried again as a whole: the rows' keys make that harmless.
func TestAnOutageIsNoVerdict(t *testing.T) {
	t.Parallel()
	away := errors.New("connection refused")
	_, err := appendTo(t, &mailbox{bad: map[string]error{"1": away}}, nil,
		activities.AppendRequest{Inbound: []conversation.InboundSignal{inbound("1", "x")}})
	require.Error(t, err)
	_, err = appendTo(t, &mailbox{bad: map[string]error{"x": away}}, nil,
		activities.AppendRequest{Agent: []conversation.AgentSignal{{ID: "1", AgentID: "a", Text: "x"}}})
	require.Error(t, err)
}

// Of an end user's files a service can say where they are, not that they are
// stored here: that would show one person's file to another.
func TestFilesByValueAreAddresses(t *testing.T) {
	t.Parallel()
	m := &mailbox{}
	s := inbound("m-1", "look")
	s.Attachments = []conversation.Attachment{{
		ID: "0190c0de-0000-7000-8000-000000000000", URL: "https://example.org/a", Name: "a", State: conversation.FileStored,
		MediaID: "somebody's", SHA256: "00",
	}}
	_, err := appendTo(t, m, nil, activities.AppendRequest{Inbound: []conversation.InboundSignal{s}})
	require.NoError(t, err)
	require.Equal(t, []conversation.Attachment{{URL: "https://example.org/a", Name: "a"}}, m.stored[0].Attachments)
}
