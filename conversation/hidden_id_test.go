package conversation

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHiddenID(t *testing.T) {
	t.Parallel()
	const inbox = "0b0d6c0e-7d6b-4a56-9c15-3f6a1b1d8a10"
	id := HiddenID([]byte("key"), inbox, "4917012345")
	require.True(t, IsUUID(id))
	require.Equal(t, byte('8'), id[14], "version")
	require.Contains(t, "89ab", id[19:20], "variant")
	require.Equal(t, id, HiddenID([]byte("key"), inbox, "4917012345"))
	require.NotEqual(t, id, HiddenID([]byte("other"), inbox, "4917012345"))
	require.NotEqual(t, id, HiddenID([]byte("key"), inbox, "4917012346"))

	hidden := map[Channel]bool{ChannelWhatsApp: true, ChannelMessenger: true}
	for _, c := range []Channel{ChannelWebhook, ChannelWhatsApp, ChannelMessenger, ChannelTelegram, ChannelWidget} {
		require.Equal(t, hidden[c], c.HidesIDs(), c)
	}
}

// Of a provider's message only the words count: a redelivery may name the sender
// in other ways, and refresh the addresses of the files.
func TestFingerprintOfAProvidersMessage(t *testing.T) {
	t.Parallel()
	phone, user := Identity{Kind: "wa_phone", Value: "4917012345"}, Identity{Kind: "wa_user", Value: "DE.1"}
	first := Inbound{
		From: Sender{ID: "DE.1"}, Identities: []Identity{user, phone}, Kind: KindImage, Text: "look",
		Attachments: []Attachment{{MediaID: "1", URL: "https://cdn.example/1?expires=1"}},
	}
	again := Inbound{
		From: Sender{ID: "4917012345"}, Identities: []Identity{phone}, Kind: KindImage, Text: "look",
		Attachments: []Attachment{{MediaID: "1", URL: "https://cdn.example/1?expires=2"}},
	}
	require.Equal(t, first.Fingerprint(), again.Fingerprint())
	again.Text = "look!"
	require.NotEqual(t, first.Fingerprint(), again.Fingerprint())
	require.Equal(t, user, first.Sender())
	require.Equal(t, Identity{Kind: IdentityExternal, Value: "u"}, Inbound{From: Sender{ID: "u"}}.Sender())
}
