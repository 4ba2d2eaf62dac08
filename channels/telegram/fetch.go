package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/provider"
)

// Media is a file that was fetched.
type Media struct {
	// MIME is what Telegram said it is. It decides nothing.
	MIME   string
	Size   int64
	SHA256 string
}

// fetchTime bounds the fetching of one file.
const fetchTime = 2 * time.Minute

// Fetch writes a file of an incoming message to w. It asks where the file is and
// fetches it from the API's own host; no redirect is followed, since the address
// holds the token. Telegram gives bots files of up to 20 MB. It fails with
// *channels.MediaError or channels.ErrNeedsReauth; what w got by then is to be
// thrown away.
func (c *Channel) Fetch(ctx context.Context, account Account, a provider.Attachment, w io.Writer) (Media, error) {
	if err := account.Validate(); err != nil {
		return Media{}, err
	}
	switch {
	case a.MediaID == "":
		return Media{}, &channels.MediaError{Reason: "the file has no id"}
	case a.Size > c.maxDownload:
		return Media{}, c.tooLarge()
	}
	got, err := c.do(ctx, account, "getFile", map[string]any{"file_id": a.MediaID})
	if err != nil {
		return Media{}, unavailable(err)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	response, err := c.open(ctx, account, got.result().Text("file_path"))
	if err != nil {
		return Media{}, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.ContentLength > c.maxDownload {
		return Media{}, c.tooLarge()
	}
	media, err := c.copy(w, response.Body)
	if err != nil {
		return Media{}, err
	}
	if size := got.result().Int("file_size"); size > 0 && size != media.Size {
		return Media{}, &channels.MediaError{Reason: "the file is not as long as Telegram says", Again: true}
	}
	if media.MIME = a.MIME; media.MIME == "" {
		media.MIME = response.Header.Get("Content-Type")
	}
	return media, nil
}

// copy tells an error of w from one of the file.
func (c *Channel) copy(w io.Writer, from io.Reader) (Media, error) {
	hash, size, block := sha256.New(), int64(0), make([]byte, 32<<10)
	for {
		n, err := from.Read(block)
		if size += int64(n); size > c.maxDownload {
			return Media{}, c.tooLarge()
		}
		_, _ = hash.Write(block[:n])
		if _, err := w.Write(block[:n]); err != nil {
			return Media{}, &channels.MediaError{Reason: "the file could not be stored", Again: true, Cause: err}
		}
		switch {
		case errors.Is(err, io.EOF):
			return Media{Size: size, SHA256: hex.EncodeToString(hash.Sum(nil))}, nil
		case err != nil:
			return Media{}, &channels.MediaError{Reason: "the file could not be read to its end", Again: true, Cause: strip(err)}
		}
	}
}

// open gets the file at a path that getFile named. A server of one's own names
// paths of its machine, which cannot be had over HTTP.
func (c *Channel) open(ctx context.Context, account Account, path string) (*http.Response, error) {
	segments := strings.Split(path, "/")
	for _, segment := range segments {
		if strings.Trim(segment, ".") == "" || strings.ContainsAny(segment, "\\?#%") {
			return nil, &channels.MediaError{Reason: "Telegram named no path of the file that can be used"}
		}
	}
	address := c.base.JoinPath(append([]string{"file", "bot" + string(account.Token)}, segments...)...).String()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, &channels.MediaError{Reason: "Telegram named no path of the file that can be used"}
	}
	request.Header.Set("User-Agent", "Parley")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, &channels.MediaError{Reason: describe(err), Again: true, Cause: strip(err)}
	}
	if response.StatusCode == http.StatusOK {
		return response, nil
	}
	_ = response.Body.Close()
	again := response.StatusCode == http.StatusTooManyRequests || response.StatusCode >= 500 || response.StatusCode == http.StatusNotFound
	return nil, &channels.MediaError{Reason: fmt.Sprintf("Telegram answered %d for the file", response.StatusCode), Again: again}
}

// unavailable says why a file's path could not be had.
func unavailable(err error) error {
	var refused *apiError
	if !errors.As(err, &refused) {
		return &channels.MediaError{Reason: "Telegram could not be asked for the file", Again: true, Cause: err}
	}
	outcome := refused.outcome()
	var rejected *channels.RejectedError
	switch says := strings.ToLower(refused.Says); {
	case errors.Is(outcome, channels.ErrNeedsReauth):
		return outcome
	case strings.Contains(says, "file is too big"):
		return &channels.MediaError{Reason: "the file is larger than 20 MB, the most that Telegram gives bots", Cause: refused}
	case strings.Contains(says, "temporarily unavailable"):
		return &channels.MediaError{Reason: "Telegram does not have the file, or not at the moment", Again: true, Cause: refused}
	case errors.As(outcome, &rejected):
		return &channels.MediaError{Reason: rejected.Reason, Cause: refused}
	default:
		return &channels.MediaError{Reason: "Telegram could not give the file now", Again: true, Cause: refused}
	}
}

func (c *Channel) tooLarge() error {
	return &channels.MediaError{Reason: fmt.Sprintf("the file is larger than %d MB", c.maxDownload>>20)}
}
