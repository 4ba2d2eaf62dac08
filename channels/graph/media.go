package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/parleyhq/parley/channels"
)

// File is where to fetch a file and what it has to be.
type File struct {
	URL string
	// Token goes as bearer, to hosts of the provider only; "" sends none.
	Token Secret
	// MaxBytes is the most that is taken.
	MaxBytes int64
	// SHA256 in hexadecimal and Size are checked, unless zero.
	SHA256 string
	Size   int64
}

// Media is a file that was fetched.
type Media struct {
	// MIME is what the provider said it is. It decides nothing.
	MIME   string
	Size   int64
	SHA256 string
}

// fetchTime bounds the fetching of one file.
const fetchTime = 2 * time.Minute

// Fetch writes a file to w. It goes to the provider's hosts only, whatever the
// address says, and follows redirects only to those. It fails with
// *channels.MediaError; what w got by then is to be thrown away.
func (c *Client) Fetch(ctx context.Context, f File, w io.Writer) (Media, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	response, err := c.open(ctx, f)
	if err != nil {
		return Media{}, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.ContentLength > f.MaxBytes {
		return Media{}, tooLarge(f.MaxBytes)
	}
	hash := sha256.New()
	limited := &io.LimitedReader{R: response.Body, N: f.MaxBytes + 1}
	written := &writer{to: io.MultiWriter(w, hash)}
	size, err := io.Copy(written, limited)
	switch {
	case written.err != nil:
		return Media{}, &channels.MediaError{Reason: "the file could not be stored", Again: true, Cause: written.err}
	case err != nil:
		return Media{}, &channels.MediaError{Reason: "the file could not be read to its end", Again: true, Cause: strip(err)}
	case size > f.MaxBytes:
		return Media{}, tooLarge(f.MaxBytes)
	}
	sum := hex.EncodeToString(hash.Sum(nil))
	if f.Size > 0 && size != f.Size {
		return Media{}, &channels.MediaError{Reason: "the file is not as long as the provider says", Again: true}
	}
	if f.SHA256 != "" && !strings.EqualFold(sum, f.SHA256) {
		return Media{}, &channels.MediaError{Reason: "the file is not what was sent: its hash differs", Again: true}
	}
	return Media{MIME: response.Header.Get("Content-Type"), Size: size, SHA256: sum}, nil
}

// open follows redirects by itself: each address is judged before it sees the
// token.
func (c *Client) open(ctx context.Context, f File) (*http.Response, error) {
	const hops = 4
	address := f.URL
	for range hops {
		to, err := c.judge(address)
		if err != nil {
			return nil, err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
		if err != nil {
			return nil, &channels.MediaError{Reason: "the file's address cannot be used"}
		}
		authorise(request, f.Token)
		response, err := c.http.Do(request)
		if err != nil {
			return nil, &channels.MediaError{Reason: describe(err), Again: true, Cause: strip(err)}
		}
		if response.StatusCode == http.StatusOK {
			return response, nil
		}
		_ = response.Body.Close()
		next, err := to.Parse(response.Header.Get("Location"))
		if response.StatusCode < 300 || response.StatusCode > 399 || err != nil {
			return nil, refused(response.StatusCode, f.Token)
		}
		address = next.String()
	}
	return nil, &channels.MediaError{Reason: "the file's address leads in circles"}
}

// judge parses an address and refuses what is not on the provider's hosts.
func (c *Client) judge(address string) (*url.URL, error) {
	to, err := url.Parse(address)
	if err != nil || to.User != nil || to.Host == "" {
		return nil, &channels.MediaError{Reason: "the file's address cannot be used"}
	}
	if to.Scheme == c.base.Scheme && strings.EqualFold(to.Host, c.base.Host) {
		return to, nil
	}
	ours := func(host string) bool {
		at := strings.ToLower(to.Host)
		return at == host || strings.HasPrefix(host, ".") && strings.HasSuffix(at, host)
	}
	if to.Scheme != "https" || !slices.ContainsFunc(c.hosts, ours) {
		return nil, &channels.MediaError{Reason: "the file's address is not one of the provider's"}
	}
	return to, nil
}

// refused says why a file is not given. An address that works without a token is
// signed: when it is no longer taken, it has expired.
func refused(status int, token Secret) error {
	forbidden := status == http.StatusUnauthorized || status == http.StatusForbidden
	switch {
	case status == http.StatusNotFound, status == http.StatusGone, forbidden && token == "":
		return &channels.MediaError{Reason: "the file has expired: the provider no longer has it"}
	case forbidden:
		return &channels.MediaError{Reason: "the provider does not let this inbox have the file", Again: true}
	case status == http.StatusTooManyRequests, status >= 500:
		return &channels.MediaError{Reason: fmt.Sprintf("the provider answered %d", status), Again: true}
	default:
		return &channels.MediaError{Reason: fmt.Sprintf("the provider answered %d", status)}
	}
}

func tooLarge(limit int64) error {
	return &channels.MediaError{Reason: fmt.Sprintf("the file is larger than %d MB", limit>>20)}
}

// writer tells its own errors from those of what is copied to it.
type writer struct {
	to  io.Writer
	err error
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	if err != nil {
		w.err = errors.Join(w.err, err)
	}
	return n, err
}
