package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// upload puts a whole file's row there.
func (b bundle) upload(t *testing.T, name string) conversation.File {
	t.Helper()
	id := uuid.NewString()
	require.NoError(t, b.BeginUpload(t.Context(), id, name, "user:u"))
	f, err := b.FinishUpload(t.Context(), conversation.File{ID: id, MIME: "image/png", Size: 3, SHA256: "ab"})
	require.NoError(t, err)
	return f
}

// withFiles ingests a message that has files elsewhere, and returns its id.
func (b bundle) withFiles(t *testing.T, inboxID string, files ...conversation.Attachment) (conversationID, messageID string) {
	t.Helper()
	accepted, err := b.Ingest(t.Context(), []conversation.Inbound{{
		InboxID: inboxID, From: conversation.Sender{ID: "u-1"}, ExternalID: uuid.NewString(), Text: "look", Attachments: files,
	}})
	require.NoError(t, err)
	return accepted[0].ConversationID, accepted[0].MessageID
}

func TestAnUploadIsThereOnceItIsWhole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	id := uuid.NewString()
	require.NoError(t, b.BeginUpload(t.Context(), id, "a.png", "user:u"))
	_, err := b.Files(t.Context(), []string{id})
	require.ErrorIs(t, err, conversation.ErrNotFound)
	f, err := b.FinishUpload(t.Context(), conversation.File{ID: id, MIME: "image/png", Size: 3, SHA256: "ab"})
	require.NoError(t, err)
	want := conversation.File{
		ID: id, State: conversation.FileStored, Name: "a.png", MIME: "image/png", Size: 3, SHA256: "ab", Uploader: "user:u",
		CreatedAt: f.CreatedAt,
	}
	require.Equal(t, want, f)
	other := b.upload(t, "b.png")
	found, err := b.Files(t.Context(), []string{other.ID, id})
	require.NoError(t, err)
	require.Equal(t, []conversation.File{other, want}, found, "in the order asked for")
	_, err = b.Files(t.Context(), []string{id, uuid.NewString()})
	require.ErrorIs(t, err, conversation.ErrNotFound)

	require.NoError(t, b.AbandonUpload(t.Context(), id))
	_, err = b.GetFile(t.Context(), id)
	require.NoError(t, err, "what is whole cannot be given up")
	lost := uuid.NewString()
	require.NoError(t, b.BeginUpload(t.Context(), lost, "c.png", "user:u"))
	require.NoError(t, b.AbandonUpload(t.Context(), lost))
	_, err = b.FinishUpload(t.Context(), conversation.File{ID: lost, Size: 3})
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

// A message that carries a file keeps it; one that carries what is not stored is
// not stored either.
func TestMessagesKeepTheirFiles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	at := b.message(t, inbox.ID, "u-1", "hi")
	f := b.upload(t, "a.png")
	send := func(a conversation.Attachment) error {
		_, err := b.AppendAgent(t.Context(), conversation.Outbound{
			ConversationID: at, MessageID: uuid.NewString(), AgentID: uuid.NewString(), Attachments: []conversation.Attachment{a},
		})
		return err
	}
	require.NoError(t, send(f.Attachment()))
	require.NoError(t, send(f.Attachment()), "one upload may be sent twice")
	used, err := b.GetFile(t.Context(), f.ID)
	require.NoError(t, err)
	require.True(t, used.Used)
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM attachment_uses`))

	for _, id := range []string{uuid.NewString(), "no id at all"} {
		require.ErrorIs(t, send(conversation.Attachment{ID: id}), conversation.ErrInvalid)
	}
	require.NoError(t, send(conversation.Attachment{URL: "https://example.org/a.png"}), "an address alone is no file")
	require.Equal(t, 3, b.number(t, `SELECT count(*) FROM messages WHERE direction = 'out'`))
}

// So does a template with a file in its header, and a campaign that is yet to be
// sent.
func TestTemplatesKeepTheirFiles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	at := b.message(t, inbox.ID, "u-1", "hi")
	f, planned := b.upload(t, "header.png"), b.upload(t, "planned.png")
	header := func(id string) *conversation.Template {
		return &conversation.Template{Name: "offer", Language: "en", Header: &conversation.TemplateHeader{
			Attachment: &conversation.Attachment{ID: id},
		}}
	}
	for id, wrong := range map[string]error{f.ID: nil, uuid.NewString(): conversation.ErrInvalid} {
		_, err := b.AppendAgent(t.Context(), conversation.Outbound{
			ConversationID: at, MessageID: uuid.NewString(), AgentID: uuid.NewString(), Template: header(id),
		})
		require.ErrorIs(t, err, wrong)
	}
	template, err := json.Marshal(map[string]any{"approved": header(planned.ID)})
	require.NoError(t, err)
	b.exec(t, `INSERT INTO campaigns (id, name, inbox_id, template) VALUES (gen_random_uuid(), 'Spring', $1, $2)`, inbox.ID, template)
	b.exec(t, `UPDATE attachments SET created_at = now() - interval '2 days', used_at = used_at - interval '2 days'`)
	ids, err := b.DiscardFiles(t.Context(), 24*time.Hour)
	require.NoError(t, err)
	require.Empty(t, ids)
	b.exec(t, `UPDATE campaigns SET archived_at = now()`)
	ids, err = b.DiscardFiles(t.Context(), 24*time.Hour)
	require.NoError(t, err)
	require.Equal(t, []string{planned.ID}, ids)
}

// A campaign whose template has no file says nothing about other files: they can be
// stored and read beside it.
func TestFilesBesideACampaignWithoutAFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.exec(t, `INSERT INTO campaigns (id, name, inbox_id, template) VALUES (gen_random_uuid(), 'Spring', $1, '{"text": "Hello"}')`, b.inbox(t).ID)
	stored := b.upload(t, "a.png")
	require.Equal(t, conversation.FileStored, stored.State)
	read, err := b.GetFile(t.Context(), stored.ID)
	require.NoError(t, err)
	require.Equal(t, stored, read)
}

func TestInboundFilesAreQueued(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	at, messageID := b.withFiles(t, inbox.ID,
		conversation.Attachment{URL: "https://example.org/a", Name: "../a.png", ID: uuid.NewString(), Problem: "mine"},
		conversation.Attachment{MediaID: "m-2", Kind: conversation.KindVoice})
	shown := func() []conversation.Attachment {
		m, err := b.GetMessage(t.Context(), at, messageID)
		require.NoError(t, err)
		return m.Attachments
	}
	first := shown()
	require.Len(t, first, 2)
	require.Equal(t, conversation.FilePending, first[0].State)
	require.Equal(t, "a.png", first[0].Name)
	require.Empty(t, first[0].Problem, "a message cannot say how its fetching went")

	due, err := b.TakeFiles(t.Context(), 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, due, 2)
	require.ElementsMatch(t, []string{first[0].ID, first[1].ID}, []string{due[0].ID, due[1].ID})
	require.Equal(t, inbox.ID, due[0].Inbox)
	require.Equal(t, 1, due[0].Attempt)
	again, err := b.TakeFiles(t.Context(), 10, time.Minute)
	require.NoError(t, err)
	require.Empty(t, again, "somebody has them")

	done := conversation.File{ID: first[0].ID, Name: "a.png", MIME: "image/png", Size: 5, SHA256: "cd"}
	require.NoError(t, b.FileFetched(t.Context(), done, conversation.KindImage))
	require.NoError(t, b.FileFailed(t.Context(), first[1].ID, "it has expired"))
	require.Equal(t, []conversation.Attachment{
		{
			ID: first[0].ID, URL: "https://example.org/a", Name: "a.png", MIME: "image/png", Size: 5, SHA256: "cd",
			Kind: conversation.KindImage, State: conversation.FileStored,
		},
		{ID: first[1].ID, MediaID: "m-2", Kind: conversation.KindVoice, State: conversation.FileFailed, Problem: "it has expired"},
	}, shown())
	require.NoError(t, b.FileFailed(t.Context(), first[0].ID, "late"))
	require.Equal(t, conversation.FileStored, shown()[0].State, "an end is an end")
	require.Zero(t, b.number(t, `SELECT count(*) FROM attachment_uses`), "it came with the message")

	retried, err := b.RetryFile(t.Context(), first[1].ID)
	require.NoError(t, err)
	require.Equal(t, conversation.FilePending, retried.State)
	require.Equal(t, conversation.Attachment{
		ID: first[1].ID, MediaID: "m-2", Kind: conversation.KindVoice, State: conversation.FilePending,
	}, shown()[1])
	due, err = b.TakeFiles(t.Context(), 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Equal(t, 1, due[0].Attempt, "from the first attempt on")

	require.NoError(t, b.FileLater(t.Context(), due[0].ID, "away", 0))
	due, err = b.TakeFiles(t.Context(), 10, time.Minute)
	require.NoError(t, err)
	require.Equal(t, 2, due[0].Attempt)
	require.NoError(t, b.LeaveFile(t.Context(), due[0].ID))
	require.Equal(t, conversation.Attachment{MediaID: "m-2", Kind: conversation.KindVoice}, shown()[1])
	_, err = b.RetryFile(t.Context(), due[0].ID)
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

// A worker that dies keeps a file for the length of its lease and no longer.
func TestALeaseEnds(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.withFiles(t, b.inbox(t).ID, conversation.Attachment{URL: "https://example.org/a"})
	for attempt := range 3 {
		due, err := b.TakeFiles(t.Context(), 10, 0)
		require.NoError(t, err)
		require.Len(t, due, 1)
		require.Equal(t, attempt+1, due[0].Attempt)
	}
}

func TestWhatNobodyNeedsIsDiscarded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	at := b.message(t, inbox.ID, "u-1", "hi")
	unused, used, young := b.upload(t, "unused"), b.upload(t, "used"), b.upload(t, "young")
	sent := conversation.Outbound{
		ConversationID: at, MessageID: uuid.NewString(), AgentID: uuid.NewString(),
		Attachments: []conversation.Attachment{used.Attachment()},
	}
	_, err := b.AppendAgent(t.Context(), sent)
	require.NoError(t, err)
	half := uuid.NewString()
	require.NoError(t, b.BeginUpload(t.Context(), half, "half", "user:u"))
	_, taken := b.withFiles(t, inbox.ID, conversation.Attachment{URL: "https://example.org/a"})
	_, kept := b.withFiles(t, inbox.ID, conversation.Attachment{URL: "https://example.org/b"})
	b.exec(t, `UPDATE attachments SET created_at = now() - interval '2 days', used_at = used_at - interval '2 days'
		WHERE id <> $1`, young.ID)

	discard := func() []string {
		ids, err := b.DiscardFiles(t.Context(), 24*time.Hour)
		require.NoError(t, err)
		require.NoError(t, b.ForgetFiles(t.Context(), ids))
		return ids
	}
	require.ElementsMatch(t, []string{unused.ID, half}, discard())
	require.Empty(t, discard())
	_, err = b.GetFile(t.Context(), unused.ID)
	require.ErrorIs(t, err, conversation.ErrNotFound)

	b.exec(t, `UPDATE messages SET deleted_at = now(), attachments = '[]' WHERE id = ANY ($1)`, []string{taken, sent.MessageID})
	gone := discard()
	require.Len(t, gone, 2, "a message taken back takes its files along")
	require.Contains(t, gone, used.ID)
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM attachments WHERE message_id = $1`, kept))

	known, err := b.KnownFiles(t.Context(), []string{young.ID, used.ID, uuid.NewString()})
	require.NoError(t, err)
	require.Equal(t, []string{young.ID}, known)
}

// Whoever marked files and died before deleting them: the next one goes on.
func TestDiscardingGoesOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := b.upload(t, "unused")
	b.exec(t, `UPDATE attachments SET created_at = now() - interval '2 days'`)
	for range 2 {
		ids, err := b.DiscardFiles(t.Context(), 24*time.Hour)
		require.NoError(t, err)
		require.Equal(t, []string{f.ID}, ids)
	}
	_, err := b.AppendAgent(t.Context(), conversation.Outbound{
		ConversationID: b.message(t, b.inbox(t).ID, "u-1", "hi"), MessageID: uuid.NewString(), AgentID: uuid.NewString(),
		Attachments: []conversation.Attachment{f.Attachment()},
	})
	require.Error(t, err, "what is on its way out cannot be sent any more")
}
