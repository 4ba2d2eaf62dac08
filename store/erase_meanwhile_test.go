package store_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Messages that arrive while their sender is erased are each taken in, before or
// after: none fails, and what is there at the end fits together.
func TestErasingWhileSomebodyWrites(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, bot := b.inbox(t), b.provided(t, conversation.ChannelTelegram).inbox
	writes := map[string]func(i int) error{
		"service": func(i int) error {
			_, err := b.Ingest(t.Context(), []conversation.Inbound{{
				InboxID: inbox.ID, From: conversation.Sender{ID: "asha", Name: "Asha"}, ExternalID: fmt.Sprint("s", i), Text: "hello",
			}})
			return err
		},
		"telegram": func(i int) error {
			_, err := b.Receive(t.Context(), provider.Webhook{
				InboxID: bot, Body: fmt.Appendf(nil, `{"from":4711,"n":%d}`, i),
				Events: []provider.Event{{Account: bot, Message: &provider.Message{
					ExternalID: fmt.Sprint("t", i), Text: "hello",
					From: provider.Person{Identities: []provider.Identity{{Kind: provider.TelegramUser, Value: "4711"}}, Name: "Asha"},
				}}},
				Inboxes: map[string]string{bot: bot},
			})
			return err
		},
	}
	for name, write := range writes {
		require.NoError(t, write(0), name)
	}
	var contacts []string
	for _, value := range []string{"asha", "4711"} {
		contacts = append(contacts, b.text(t, `SELECT contact_id::text FROM contact_identities WHERE value = $1`, value))
	}
	var writing sync.WaitGroup
	failed := make(chan error, 100)
	for _, write := range writes {
		for i := 1; i <= 20; i++ {
			writing.Go(func() {
				if err := write(i); err != nil {
					failed <- err
				}
			})
		}
	}
	for _, contact := range contacts {
		e, err := b.BeginErasure(t.Context(), contact, "user/1")
		require.NoError(t, err)
		b.erase(t, e.ID)
	}
	writing.Wait()
	close(failed)
	for err := range failed {
		require.NoError(t, err)
	}
	for name, write := range writes {
		require.NoError(t, write(100), name)
	}
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM contacts`))
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM contact_identities`))
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM conversations c WHERE last_seq = (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)`))
}
