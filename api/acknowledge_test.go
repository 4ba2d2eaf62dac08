package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	faketelegram "github.com/parleyhq/parley/internal/fakes/telegram"
)

// TestAPressedButtonIsAcknowledged: the person's button stops waiting as soon as
// the press is stored, whoever reads it later.
func TestAPressedButtonIsAcknowledged(t *testing.T) {
	t.Parallel()
	b := setup(t, withChannels)
	fake := faketelegram.New(faketelegram.Options{Token: botKey, Username: "shop_bot", Name: "Shop"})
	t.Cleanup(fake.Close)
	inbox := b.providerInbox(t, b.admin(t), "telegram", "", fake.URL())
	press := func(kind string) {
		b.fromTelegram(t, inbox.ID, botSecret, []byte(`{"update_id":7,"`+kind+`":{"id":"4711","message_id":3,"date":1767225600,
			"from":{"id":99,"is_bot":false,"first_name":"Ann"},"chat":{"id":99,"type":"private"},"text":"hi","data":"yes"}}`)).want(t, 200)
	}
	press("message")
	press("callback_query")
	require.Eventually(t, func() bool { return len(fake.Actions()) > 0 }, time.Minute, 10*time.Millisecond)
	actions := fake.Actions()
	require.Len(t, actions, 1, "a written message waits for nothing")
	require.Equal(t, "answerCallbackQuery", actions[0].Method)
	require.Equal(t, "4711", actions[0].Fields["callback_query_id"])
}
