package telegram

import (
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Policy is what Telegram allows: anything at any time to whoever has opened a
// chat with the bot and not blocked it. It counts a text in UTF-16 units, and one
// that is longer than MaxText is refused before the call; it is not split, since
// half of it might fail. (Bot API 10.1: sendMessage, "Sending files".)
func Policy() channels.Policy {
	const mb = 1 << 20
	const caption = 1024
	return channels.Policy{
		// "Avoid sending more than one message per second", with "short bursts that go
		// over this limit" (Bots FAQ); how short it does not say.
		Pace:     conversation.Pace{Every: time.Second, Burst: 5},
		MaxText:  4096,
		UTF16:    true,
		MaxFiles: 10,
		Quotes:   true,
		// Bots may use those of a list only (ReactionTypeEmoji).
		Reactions: []string{"👍", "❤", "😁", "😱", "😢", "🙏"},
		Media: []channels.MediaRule{
			{Kind: provider.KindImage, MIME: []string{"image/jpeg", "image/png"}, MaxBytes: 10 * mb, MaxCaption: caption},
			{Kind: provider.KindVideo, MIME: []string{"video/mp4"}, MaxBytes: 50 * mb, MaxCaption: caption},
			{Kind: provider.KindAudio, MIME: []string{"audio/mpeg", "audio/mp4"}, MaxBytes: 50 * mb, MaxCaption: caption},
			{Kind: provider.KindVoice, MIME: []string{"audio/ogg"}, MaxBytes: 50 * mb, MaxCaption: caption},
			{Kind: provider.KindDocument, MaxBytes: 50 * mb, MaxCaption: caption},
		},
	}
}
