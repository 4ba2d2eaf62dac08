package channels_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/provider"
)

func TestPolicy(t *testing.T) {
	t.Parallel()
	p := channels.Policy{Media: []channels.MediaRule{
		{Kind: provider.KindImage, MIME: []string{"image/jpeg"}},
		{Kind: provider.KindVoice, MIME: []string{"audio/ogg"}},
		{Kind: provider.KindDocument},
	}}
	for mime, want := range map[string]provider.Kind{
		"image/jpeg": provider.KindImage, " Image/JPEG": provider.KindImage, "audio/ogg; codecs=opus": provider.KindVoice,
		"image/svg+xml": provider.KindDocument, "": provider.KindDocument,
	} {
		kind, ok := p.KindFor(mime)
		require.True(t, ok)
		require.Equal(t, want, kind, mime)
	}
	_, ok := channels.Policy{Media: p.Media[:2]}.KindFor("image/gif")
	require.False(t, ok)
	_, ok = p.Rule(provider.KindSticker)
	require.False(t, ok)

	require.Equal(t, 3, p.Length("a😀b"))
	require.Equal(t, 4, channels.Policy{UTF16: true}.Length("a😀b"))
	require.Equal(t, 1, channels.Policy{UTF16: true}.Length("\xff"), "what is no character is replaced")
}
