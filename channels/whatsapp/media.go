package whatsapp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// Fetch writes an attachment of an incoming message to w: it asks for the file's
// address, which holds for five minutes, and fetches it from WhatsApp's hosts
// with the account's token. The length and the hash are checked against what the
// webhook and the API say. It fails with *channels.MediaError or
// channels.ErrNeedsReauth; what w got by then is to be thrown away.
func (c *Channel) Fetch(ctx context.Context, account Account, a provider.Attachment, w io.Writer) (graph.Media, error) {
	if err := account.Validate(); err != nil {
		return graph.Media{}, err
	}
	file := graph.File{URL: a.URL, Token: account.Token, MaxBytes: c.maxDownload, SHA256: a.SHA256, Size: a.Size}
	mime := a.MIME
	if a.MediaID != "" {
		meta, err := c.api.Do(ctx, graph.Call{
			Method: http.MethodGet, Path: []string{a.MediaID}, Token: account.Token,
			Query: url.Values{"phone_number_id": {account.PhoneNumberID}},
		})
		if err != nil {
			return graph.Media{}, c.unavailable(err)
		}
		file.URL = meta.Text("url")
		if size := meta.Int("file_size"); size > 0 {
			file.Size = size
		}
		// The webhook was signed; what it says of the content counts.
		if file.SHA256 == "" {
			file.SHA256 = hexSum(meta.Text("sha256"))
		}
		mime = first(meta.Text("mime_type"), mime)
	}
	if file.Size > c.maxDownload {
		return graph.Media{}, &channels.MediaError{Reason: fmt.Sprintf("the file is larger than %d MB", c.maxDownload>>20)}
	}
	media, err := c.api.Fetch(ctx, file, w)
	if err != nil {
		return graph.Media{}, err
	}
	media.MIME = first(mime, media.MIME)
	return media, nil
}

// unavailable says why a file's address could not be had.
func (c *Channel) unavailable(err error) error {
	var answered *graph.Error
	if !errors.As(err, &answered) {
		return &channels.MediaError{Reason: "WhatsApp could not be asked for the file", Again: true, Cause: err}
	}
	outcome := c.table.Outcome(err)
	var notSent *channels.NotSentError
	switch {
	case errors.Is(outcome, channels.ErrNeedsReauth):
		return outcome
	case errors.As(outcome, &notSent), answered.Status >= 500:
		return &channels.MediaError{Reason: "WhatsApp could not give the file now", Again: true, Cause: err}
	default:
		return &channels.MediaError{
			Reason: "the file has expired: WhatsApp keeps what people send for 7 days, and uploads for 30", Cause: err,
		}
	}
}

// Upload is a file to be put at WhatsApp's.
type Upload struct {
	Name string
	MIME string
	Kind provider.Kind
	// Size in bytes is what Content holds.
	Size    int64
	Content io.Reader
}

// Upload puts a file at WhatsApp's and returns its media id, which holds for 30
// days. It fails as Send does, except that it may always be repeated: nobody
// sees a file before it is sent.
func (c *Channel) Upload(ctx context.Context, account Account, u Upload) (mediaID string, err error) {
	if err := account.Validate(); err != nil {
		return "", err
	}
	if err := u.check(); err != nil {
		return "", err
	}
	body, contentType := graph.Form{
		Fields: [][2]string{{"messaging_product", "whatsapp"}, {"type", u.MIME}}, Part: "file",
		Name: u.Name, MIME: u.MIME, Size: u.Size, Content: u.Content,
	}.Stream()
	defer func() { _ = body.Close() }()
	// At 1 MB/s a document of 100 MB takes that long.
	const timeout = 2 * time.Minute
	answer, err := c.api.Do(ctx, graph.Call{
		Method: http.MethodPost, Path: []string{account.PhoneNumberID, "media"}, Token: account.Token,
		Body: body, ContentType: contentType, Timeout: timeout,
	})
	if err != nil {
		return "", c.table.Repeatable(err)
	}
	if answer.Text("id") == "" {
		return "", &channels.NotSentError{Cause: &channels.PlainError{Words: "WhatsApp's answer holds no id of the file"}}
	}
	return answer.Text("id"), nil
}

func (u Upload) check() error {
	rule, ok := Policy().Rule(u.Kind)
	switch {
	case !ok:
		return reject("WhatsApp takes no files of this kind")
	case !rule.Takes(u.MIME):
		return reject("WhatsApp takes no files of this type as " + string(u.Kind))
	case u.Size <= 0:
		return reject("the file is empty")
	case u.Size > rule.MaxBytes && rule.MaxBytes < 1<<20:
		return reject(fmt.Sprintf("the file is larger than %d kB, the most that WhatsApp takes as %s", rule.MaxBytes>>10, u.Kind))
	case u.Size > rule.MaxBytes:
		return reject(fmt.Sprintf("the file is larger than %d MB, the most that WhatsApp takes as %s", rule.MaxBytes>>20, u.Kind))
	}
	return nil
}
