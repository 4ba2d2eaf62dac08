package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
)

func TestHistoryIsPagedLatestFirst(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	var id string
	for i := range 5 {
		id = b.message(t, inbox.ID, "ada", fmt.Sprint("message ", i))
		b.message(t, inbox.ID, "bob", fmt.Sprint("noise ", i))
	}
	var texts []string
	for before := int64(0); ; {
		page, err := b.Messages(t.Context(), id, before, 2)
		require.NoError(t, err)
		for _, m := range page {
			texts, before = append(texts, m.Text), m.Position
		}
		if len(page) < 2 {
			break
		}
	}
	require.Equal(t, []string{"message 4", "message 3", "message 2", "message 1", "message 0"}, texts)

	none, err := b.Messages(t.Context(), nobody, 0, 10)
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestHistoryShowsWholeMessages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	sent := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	files := []conversation.Attachment{{URL: "https://example.org/a.png", Name: "a.png", MIME: "image/png", Size: 12}}
	accepted, err := b.Ingest(t.Context(), []conversation.Inbound{{
		InboxID: inbox.ID, From: conversation.Sender{ID: "customer", Name: "Cus Tomer"}, ExternalID: "m1", Text: "hi",
		Attachments: files, SentAt: sent, ReplyTo: "m0", CampaignID: "spring",
	}})
	require.NoError(t, err)
	id := accepted[0].ConversationID
	reply := conversation.Outbound{
		ConversationID: id, MessageID: conversation.MessageID(id, "user/"+ada.ID, "k"), AgentID: ada.ID, Text: "hello",
	}
	_, err = b.AppendAgent(t.Context(), reply)
	require.NoError(t, err)

	history, err := b.Messages(t.Context(), id, 0, 10)
	require.NoError(t, err)
	require.Len(t, history, 2)
	out, in := history[0], history[1]
	require.True(t, conversation.IsUUID(in.Attachments[0].ID))
	files[0].ID, files[0].State = in.Attachments[0].ID, conversation.FilePending
	require.Equal(t, conversation.Message{
		ID: accepted[0].MessageID, Position: in.Position, ConversationID: id, Seq: 1, Direction: conversation.In,
		Author: conversation.ByContact, ExternalID: "m1", Kind: conversation.KindText, Text: "hi", Attachments: files, ReplyTo: "m0",
		CampaignID: "spring", State: conversation.MessageReceived, SentAt: sent, CreatedAt: in.CreatedAt,
	}, in)
	require.Equal(t, conversation.Message{
		ID: reply.MessageID, Position: out.Position, ConversationID: id, Seq: 2, Direction: conversation.Out,
		Author: conversation.ByAgent, AgentID: ada.ID, AgentName: ada.Name, Kind: conversation.KindText, Text: "hello",
		Attachments: []conversation.Attachment{}, State: conversation.MessageQueued, CreatedAt: out.CreatedAt,
	}, out)

	one, err := b.GetMessage(t.Context(), id, out.ID)
	require.NoError(t, err)
	require.Equal(t, out, one)
	_, err = b.GetMessage(t.Context(), nobody, out.ID)
	require.ErrorIs(t, err, conversation.ErrNotFound, "a message of another conversation")
}

func TestNoteIsPrivateAndMovesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	id := b.message(t, b.inbox(t).ID, "customer", "hi")
	before, err := b.GetConversation(t.Context(), id)
	require.NoError(t, err)

	note := conversation.Outbound{
		ConversationID: id, MessageID: conversation.MessageID(id, "user/"+ada.ID, "k"), AgentID: ada.ID, Text: "a VIP",
	}
	stored, err := b.AddNote(t.Context(), note)
	require.NoError(t, err)
	require.True(t, stored.Private)
	require.Zero(t, stored.Seq)
	require.Equal(t, conversation.MessageNote, stored.State)
	require.Equal(t, conversation.ByAgent, stored.Author)
	require.Equal(t, ada.Name, stored.AgentName)
	require.Equal(t, "a VIP", stored.Text)

	after, err := b.GetConversation(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Equal(t, 1, b.number(t, `SELECT last_seq FROM conversations`))

	again, err := b.AddNote(t.Context(), note)
	require.NoError(t, err)
	require.Equal(t, stored, again)
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM messages`))

	other := note
	other.Text = "no VIP"
	_, err = b.AddNote(t.Context(), other)
	require.ErrorIs(t, err, conversation.ErrConflict)

	other = note
	other.ConversationID = nobody
	_, err = b.AddNote(t.Context(), other)
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

func TestNoteCannotPassForAMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	id := b.message(t, b.inbox(t).ID, "customer", "hi")
	m := conversation.Outbound{ConversationID: id, MessageID: conversation.MessageID(id, "a", "k"), AgentID: ada.ID, Text: "x"}
	_, err := b.AppendAgent(t.Context(), m)
	require.NoError(t, err)
	_, err = b.AddNote(t.Context(), m)
	require.ErrorIs(t, err, conversation.ErrConflict)
}

func TestDrafts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ada := b.createUser(t, "ada@example.org", account.Agent)
	bob := b.createUser(t, "bob@example.org", account.Agent)
	id := b.message(t, b.inbox(t).ID, "customer", "hi")

	none, err := b.GetDraft(t.Context(), id, ada.ID)
	require.NoError(t, err)
	require.Equal(t, conversation.Draft{}, none)

	for _, text := range []string{"Dear", "Dear customer"} {
		put, err := b.PutDraft(t.Context(), id, ada.ID, text)
		require.NoError(t, err)
		require.Equal(t, text, put.Text)
		got, err := b.GetDraft(t.Context(), id, ada.ID)
		require.NoError(t, err)
		require.Equal(t, put, got)
	}
	others, err := b.GetDraft(t.Context(), id, bob.ID)
	require.NoError(t, err)
	require.Empty(t, others)

	for range 2 {
		require.NoError(t, b.DeleteDraft(t.Context(), id, ada.ID))
	}
	none, err = b.GetDraft(t.Context(), id, ada.ID)
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = b.PutDraft(t.Context(), nobody, ada.ID, "x")
	require.ErrorIs(t, err, conversation.ErrNotFound)
}
