package widget

import (
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// MaxText is how many characters a message may have, in either direction.
const MaxText = 10_000

// MaxFile is how many bytes a file may have, in either direction.
const MaxFile = 20 << 20

// Policy is ours to choose: one may write at any time. Every browser shows these
// pictures; whatever else there is can be downloaded.
func (*Channel) Policy() channels.Policy {
	return channels.Policy{
		MaxText:   MaxText,
		Quotes:    true,
		Reactions: []string{"👍", "❤️", "😂", "😮", "😢", "🙏"},
		Media: []channels.MediaRule{
			{
				Kind:     conversation.KindImage,
				MIME:     []string{"image/jpeg", "image/png", "image/gif", "image/webp"},
				MaxBytes: MaxFile, MaxCaption: MaxText,
			},
			{Kind: conversation.KindDocument, MaxBytes: MaxFile, MaxCaption: MaxText},
		},
	}
}
