package messenger_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/conversation"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

// files is what is stored here, and notes what was opened.
type files map[string]string

const opened = "opened "

func (f files) Open(_ context.Context, id string) (io.ReadCloser, conversation.Attachment, error) {
	content, ok := f[id]
	if !ok {
		return nil, conversation.Attachment{}, conversation.ErrNotFound
	}
	f[opened+id] = "yes"
	stored := conversation.Attachment{ID: id, Name: "a.png", MIME: "image/png", Size: int64(len(content))}
	return io.NopCloser(bytes.NewReader([]byte(content))), stored, nil
}

// inboxOf is an inbox with the bundle's account.
func inboxOf(b *bundle) conversation.Inbox {
	return conversation.Inbox{
		ID: "inbox", Channel: conversation.ChannelMessenger, Account: b.account.PageID,
		Config: map[string]string{"app_id": b.account.AppID, "graph_url": b.api.URL()},
		Credentials: map[string]string{
			"app_secret": string(b.account.AppSecret), "verify_token": string(b.account.VerifyToken), "token": string(b.account.Token),
		},
	}
}

func TestInboxes(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	i := messenger.NewInboxes(messenger.InboxOptions{AllowPrivate: true, Files: files{"f1": "photo"}, Now: b.clock.Now})
	for _, face := range []any{
		(*channels.Channel)(nil), (*channels.Handshaker)(nil), (*channels.Fetcher)(nil), (*channels.Checker)(nil),
		(*channels.Registrar)(nil), (*channels.Presence)(nil), (*channels.Namer)(nil), (*channels.Signer)(nil),
	} {
		require.Implements(t, face, i)
	}
	require.False(t, i.RetriesUnknown())
	require.True(t, i.Policy().WindowBlocks())
	inbox, ctx := inboxOf(b), t.Context()
	name, err := i.Name(ctx, inbox, psid(ann))
	require.NoError(t, err)
	require.Equal(t, "Ann Ek", name)

	challenge, err := i.Handshake(inbox, url.Values{
		"hub.mode": {"subscribe"}, "hub.verify_token": {"canary-verify-token"}, "hub.challenge": {"1158"},
	})
	require.NoError(t, err)
	require.Equal(t, "1158", challenge)
	info, err := i.Check(ctx, inbox)
	require.NoError(t, err)
	require.Equal(t, pageID, info.Account)
	require.Equal(t, "Parley", info.Name)

	b.page.Message(ann, map[string]any{"attachments": []any{b.api.AddFile("image", "image/png", []byte("theirs"))}})
	w := b.api.Webhooks()[0]
	events, err := i.Decode(inbox, http.Header{graph.SignatureHeader: {w.Signature}}, w.Body)
	require.NoError(t, err)
	var to bytes.Buffer
	require.NoError(t, i.Fetch(ctx, inbox, events[0].Message.Attachments[0], &to))
	require.Equal(t, "theirs", to.String())

	require.NoError(t, i.Typing(ctx, inbox, psid(ann), ""))
	require.NoError(t, i.MarkRead(ctx, inbox, psid(ann), events[0].Message.ExternalID))
	require.Len(t, b.page.Actions(), 2)

	d := conversation.Dispatch{
		Inbox: inbox, Identities: psid(ann),
		Message: conversation.Message{
			ID: "our-1", Author: conversation.ByAgent, Text: "see", ReplyTo: events[0].Message.ExternalID,
			Attachments: []conversation.Attachment{{ID: "f1"}},
		},
	}
	_, err = i.Send(ctx, d)
	require.NoError(t, err)
	sent := b.page.Sent()
	require.Len(t, sent, 2, "the text, and the file")
	message, _ := sent[1].Body["message"].(map[string]any)
	attachment, _ := message["attachment"].(map[string]any)
	require.Equal(t, "image", attachment["type"])
	payload, _ := attachment["payload"].(map[string]any)
	id, _ := payload["attachment_id"].(string)
	require.Equal(t, "photo", string(b.api.File(id)))

	// After a day only people write, and say so.
	b.clock.Add(25 * time.Hour)
	d.HumanWindow, d.Message.Attachments = true, nil
	_, err = i.Send(ctx, d)
	require.NoError(t, err)
	require.Equal(t, "HUMAN_AGENT", b.page.Sent()[2].Body["tag"])
	d.Message.Author = conversation.ByAuto
	_, err = i.Send(ctx, d)
	require.ErrorContains(t, err, "no automatic messages")
}

// TestInboxesRefuse what cannot go before anything is put at Messenger's.
func TestInboxesRefuse(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.page.Write(ann, "hi")
	stored := files{"f1": "photo"}
	i := messenger.NewInboxes(messenger.InboxOptions{AllowPrivate: true, Files: stored, Now: b.clock.Now})
	dispatch := func(change func(*conversation.Dispatch)) conversation.Dispatch {
		d := conversation.Dispatch{
			Inbox: inboxOf(b), Identities: psid(ann), Message: conversation.Message{ID: "our-1", Author: conversation.ByAgent, Text: "x"},
		}
		change(&d)
		return d
	}
	file := conversation.Attachment{ID: "f1"}
	for words, d := range map[string]conversation.Dispatch{
		"no templates": dispatch(func(d *conversation.Dispatch) { d.Template = &conversation.Template{Name: "n"} }),
		"one file per": dispatch(func(d *conversation.Dispatch) { d.Message.Attachments = []conversation.Attachment{file, file} }),
		"no Messenger id": dispatch(func(d *conversation.Dispatch) {
			d.Identities, d.Message.Attachments = nil, []conversation.Attachment{file}
		}),
		"graph_url cannot": dispatch(func(d *conversation.Dispatch) { d.Inbox.Config = map[string]string{"app_id": "1", "graph_url": "::"} }),
		"no longer there": dispatch(func(d *conversation.Dispatch) {
			d.Message.Attachments = []conversation.Attachment{{ID: "none"}}
		}),
	} {
		_, err := i.Send(t.Context(), d)
		require.ErrorContains(t, err, words)
	}
	require.Empty(t, b.page.Sent())
	require.NotContains(t, stored, opened+"f1", "nothing was uploaded for what cannot be sent")

	inbox := inboxOf(b)
	delete(inbox.Credentials, "app_secret")
	_, decodeErr := i.Decode(inbox, signed(nil), nil)
	_, shakeErr := i.Handshake(inbox, nil)
	_, checkErr := i.Check(t.Context(), inbox)
	_, sendErr := i.Send(t.Context(), conversation.Dispatch{Inbox: inbox})
	for _, err := range []error{
		decodeErr, shakeErr, checkErr, sendErr, i.Register(t.Context(), inbox, "https://x.example/"),
		i.Fetch(t.Context(), inbox, provider.Attachment{}, io.Discard), i.MarkRead(t.Context(), inbox, psid(ann), ""),
		i.Typing(t.Context(), inbox, psid(ann), ""),
	} {
		require.ErrorIs(t, err, channels.ErrAccountIncomplete)
	}
}

// TestPrivateAddresses are not dialled unless that is allowed.
func TestPrivateAddresses(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	i := messenger.NewInboxes(messenger.InboxOptions{Now: b.clock.Now})
	_, err := i.Check(t.Context(), inboxOf(b))
	require.ErrorContains(t, err, "not a public one")
}
