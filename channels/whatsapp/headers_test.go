package whatsapp_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/conversation"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
)

// shelf holds one file and counts how often it is opened.
type shelf struct{ opened atomic.Int64 }

func (s *shelf) Open(context.Context, string) (io.ReadCloser, conversation.Attachment, error) {
	s.opened.Add(1)
	const content = "%PDF-1.7"
	return io.NopCloser(strings.NewReader(content)), conversation.Attachment{
		ID: "f1", Name: "menu.pdf", MIME: "application/pdf", Size: int64(len(content)), State: conversation.FileStored,
	}, nil
}

// TestHeaderIsUploadedOnce: what a campaign sends to many is put at WhatsApp's by
// the first of those who send it at once, and again when a day has passed.
func TestHeaderIsUploadedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.api.AddTemplate(fake.WhatsAppTemplate{BusinessID: businessID, Name: "menu", Language: "en", Status: "APPROVED"})
	files := &shelf{}
	i := whatsapp.NewInboxes(whatsapp.InboxOptions{AllowPrivate: true, Files: files, Now: b.clock.Now})
	inbox := conversation.Inbox{
		Channel: conversation.ChannelWhatsApp, Account: numberID, Config: map[string]string{"business_id": businessID, "graph_url": b.api.URL()},
		Credentials: map[string]string{"app_secret": string(b.account.AppSecret), "token": string(b.account.Token), "verify_token": "v"},
	}
	send := func(n int) error {
		_, err := i.Send(t.Context(), conversation.Dispatch{
			Inbox: inbox, Identities: phone(ann.Phone), Message: conversation.Message{ID: fmt.Sprintf("our-%d", n)},
			Template: &conversation.Template{Name: "menu", Language: "en", Header: &conversation.TemplateHeader{
				Attachment: &conversation.Attachment{ID: "f1", Kind: conversation.KindDocument, MIME: "application/pdf", Name: "our menu.pdf"},
			}},
		})
		return err
	}
	var sending sync.WaitGroup
	errs := make([]error, 16)
	for n := range errs {
		sending.Go(func() { errs[n] = send(n) })
	}
	sending.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.EqualValues(t, 1, files.opened.Load())
	sent := b.api.Sent()
	require.Len(t, sent, 16)
	document := func(at int) map[string]any {
		header := sent[at].Body["template"].(map[string]any)["components"].([]any)[0].(map[string]any)
		require.Equal(t, "header", header["type"])
		return header["parameters"].([]any)[0].(map[string]any)["document"].(map[string]any)
	}
	for at := range sent {
		require.Equal(t, map[string]any{"id": document(0)["id"], "filename": "our menu.pdf"}, document(at))
	}
	require.Equal(t, "%PDF-1.7", string(b.api.Media(document(0)["id"].(string))))

	b.clock.Add(25 * time.Hour)
	require.NoError(t, send(17))
	require.EqualValues(t, 2, files.opened.Load())
}
