package messenger

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// Fetch writes an attachment of an incoming message to w. Its address is signed
// and holds for some days, so it is fetched without the account's token, and from
// Facebook's hosts only. It fails with *channels.MediaError; what w got by then is
// to be thrown away.
func (c *Channel) Fetch(ctx context.Context, account Account, a provider.Attachment, w io.Writer) (graph.Media, error) {
	if err := account.Validate(); err != nil {
		return graph.Media{}, err
	}
	return c.api.Fetch(ctx, graph.File{URL: a.URL, MaxBytes: c.maxDownload, SHA256: a.SHA256, Size: a.Size}, w)
}

// Upload is a file to be put at Messenger's.
type Upload struct {
	Name string
	MIME string
	Kind provider.Kind
	// Size in bytes is what Content holds.
	Size    int64
	Content io.Reader
}

// Upload puts a file at Messenger's and returns its attachment id, which holds
// for 90 days. It fails as Send does, except that it may always be repeated:
// nobody sees a file before it is sent.
func (c *Channel) Upload(ctx context.Context, account Account, u Upload) (attachmentID string, err error) {
	if err := account.Validate(); err != nil {
		return "", err
	}
	if err := u.check(); err != nil {
		return "", err
	}
	kind, _ := typeOf(u.Kind)
	message, err := json.Marshal(map[string]any{
		"attachment": map[string]any{"type": kind, "payload": map[string]any{"is_reusable": true}},
	})
	if err != nil {
		return "", fmt.Errorf("encode upload: %w", err)
	}
	body, contentType := graph.Form{
		Fields: [][2]string{{"message", string(message)}}, Part: "filedata",
		Name: u.Name, MIME: u.MIME, Size: u.Size, Content: u.Content,
	}.Stream()
	defer func() { _ = body.Close() }()
	// Messenger looks at the file before it answers: 75 s for a video.
	const timeout = 2 * time.Minute
	answer, err := c.api.Do(ctx, graph.Call{
		Method: http.MethodPost, Path: []string{account.PageID, "message_attachments"},
		Token: account.Token, AppSecret: account.AppSecret, Body: body, ContentType: contentType, Timeout: timeout,
	})
	if err != nil {
		return "", c.table.Repeatable(err)
	}
	if answer.Text("attachment_id") == "" {
		return "", &channels.NotSentError{Cause: &channels.PlainError{Words: "Messenger's answer holds no id of the file"}}
	}
	return answer.Text("attachment_id"), nil
}

func (u Upload) check() error {
	rule, ok := Policy().Rule(u.Kind)
	switch {
	case !ok:
		return reject("Messenger takes no files of this kind")
	case !rule.Takes(u.MIME):
		return reject("Messenger takes no files of this type as " + string(u.Kind))
	case u.Size <= 0:
		return reject("the file is empty")
	case u.Size > rule.MaxBytes:
		return reject(fmt.Sprintf("the file is larger than %d MB, the most that Messenger takes as %s", rule.MaxBytes>>20, u.Kind))
	}
	return nil
}
