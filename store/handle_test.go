package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// Who has not said their name goes by their number until they do.
func TestNobodyIsNameless(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	nameless := says("1", "hello", phone("4917012345678"))
	nameless.Message.From.Name = ""
	first := a.post(nameless)[0]
	name := func() string {
		summary, err := a.GetConversation(t.Context(), first.ConversationID)
		require.NoError(t, err)
		return summary.Contact.Name
	}
	require.Equal(t, "+49 170 123 456 78", name())
	a.post(says("2", "it is me", phone("4917012345678")))
	require.Equal(t, "Asha", name())
	later := says("3", "still", phone("4917012345678"))
	later.Message.From.Name = ""
	a.post(later)
	require.Equal(t, "Asha", name())
}

// Nor is a customer of the brand's own app whose name the app leaves out.
func TestANamelessCustomerGoesByTheirID(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	in := conversation.Inbound{InboxID: inbox.ID, From: conversation.Sender{ID: "customer-42"}, ExternalID: "1", Text: "hello"}
	accepted, err := b.Ingest(t.Context(), []conversation.Inbound{in})
	require.NoError(t, err)
	summary, err := b.GetConversation(t.Context(), accepted[0].ConversationID)
	require.NoError(t, err)
	require.Equal(t, "customer-42", summary.Contact.Name)
	page, err := b.GetContact(t.Context(), summary.Contact.ID)
	require.NoError(t, err)
	require.Equal(t, summary.Contact.Name, page.Known(), "as on their own page")
}
