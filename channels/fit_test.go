package channels_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

func TestFit(t *testing.T) {
	t.Parallel()
	p := channels.Policy{MaxText: 10, MaxFiles: 1, Media: []channels.MediaRule{
		{Kind: provider.KindImage, MIME: []string{"image/png"}, MaxBytes: 100, MaxCaption: 5},
		{Kind: provider.KindAudio, MIME: []string{"audio/ogg"}, MaxBytes: 100},
	}}
	file := func(mime string, size int64) conversation.Attachment {
		return conversation.Attachment{MIME: mime, Size: size}
	}
	png, ogg := file("image/png", 100), file("audio/ogg; codecs=opus", 0)
	rows := []struct {
		name  string
		text  string
		files []conversation.Attachment
		// field and words are of the one misfit, "" for none.
		field, words string
	}{
		{name: "as long as may be", text: strings.Repeat("é", 10)},
		{"too long", strings.Repeat("é", 11), nil, "text", "has 11 characters, and the channel takes 10"},
		{name: "file", files: []conversation.Attachment{png}},
		{name: "caption", text: "hello", files: []conversation.Attachment{png}},
		{"long caption", "hello!", []conversation.Attachment{png}, "text", "takes 5 with a file"},
		{"caption where there is none", "hi", []conversation.Attachment{ogg}, "text", "a message of its own"},
		{"two files", "", []conversation.Attachment{png, ogg}, "attachments", "are 2, and the channel takes 1"},
		{"too large", "", []conversation.Attachment{file("image/png", 101)}, "attachments[0]", "has 101 bytes, and the channel takes 100"},
		{"another type", "", []conversation.Attachment{file("image/svg+xml", 1)}, "attachments[0]", "of a type that the channel does not take"},
		{"no type", "", []conversation.Attachment{file("", 1)}, "attachments[0]", "say its mime"},
		{name: "no type, but a kind", files: []conversation.Attachment{{Kind: provider.KindImage}}},
		{"of another kind than meant", "", []conversation.Attachment{{Kind: provider.KindImage, MIME: "text/html"}}, "attachments[0]", "does not take"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			misfits := p.Fit(row.text, row.files)
			if row.field == "" {
				require.Empty(t, misfits)
				return
			}
			require.Len(t, misfits, 1)
			require.Equal(t, row.field, misfits[0].Field)
			require.Contains(t, misfits[0].Reason, row.words)
		})
	}
}
