package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/outbound"
	"github.com/parleyhq/parley/conversation"
)

// linkTime bounds the fetching of one file.
const linkTime = 2 * time.Minute

// Links fetches files by the address that somebody wrote into a message. It
// brings no credentials, and dials public addresses only.
type Links struct {
	client *http.Client
	// within bounds one fetch, however slowly it comes.
	within time.Duration
}

// NewLinks returns a fetcher. With allowPrivate it dials loopback and private
// networks too.
func NewLinks(allowPrivate bool) *Links { return &Links{outbound.NewClient(allowPrivate), linkTime} }

var _ channels.Fetcher = (*Links)(nil)

// Fetch writes the file to w, following a few redirects, none of them from https
// to http. It fails with *channels.MediaError.
func (l *Links) Fetch(ctx context.Context, _ conversation.Inbox, a conversation.Attachment, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, l.within)
	defer cancel()
	response, err := l.open(ctx, a.URL)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	size, err := io.Copy(keeping{w}, response.Body)
	switch _, ours := errors.AsType[*storeError](err); {
	case ours:
		return &channels.MediaError{Reason: "the file could not be stored", Again: true, Cause: err}
	case err != nil:
		return &channels.MediaError{Reason: "the file could not be read to its end", Again: true, Cause: plain(err)}
	case size == 0:
		return &channels.MediaError{Reason: "there is nothing at the file's address"}
	}
	return nil
}

func (l *Links) open(ctx context.Context, address string) (*http.Response, error) {
	const hops = 5
	secure := false
	for range hops {
		to, err := url.Parse(address)
		if err != nil || to.Host == "" || to.User != nil || to.Scheme != "https" && to.Scheme != "http" {
			return nil, &channels.MediaError{Reason: "the file's address is no plain http or https address"}
		}
		if secure && to.Scheme != "https" {
			return nil, &channels.MediaError{Reason: "the file's address leads from https to http"}
		}
		secure = to.Scheme == "https"
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
		if err != nil {
			return nil, &channels.MediaError{Reason: "the file's address cannot be used"}
		}
		request.Header.Set("User-Agent", "Parley")
		response, err := l.client.Do(request)
		if err != nil {
			return nil, unreachable(err)
		}
		if response.StatusCode == http.StatusOK {
			return response, nil
		}
		_ = response.Body.Close()
		next, err := to.Parse(response.Header.Get("Location"))
		if response.StatusCode < 300 || response.StatusCode > 399 || response.Header.Get("Location") == "" || err != nil {
			return nil, refused(response.StatusCode)
		}
		address = next.String()
	}
	return nil, &channels.MediaError{Reason: "the file's address leads in circles"}
}

func unreachable(err error) error {
	if outbound.Prohibited(err) {
		return &channels.MediaError{Reason: "the file's address is not a public one"}
	}
	return &channels.MediaError{Reason: "the file's address cannot be reached", Again: true, Cause: plain(err)}
}

func refused(status int) error {
	again := status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500
	reason := fmt.Sprintf("the file's address answers %d", status)
	if status == http.StatusNotFound || status == http.StatusGone {
		reason = "there is no file at its address any more"
	}
	return &channels.MediaError{Reason: reason, Again: again}
}

// plain takes the address out of an error: it may hold what opens the file.
func plain(err error) error {
	if address, ok := errors.AsType[*url.Error](err); ok {
		return address.Err
	}
	return err
}

// keeping tells errors of what is written to from errors of what is read.
type keeping struct{ to io.Writer }

type storeError struct{ error }

func (e *storeError) Unwrap() error { return e.error }

func (k keeping) Write(p []byte) (int, error) {
	n, err := k.to.Write(p)
	if err != nil {
		return n, &storeError{err}
	}
	return n, nil
}
