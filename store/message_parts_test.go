package store_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// What people say of any picture of an album they say of the message that it was
// sent as.
func TestPartsOfAnAlbum(t *testing.T) {
	t.Parallel()
	a := setup(t).provided(t, conversation.ChannelTelegram)
	person := provider.Identity{Kind: provider.TelegramUser, Value: "7"}
	first := a.post(says("7:1", "hello", person))[0]
	album := uuid.NewString()
	a.exec(t, `INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, state)
		SELECT $1, id, inbox_id, 'out', 'agent', 'look', 'sending' FROM conversations WHERE id = $2`, album, first.ConversationID)
	require.NoError(t, a.FinishDelivery(t.Context(), conversation.Attempted{
		MessageID: album, State: conversation.MessageSent, ExternalID: "7:2", Parts: []string{"7:3", "7:4"},
	}))
	a.post(provider.Event{Reaction: &provider.Reaction{
		Key: "r", Target: "7:4", From: provider.Person{Identities: []provider.Identity{person}}, Emoji: "👍", At: at(5),
	}})
	m := a.message(first.ConversationID, album)
	require.Len(t, m.Reactions, 1)
	quote := says("7:5", "the second one", person)
	quote.Message.ReplyTo = "7:3"
	answer := a.post(quote)[0]
	require.Equal(t, "7:2", a.message(answer.ConversationID, answer.MessageID).ReplyTo)
}
