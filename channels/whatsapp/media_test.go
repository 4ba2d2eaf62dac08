package whatsapp_test

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
	"github.com/parleyhq/parley/channels/whatsapp"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

// received has Ann send a photo, and returns its attachment and its id.
func received(t *testing.T, b *bundle) provider.Attachment {
	t.Helper()
	b.api.Act(numberID, ann, map[string]any{"type": "image", "image": b.api.AddMedia("image/jpeg", []byte("photo"))})
	events := b.events(t)
	require.Len(t, events, 1)
	require.Len(t, events[0].Message.Attachments, 1)
	return events[0].Message.Attachments[0]
}

func TestFetch(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	photo := received(t, b)
	require.Len(t, photo.SHA256, 64)
	var to bytes.Buffer
	media, err := b.Fetch(t.Context(), b.account, photo, &to)
	require.NoError(t, err)
	require.Equal(t, "photo", to.String())
	require.Equal(t, photo.SHA256, media.SHA256)
	require.EqualValues(t, 5, media.Size)
	require.Equal(t, "image/jpeg", media.MIME)

	fails := func(a provider.Attachment, words string, again bool) {
		t.Helper()
		_, err := b.Fetch(t.Context(), b.account, a, io.Discard)
		var media *channels.MediaError
		require.ErrorAs(t, err, &media)
		require.Contains(t, media.Reason, words)
		require.Equal(t, again, media.Again)
		require.NotContains(t, err.Error(), "canary")
	}
	other := photo
	other.SHA256 = strings.Repeat("0", 64)
	fails(other, "hash differs", true)
	fails(provider.Attachment{MediaID: "../me"}, "could not be asked", true)
	fails(provider.Attachment{}, "cannot be used", false)
	fails(provider.Attachment{MediaID: photo.MediaID, Size: 100<<20 + 1, SHA256: other.SHA256}, "hash differs", true)
	fails(provider.Attachment{URL: b.api.URL() + "/files/" + photo.MediaID, Size: 100<<20 + 1}, "larger than 100 MB", false)

	// The address holds for five minutes, the file for seven days.
	b.clock.Add(6 * time.Minute)
	fails(provider.Attachment{URL: b.api.URL() + "/files/" + photo.MediaID}, "expired", false)
	_, err = b.Fetch(t.Context(), b.account, photo, io.Discard)
	require.NoError(t, err, "a fresh address is asked for")
	b.api.Spoil(photo.MediaID)
	fails(photo, "hash differs", true)
	b.clock.Add(7 * 24 * time.Hour)
	fails(photo, "expired", false)
}

// TestForeignHostsGetNoToken: wherever the API says that the file is.
func TestForeignHostsGetNoToken(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a foreign host was called") }))
	t.Cleanup(stranger.Close)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"url":"`+stranger.URL+`/x","mime_type":"image/png","file_size":5}`)
	}))
	t.Cleanup(api.Close)
	c := reach(t, api.URL, time.Now)
	for _, a := range []provider.Attachment{{MediaID: "7"}, {URL: stranger.URL}, {URL: "https://media.example.com/x"}} {
		_, err := c.Fetch(t.Context(), account(), a, io.Discard)
		var media *channels.MediaError
		require.ErrorAs(t, err, &media)
		require.Contains(t, media.Reason, "not one of the provider's")
	}
}

// TestUpload: a file is put at WhatsApp's, then sent by its id.
func TestUpload(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.api.Write(numberID, ann, "hi")
	content := bytes.Repeat([]byte("%PDF-"), 100_000)
	id, err := b.Upload(t.Context(), b.account, whatsapp.Upload{
		Name: "a\"b\r\nX: y.pdf", MIME: "application/pdf", Kind: provider.KindDocument, Size: int64(len(content)), Content: bytes.NewReader(content),
	})
	require.NoError(t, err)
	require.Equal(t, content, b.api.Media(id))
	_, err = b.Send(t.Context(), b.account, whatsapp.Outgoing{
		MessageID: "our-3", To: phone(ann.Phone), Text: "see", File: &whatsapp.File{Kind: provider.KindDocument, MediaID: id, Name: "a.pdf"},
	})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"id": id, "caption": "see", "filename": "a.pdf"}, b.api.Sent()[0].Body["document"])

	for _, row := range []struct {
		kind  provider.Kind
		mime  string
		size  int64
		words string
	}{
		{provider.KindImage, "image/jpeg", 5<<20 + 1, "larger than 5 MB"},
		{provider.KindSticker, "image/webp", 500<<10 + 1, "larger than 500 kB"},
		{provider.KindImage, "image/gif", 1, "no files of this type"},
		{provider.KindImage, "image/svg+xml", 1, "no files of this type"},
		{provider.KindLocation, "image/jpeg", 1, "no files of this kind"},
		{provider.KindImage, "image/jpeg", 0, "empty"},
	} {
		_, err := b.Upload(t.Context(), b.account, whatsapp.Upload{MIME: row.mime, Kind: row.kind, Size: row.size})
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected, row.words)
		require.Contains(t, rejected.Reason, row.words)
	}

	// What is shorter or longer than it said, or breaks, is not put there.
	for _, content := range []io.Reader{strings.NewReader("1234"), strings.NewReader("123456"), io.MultiReader(strings.NewReader("123"), broken{})} {
		_, err := b.Upload(t.Context(), b.account, whatsapp.Upload{MIME: "image/png", Kind: provider.KindImage, Size: 5, Content: content})
		require.Error(t, err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("disk gone") }

// TestUploadMayBeRepeated: nobody saw the file, so nothing is unknown.
func TestUploadMayBeRepeated(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(api.Close)
	_, err := reach(t, api.URL, time.Now).Upload(t.Context(), account(), whatsapp.Upload{
		MIME: "image/png", Kind: provider.KindImage, Size: 1, Content: strings.NewReader("x"),
	})
	var notSent *channels.NotSentError
	require.ErrorAs(t, err, &notSent)
}

// TestMediaRules: what may be sent as what, at the limits.
func TestMediaRules(t *testing.T) {
	t.Parallel()
	p := whatsapp.Policy()
	for mime, want := range map[string]provider.Kind{
		"image/jpeg": provider.KindImage, "image/png": provider.KindImage, "image/gif": provider.KindDocument,
		"video/mp4": provider.KindVideo, "audio/ogg; codecs=opus": provider.KindAudio, "image/webp": provider.KindSticker,
		"application/pdf": provider.KindDocument, "text/html": provider.KindDocument,
	} {
		kind, ok := p.KindFor(mime)
		require.True(t, ok)
		require.Equal(t, want, kind, mime)
	}
	for kind, most := range map[provider.Kind]int64{
		provider.KindImage: 5 << 20, provider.KindVideo: 16 << 20, provider.KindAudio: 16 << 20, provider.KindVoice: 16 << 20,
		provider.KindSticker: 500 << 10, provider.KindDocument: 100 << 20,
	} {
		rule, ok := p.Rule(kind)
		require.True(t, ok)
		require.Equal(t, most, rule.MaxBytes, kind)
	}
}
