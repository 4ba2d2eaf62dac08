package graph_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
)

func sum(content string) string {
	s := sha256.Sum256([]byte(content))
	return hex.EncodeToString(s[:])
}

// depot serves files of every kind and redirects.
func depot(t *testing.T, foreign string) (*graph.Client, string) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer canary-token" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = io.WriteString(w, "content")
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/claims", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "10737418240")
		w.WriteHeader(http.StatusOK)
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "con")
	})
	for path, to := range map[string]string{
		"/moved": "/file", "/away": foreign, "/loop": "/loop", "/meta": "http://169.254.169.254/latest/meta-data/",
		"/disk": "file:///etc/passwd", "/inside": "http://127.0.0.1:1/", "/nowhere": "",
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		})
	}
	mux.HandleFunc("/busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return client(t, graph.Options{BaseURL: s.URL, MediaHosts: []string{"lookaside.example", ".cdn.example"}}), s.URL
}

func TestFetch(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a foreign host was called") }))
	t.Cleanup(stranger.Close)
	c, base := depot(t, stranger.URL)
	fetch := func(f graph.File) (graph.Media, string, error) {
		f.Token = token
		if f.MaxBytes == 0 {
			f.MaxBytes = 1 << 20
		}
		var to bytes.Buffer
		media, err := c.Fetch(t.Context(), f, &to)
		return media, to.String(), err
	}
	for _, path := range []string{"/file", "/moved"} {
		media, content, err := fetch(graph.File{URL: base + path, SHA256: sum("content"), Size: 7, MaxBytes: 7})
		require.NoError(t, err, path)
		require.Equal(t, "content", content)
		require.Equal(t, graph.Media{MIME: "image/jpeg", Size: 7, SHA256: sum("content")}, media)
	}

	for name, row := range map[string]struct {
		file  graph.File
		words string
		again bool
	}{
		"one byte too many": {graph.File{URL: base + "/file", MaxBytes: 6}, "larger", false},
		"endless":           {graph.File{URL: base + "/endless"}, "larger", false},
		"says 10 GB":        {graph.File{URL: base + "/claims"}, "larger", false},
		"another hash":      {graph.File{URL: base + "/file", SHA256: sum("contents")}, "hash", true},
		"another length":    {graph.File{URL: base + "/file", Size: 8}, "not as long", true},
		"cut":               {graph.File{URL: base + "/cut"}, "to its end", true},
		"expired":           {graph.File{URL: base + "/none"}, "expired", false},
		"busy":              {graph.File{URL: base + "/busy"}, "503", true},
		"in circles":        {graph.File{URL: base + "/loop"}, "circles", false},
		"to a stranger":     {graph.File{URL: base + "/away"}, "not one of the provider's", false},
		"to metadata":       {graph.File{URL: base + "/meta"}, "not one of the provider's", false},
		"to the disk":       {graph.File{URL: base + "/disk"}, "cannot be used", false},
		"to another port":   {graph.File{URL: base + "/inside"}, "not one of the provider's", false},
	} {
		_, _, err := fetch(row.file)
		var media *channels.MediaError
		require.ErrorAs(t, err, &media, name)
		require.Contains(t, media.Reason, row.words, name)
		require.Equal(t, row.again, media.Again, name)
		require.NotContains(t, err.Error(), "canary")
	}
}

// TestForeignHosts never see the token, however their address is written.
func TestForeignHosts(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a foreign host was called") }))
	t.Cleanup(stranger.Close)
	c, base := depot(t, "")
	for _, address := range []string{
		stranger.URL, base + "@" + stranger.Listener.Addr().String(), "http://canary@" + stranger.Listener.Addr().String(),
		"http://lookaside.example/x", "https://lookaside.example:444/x", "https://lookaside.example.evil.example/x", "https://notcdn.example/",
		"https://cdn.example/", "https://127.0.0.1/", "https://[::1]/", "https://0x7f000001/", "https://2130706433/", "https://localhost./",
		"https://169.254.169.254/", "https://168.63.129.16/", "https://[fd00:ec2::254]/", "file:///etc/passwd", "gopher://lookaside.example/",
		"data:text/plain,x", "//lookaside.example/", "/file", "", "https://", "https://a b/", "https://lookaside.example\x00/",
		"https://löokaside.example/", strings.Replace(base, "http:", "https:", 1) + "/file",
	} {
		_, err := c.Fetch(t.Context(), graph.File{URL: address, Token: token, MaxBytes: 9}, io.Discard)
		var media *channels.MediaError
		require.ErrorAs(t, err, &media, address)
		require.False(t, media.Again, address)
		require.NotContains(t, err.Error(), "canary")
	}
	// Names that are allowed are dialled; here they lead nowhere.
	for _, address := range []string{"https://lookaside.example/x", "https://LOOKASIDE.example/x", "https://a.cdn.example/x"} {
		_, err := c.Fetch(t.Context(), graph.File{URL: address, MaxBytes: 9}, io.Discard)
		var media *channels.MediaError
		require.ErrorAs(t, err, &media, address)
		require.True(t, media.Again, address)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestFetchToWhatIsBroken(t *testing.T) {
	t.Parallel()
	c, base := depot(t, "")
	_, err := c.Fetch(t.Context(), graph.File{URL: base + "/file", Token: token, MaxBytes: 9}, broken{})
	require.ErrorContains(t, err, "could not be stored")
}
