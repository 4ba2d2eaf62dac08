package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// An edit that changes nothing leaves no former wording, and still comes after the
// edits before it.
func TestAnEditThatChangesNothing(t *testing.T) {
	t.Parallel()
	a := setup(t).provided(t, conversation.ChannelTelegram)
	person := provider.Identity{Kind: provider.TelegramUser, Value: "7"}
	written := says("1", "hello", person)
	written.Message.Attachments = []provider.Attachment{{MediaID: "f1", MIME: "image/png"}}
	stored := a.post(written)[0]
	edit := func(key, text string, second int, media string) {
		a.post(provider.Event{Edit: &provider.Edit{
			Target: "1", Key: key, From: provider.Person{Identities: []provider.Identity{person}}, Text: text, At: at(second),
			Attachments: []provider.Attachment{{MediaID: media, MIME: "image/png"}},
		}})
	}
	formers := func() int { return a.number(t, `SELECT count(*) FROM message_edits`) }
	edit("preview", "hello", 9, "f1")
	require.Zero(t, formers())
	edit("early", "hullo", 8, "f1")
	require.Equal(t, 1, formers())
	require.Equal(t, "hello", a.message(stored.ConversationID, stored.MessageID).Text)
	edit("file", "hello", 10, "f2")
	require.Equal(t, 2, formers())
	edit("text", "goodbye", 11, "f2")
	require.Equal(t, 3, formers())

	// Silent on the text: the file is another, the text stays.
	a.post(provider.Event{Edit: &provider.Edit{
		Target: "1", Key: "silent", From: provider.Person{Identities: []provider.Identity{person}}, KeepText: true, At: at(12),
		Attachments: []provider.Attachment{{MediaID: "f3", MIME: "image/png"}},
	}})
	m := a.message(stored.ConversationID, stored.MessageID)
	require.Equal(t, "goodbye", m.Text)
	require.Equal(t, "f3", m.Attachments[0].MediaID)
	require.Equal(t, conversation.FilePending, m.Attachments[0].State)
	require.Equal(t, 1, a.number(t, `SELECT count(*) FROM conversations WHERE last_text = 'goodbye'`))
}
