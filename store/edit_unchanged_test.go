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
}
