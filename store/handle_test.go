package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"
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
