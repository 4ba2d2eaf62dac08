package webhook

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// FuzzDecode: whatever a signed body holds, it is refused in words or becomes
// messages that the mailbox can store.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		body, posted("", ""), posted("sent_at", "1e999"), posted("external_id", `"\ud800"`), "", "[]", "null",
		`{"type":"message.created","data":[` + data("", "") + `,null]}`, `{"type":"x"}`, "\xff\x00",
		posted("content", `{"attachments":[{"url":"https://a.example/%zz"}]}`),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		batch, err := decode(body)
		if err != nil {
			var wrong *channels.BodyError
			require.ErrorAs(t, err, &wrong)
			require.Empty(t, batch)
			return
		}
		for _, in := range batch {
			require.NotEmpty(t, in.ExternalID)
			require.Len(t, in.From.Identities, 1)
			require.NotEmpty(t, in.From.Identities[0].Value)
			require.True(t, in.Text != "" || len(in.Attachments) > 0)
			require.LessOrEqual(t, len(in.Text), conversation.MaxText)
			texts := []string{in.ExternalID, in.From.Identities[0].Value, in.From.Name, in.Text, in.ReplyTo, in.CampaignID}
			for _, a := range in.Attachments {
				texts = append(texts, a.URL, a.Name, a.MIME)
				require.GreaterOrEqual(t, a.Size, int64(0))
			}
			for _, s := range texts {
				require.True(t, utf8.ValidString(s))
				require.False(t, strings.ContainsRune(s, 0))
			}
			require.True(t, in.SentAt.IsZero() || (in.SentAt.Year() >= 2000 && in.SentAt.Year() <= 9000))
		}
	})
}
