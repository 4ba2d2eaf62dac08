package messenger

import (
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/provider"
)

// Policy is what Messenger allows: anything for 24 hours after the person's
// latest message, then until seven days after it what people write, under the
// HUMAN_AGENT tag. There are no templates; the other tags were retired on
// 2026-04-27. (Messenger Platform: "Policy overview" and "Saving assets", 2026.)
//
// Messenger shows no text with a file: it goes as a message of its own, before
// the file.
func Policy() channels.Policy {
	const mb = 1 << 20
	audio := []string{"audio/aac", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/x-wav", "audio/amr"}
	return channels.Policy{
		Window:      24 * time.Hour,
		HumanWindow: 7 * 24 * time.Hour,
		MaxText:     maxText,
		MaxFiles:    1,
		Quotes:      true,
		Media: []channels.MediaRule{
			{Kind: provider.KindImage, MIME: []string{"image/jpeg", "image/png", "image/gif"}, MaxBytes: 8 * mb, MaxCaption: maxText},
			{Kind: provider.KindVideo, MIME: []string{"video/mp4", "video/quicktime", "video/webm"}, MaxBytes: 25 * mb, MaxCaption: maxText},
			{Kind: provider.KindAudio, MIME: audio, MaxBytes: 25 * mb, MaxCaption: maxText},
			{Kind: provider.KindVoice, MIME: audio, MaxBytes: 25 * mb, MaxCaption: maxText},
			{Kind: provider.KindDocument, MaxBytes: 25 * mb, MaxCaption: maxText},
		},
	}
}

// maxText is the most characters of one text.
const maxText = 2000
