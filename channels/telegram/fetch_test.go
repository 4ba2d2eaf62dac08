package telegram_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/provider"
)

// received has Ann send a document, and returns it as an attachment.
func received(t *testing.T, b *bundle, content []byte) provider.Attachment {
	t.Helper()
	b.api.Act(ann, map[string]any{"document": b.api.AddFile("application/pdf", content)})
	events := b.events(t)
	require.Len(t, events, 1)
	require.Len(t, events[0].Message.Attachments, 1)
	return events[0].Message.Attachments[0]
}

func TestFetch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	document := received(t, b, []byte("%PDF-1.7"))
	var to bytes.Buffer
	media, err := b.Fetch(t.Context(), b.account, document, &to)
	require.NoError(t, err)
	require.Equal(t, "%PDF-1.7", to.String())
	require.EqualValues(t, 8, media.Size)
	require.Len(t, media.SHA256, 64)
	require.Equal(t, "application/pdf", media.MIME)

	fails := func(a provider.Attachment, words string, again bool) {
		t.Helper()
		_, err := b.Fetch(t.Context(), b.account, a, io.Discard)
		var media *channels.MediaError
		require.ErrorAs(t, err, &media)
		require.Contains(t, media.Reason, words)
		require.Equal(t, again, media.Again)
		require.NotContains(t, err.Error(), "canary")
	}
	fails(provider.Attachment{}, "no id", false)
	fails(provider.Attachment{URL: "https://x.example/1"}, "no id", false)
	fails(provider.Attachment{MediaID: "none"}, "does not have the file", true)
	fails(provider.Attachment{MediaID: document.MediaID, Size: 20<<20 + 1}, "larger than 20 MB", false)
	large := received(t, b, make([]byte, 20<<20+1))
	large.Size = 0
	fails(large, "larger than 20 MB", false)
	b.api.Spoil(document.MediaID)
	fails(document, "not as long", true)
	_, err = b.Fetch(t.Context(), b.account, document, failing{})
	require.ErrorContains(t, err, "could not be stored")
	b.api.Revoke(true)
	_, err = b.Fetch(t.Context(), b.account, document, io.Discard)
	require.ErrorIs(t, err, channels.ErrNeedsReauth)
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestTheTokenStaysHere: whatever the API says of a file, the token goes to its
// own host and nowhere else, and turns up in no error.
func TestTheTokenStaysHere(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a foreign host was called") }))
	t.Cleanup(stranger.Close)
	var path string
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/file/") {
			http.Redirect(w, r, stranger.URL+r.URL.Path, http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":{"file_path":"`+path+`"}}`)
	}))
	t.Cleanup(api.Close)
	c := reach(t, api.URL, 0)
	for _, p := range []string{"photos/1.jpg", stranger.URL + "/x", "//" + stranger.URL[7:], "../../x", "/var/lib/file", "a//b", "a/../b", "x?y", "x%2f..", "", "."} {
		path = p
		_, err := c.Fetch(t.Context(), account(), provider.Attachment{MediaID: "1"}, io.Discard)
		var media *channels.MediaError
		require.ErrorAs(t, err, &media, p)
		require.NotContains(t, err.Error(), "canary")
	}
}

// TestEndlessFile is cut off.
func TestEndlessFile(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/file/") {
			_, _ = io.WriteString(w, `{"ok":true,"result":{"file_path":"a"}}`)
			return
		}
		for block := make([]byte, 64<<10); ; {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	t.Cleanup(api.Close)
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	c, err := telegram.New(telegram.Options{BaseURL: api.URL, MaxDownload: 1 << 20, HTTP: client})
	require.NoError(t, err)
	var to bytes.Buffer
	_, err = c.Fetch(t.Context(), account(), provider.Attachment{MediaID: "1"}, &to)
	require.ErrorContains(t, err, "larger than 1 MB")
	require.LessOrEqual(t, to.Len(), 1<<20)
}
