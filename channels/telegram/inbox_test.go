package telegram_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/telegram"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Whoever holds a channel asks for these, and does without if they are not there.
var _ interface {
	channels.Channel
	channels.Fetcher
	channels.Checker
	channels.Registrar
	channels.Presence
} = (*telegram.Inboxes)(nil)

// stored is a store of one file.
type stored struct {
	file    conversation.Attachment
	content []byte
	closed  int
}

func (s *stored) Open(_ context.Context, id string) (io.ReadCloser, conversation.Attachment, error) {
	if id != s.file.ID {
		return nil, conversation.Attachment{}, conversation.ErrNotFound
	}
	return &closer{bytes.NewReader(s.content), s}, s.file, nil
}

type closer struct {
	io.Reader
	of *stored
}

func (c *closer) Close() error {
	c.of.closed++
	return nil
}

func (b *bundle) inbox() conversation.Inbox {
	return conversation.Inbox{
		ID: "7", Channel: conversation.ChannelTelegram, Account: botID, Config: map[string]string{"api_url": b.api.URL()},
		Credentials: map[string]string{"token": string(b.account.Token), "secret": string(b.account.Secret)},
	}
}

func TestInboxes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	files := &stored{
		file:    conversation.Attachment{ID: "f1", Name: "a.png", MIME: "image/png", Size: 3},
		content: []byte("png"),
	}
	in := telegram.NewInboxes(telegram.InboxOptions{AllowPrivate: true, Files: files})
	require.False(t, in.RetriesUnknown())
	require.Equal(t, telegram.Policy(), in.Policy())
	require.NoError(t, in.Register(t.Context(), b.inbox(), callback))

	b.api.Act(ann, map[string]any{"document": b.api.AddFile("text/plain", []byte("words"))})
	events, err := in.Decode(b.inbox(), vouched(), b.api.Updates()[0])
	require.NoError(t, err)
	message := events[0].Message
	var to bytes.Buffer
	require.NoError(t, in.Fetch(t.Context(), b.inbox(), message.Attachments[0], &to))
	require.Equal(t, "words", to.String())

	info, err := in.Check(t.Context(), b.inbox())
	require.NoError(t, err)
	require.Equal(t, channels.AccountInfo{
		Account: botID, Name: "Desk", Detail: map[string]string{"username": "desk_bot", "webhook": callback, "waiting": "0"},
	}, info)
	require.NoError(t, in.Typing(t.Context(), b.inbox(), annsID(), message.ExternalID))
	require.NoError(t, in.Acknowledge(t.Context(), b.inbox(), message.ExternalID))

	d := conversation.Dispatch{
		Inbox: b.inbox(), Identities: message.From.Identities,
		Message: conversation.Message{Text: "see", ReplyTo: message.ExternalID, Attachments: []conversation.Attachment{{ID: "f1"}}},
	}
	sent, err := in.Send(t.Context(), d)
	require.NoError(t, err)
	require.Equal(t, "4611686018427387001:2", sent.ExternalID)
	require.Equal(t, "sendPhoto", b.api.Sent()[0].Method)
	require.Equal(t, "png", string(b.api.Sent()[0].Files["photo"].Content))
	require.Equal(t, 1, files.closed)

	d.Message.Attachments = []conversation.Attachment{{URL: "https://x.example/a.pdf", MIME: "application/pdf"}}
	_, err = in.Send(t.Context(), d)
	require.NoError(t, err)
	require.Equal(t, "https://x.example/a.pdf", b.api.Sent()[1].Fields["document"])

	var notSent *channels.NotSentError
	d.Message.Attachments = []conversation.Attachment{{ID: "f1"}, {ID: "other"}}
	_, err = in.Send(t.Context(), d)
	require.ErrorAs(t, err, &notSent)
	require.Equal(t, 2, files.closed, "what was opened before is closed")
	d.Template = &conversation.Template{Name: "x"}
	_, err = in.Send(t.Context(), d)
	require.ErrorContains(t, err, "no templates")
}

// TestInboxesThatCannotStart take nothing and send nothing.
func TestInboxesThatCannotStart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := telegram.NewInboxes(telegram.InboxOptions{AllowPrivate: true})
	for _, missing := range []string{"token", "secret"} {
		inbox := b.inbox()
		delete(inbox.Credentials, missing)
		_, err := in.Decode(inbox, vouched(), from(`"text":"x"`))
		require.ErrorIs(t, err, channels.ErrAccountIncomplete)
		_, err = in.Check(t.Context(), inbox)
		require.ErrorIs(t, err, channels.ErrAccountIncomplete)
	}
	inbox := b.inbox()
	inbox.Config["api_url"] = "ftp://x.example"
	_, err := in.Send(t.Context(), conversation.Dispatch{
		Inbox: inbox, Identities: []provider.Identity{{Kind: provider.TelegramUser, Value: "1"}}, Message: conversation.Message{Text: "x"},
	})
	require.ErrorContains(t, err, "api_url")
}
