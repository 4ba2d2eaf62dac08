package files

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

func fetchLink(ctx context.Context, l *Links, address string) *channels.MediaError {
	err := l.Fetch(ctx, conversation.Inbox{}, conversation.Attachment{URL: address}, io.Discard)
	if media, ok := errors.AsType[*channels.MediaError](err); ok {
		return media
	}
	return nil
}

// Nobody makes Parley call what stands beside it, however the address is written:
// what counts is what is dialled.
func TestAddressesThatAreNotPublic(t *testing.T) {
	t.Parallel()
	var called atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called.Store(true) }))
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	require.NoError(t, err)
	strict, private := NewLinks(false), NewLinks(true)
	for _, host := range []string{
		"127.0.0.1", "127.1.2.3", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "localhost",
		"10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "168.63.129.16",
		"[fd00:ec2::254]", "[fe80::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::ffff:a9fe:a9fe]",
		"198.18.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255", "[ff02::1]",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		media := fetchLink(ctx, strict, "http://"+host+":"+port+"/")
		cancel()
		require.NotNil(t, media, host)
		require.NotContains(t, media.Reason, port, "no address in what people read")
		require.False(t, called.Load(), host)
	}
	// Metadata services stay out of reach where private networks are allowed.
	for _, host := range []string{"169.254.169.254", "168.63.129.16", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"} {
		media := fetchLink(t.Context(), private, "http://"+host+"/latest/meta-data")
		require.NotNil(t, media, host)
		require.Equal(t, "the file's address is not a public one", media.Reason, host)
		require.False(t, media.Again)
	}
	// Numbers in other bases are no addresses to Go, and names to nobody.
	for _, host := range []string{"2130706433", "0x7f000001", "0177.0.0.1", "127.1"} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		require.NotNil(t, fetchLink(ctx, strict, "http://"+host+":"+port+"/"), host)
		cancel()
		require.False(t, called.Load(), host)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	t.Parallel()
	l := NewLinks(true)
	for _, address := range []string{
		"", "file:///etc/passwd", "gopher://example.org/", "data:text/plain,x", "ftp://example.org/a", "//example.org/a",
		"https://user:pass@example.org/a", "javascript:alert(1)", "http://", "http://exa mple.org/", "\x00",
	} {
		media := fetchLink(t.Context(), l, address)
		require.NotNil(t, media, address)
		require.Equal(t, "the file's address is no plain http or https address", media.Reason, address)
		require.False(t, media.Again)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var plainServer string
	mux := http.NewServeMux()
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/metadata", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	mux.HandleFunc("/down", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, plainServer, http.StatusFound) })
	mux.HandleFunc("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	mux.HandleFunc("/away", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mux.HandleFunc("/nowhere", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) })
	mux.HandleFunc("/short", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "ten bytes.")
	})
	mux.HandleFunc("/empty", func(http.ResponseWriter, *http.Request) {})
	secure, plain := httptest.NewTLSServer(mux), httptest.NewServer(mux)
	t.Cleanup(secure.Close)
	t.Cleanup(plain.Close)
	plainServer = plain.URL + "/a"
	trusting := secure.Client()
	trusting.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

	l := NewLinks(true)
	for path, want := range map[string]channels.MediaError{
		"/circle":   {Reason: "the file's address leads in circles"},
		"/metadata": {Reason: "the file's address is not a public one"},
		"/file":     {Reason: "the file's address is no plain http or https address"},
		"/gone":     {Reason: "there is no file at its address any more"},
		"/away":     {Reason: "the file's address answers 502", Again: true},
		"/nowhere":  {Reason: "the file's address answers 302"},
		"/short":    {Reason: "the file could not be read to its end", Again: true},
		"/empty":    {Reason: "there is nothing at the file's address"},
	} {
		media := fetchLink(t.Context(), l, plain.URL+path)
		require.NotNil(t, media, path)
		media.Cause = nil
		require.Equal(t, want, *media, path)
	}
	media := fetchLink(t.Context(), &Links{trusting, linkTime}, secure.URL+"/down")
	require.NotNil(t, media)
	require.Equal(t, "the file's address leads from https to http", media.Reason)
	media = fetchLink(t.Context(), l, secure.URL+"/gone")
	require.NotNil(t, media, "who is not trusted is not talked to")
	require.True(t, media.Again)
}

// A file that comes byte by byte for ever is cut off, and its server let go: the
// server closes only then.
func TestAFileThatNeverEndsToCome(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "10000000000")
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "x")
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(10 * time.Millisecond):
			}
		}
	}))
	t.Cleanup(server.Close)
	l := NewLinks(true)
	l.within = 300 * time.Millisecond
	media := fetchLink(t.Context(), l, server.URL+"/film")
	require.NotNil(t, media)
	require.True(t, media.Again)
}

// An address may hold what opens the file: it is in no error.
func TestErrorsHoldNoAddress(t *testing.T) {
	t.Parallel()
	const nobody = "http://127.0.0.1:1" // a port that nobody is ever given
	media := fetchLink(t.Context(), NewLinks(true), nobody+"/secret?token=abc")
	require.NotNil(t, media)
	require.True(t, media.Again)
	require.NotContains(t, media.Error(), "abc")
}
