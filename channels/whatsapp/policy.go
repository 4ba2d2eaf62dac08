package whatsapp

import (
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Policy is what WhatsApp allows: free-form messages for 24 hours after the
// person's latest, templates at any time. A text that is longer than MaxText is
// refused before the call; it is not split, since half of it might fail. (Cloud
// API: "Send messages" and "Media", 2026-05/06.)
func Policy() channels.Policy {
	const mb, kb = 1 << 20, 1 << 10
	const caption = 1024
	return channels.Policy{
		Window:    24 * time.Hour,
		Templates: true,
		// "1 message every 6 seconds" to one person, and 45 borrowed from the next ones.
		Pace:     conversation.Pace{Every: 6 * time.Second, Burst: 45},
		MaxText:  4096,
		MaxFiles: 1,
		Quotes:   true,
		// It takes every emoji: these are what people are offered.
		Reactions: []string{"👍", "❤️", "😂", "😮", "😢", "🙏"},
		Media: []channels.MediaRule{
			{Kind: provider.KindImage, MIME: []string{"image/jpeg", "image/png"}, MaxBytes: 5 * mb, MaxCaption: caption},
			{Kind: provider.KindVideo, MIME: []string{"video/mp4", "video/3gpp"}, MaxBytes: 16 * mb, MaxCaption: caption},
			{Kind: provider.KindAudio, MIME: []string{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}, MaxBytes: 16 * mb},
			{Kind: provider.KindVoice, MIME: []string{"audio/ogg"}, MaxBytes: 16 * mb},
			{Kind: provider.KindSticker, MIME: []string{"image/webp"}, MaxBytes: 500 * kb},
			{Kind: provider.KindDocument, MaxBytes: 100 * mb, MaxCaption: caption},
		},
	}
}
