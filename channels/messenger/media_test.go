package messenger_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

// TestFetch: by the signed address alone, while it holds.
func TestFetch(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.page.Message(ann, map[string]any{"attachments": []any{b.api.AddFile("image", "image/png", []byte("photo"))}})
	photo := b.events(t)[0].Message.Attachments[0]
	require.Equal(t, provider.KindImage, photo.Kind)
	var to bytes.Buffer
	media, err := b.Fetch(t.Context(), b.account, photo, &to)
	require.NoError(t, err)
	require.Equal(t, "photo", to.String())
	require.Equal(t, "image/png", media.MIME)

	fails := func(a provider.Attachment, words string, again bool) {
		t.Helper()
		_, err := b.Fetch(t.Context(), b.account, a, io.Discard)
		var media *channels.MediaError
		require.ErrorAs(t, err, &media)
		require.Contains(t, media.Reason, words)
		require.Equal(t, again, media.Again)
	}
	other := photo
	other.SHA256 = strings.Repeat("0", 64)
	fails(other, "hash differs", true)
	fails(provider.Attachment{URL: "IMAGE_URL"}, "cannot be used", false)
	b.clock.Add(4 * 24 * time.Hour)
	fails(photo, "expired", false)
}

// TestForeignHosts are never called, and no host ever sees the token.
func TestForeignHosts(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a foreign host was called") }))
	t.Cleanup(stranger.Close)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || strings.Contains(r.URL.RawQuery, "canary") {
			t.Error("the token was sent")
		}
		http.Redirect(w, r, stranger.URL, http.StatusFound)
	}))
	t.Cleanup(api.Close)
	c := reach(t, api.URL, time.Now)
	for _, url := range []string{
		stranger.URL, api.URL, "https://media.example.com/x", "https://fbcdn.net.example.com/x", "http://scontent.xx.fbcdn.net/x",
		"https://scontent.xx.fbcdn.net@example.com/x", "file:///etc/passwd",
	} {
		_, err := c.Fetch(t.Context(), account(), provider.Attachment{URL: url}, io.Discard)
		var media *channels.MediaError
		require.ErrorAs(t, err, &media, url)
	}
}

// TestUpload: a file is put at Messenger's, then sent by its id.
func TestUpload(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.page.Write(ann, "hi")
	content := bytes.Repeat([]byte("%PDF-"), 100_000)
	id, err := b.Upload(t.Context(), b.account, messenger.Upload{
		Name: "a\"b\r\nX: y.pdf", MIME: "application/pdf", Kind: provider.KindDocument, Size: int64(len(content)), Content: bytes.NewReader(content),
	})
	require.NoError(t, err)
	require.Equal(t, content, b.api.File(id))
	m := hello()
	m.Text, m.File = "", &messenger.File{Kind: provider.KindDocument, AttachmentID: id}
	_, err = b.Send(t.Context(), b.account, m)
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"attachment": map[string]any{"type": "file", "payload": map[string]any{"attachment_id": id}}, "metadata": "our-1",
	}, b.page.Sent()[0].Body["message"])

	for _, row := range []struct {
		kind  provider.Kind
		mime  string
		size  int64
		words string
	}{
		{provider.KindImage, "image/jpeg", 8<<20 + 1, "larger than 8 MB"},
		{provider.KindDocument, "application/pdf", 25<<20 + 1, "larger than 25 MB"},
		{provider.KindImage, "image/svg+xml", 1, "no files of this type"},
		{provider.KindSticker, "image/webp", 1, "no files of this kind"},
		{provider.KindImage, "image/jpeg", 0, "empty"},
	} {
		_, err := b.Upload(t.Context(), b.account, messenger.Upload{MIME: row.mime, Kind: row.kind, Size: row.size})
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected, row.words)
		require.Contains(t, rejected.Reason, row.words)
	}

	// What is shorter or longer than it said, or breaks, is not put there.
	for _, content := range []io.Reader{strings.NewReader("1234"), strings.NewReader("123456"), io.MultiReader(strings.NewReader("123"), broken{})} {
		_, err := b.Upload(t.Context(), b.account, messenger.Upload{MIME: "image/png", Kind: provider.KindImage, Size: 5, Content: content})
		var notSent *channels.NotSentError
		require.ErrorAs(t, err, &notSent, "it may be repeated")
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("disk gone") }

// TestMediaRules: what may be sent as what.
func TestMediaRules(t *testing.T) {
	t.Parallel()
	p := messenger.Policy()
	for mime, want := range map[string]provider.Kind{
		"image/jpeg": provider.KindImage, "image/gif": provider.KindImage, "image/webp": provider.KindDocument, "video/mp4": provider.KindVideo,
		"audio/ogg; codecs=opus": provider.KindAudio, "application/pdf": provider.KindDocument, "text/html": provider.KindDocument,
	} {
		kind, ok := p.KindFor(mime)
		require.True(t, ok)
		require.Equal(t, want, kind, mime)
	}
}
