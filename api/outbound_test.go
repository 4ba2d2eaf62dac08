package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// phone is a channel like WhatsApp, which says what was shown.
type phone struct {
	strictChannel
	shown chan string
}

func (phone) Policy() channels.Policy {
	return channels.Policy{
		Window: 24 * time.Hour, Templates: true, MaxText: 10, MaxFiles: 1, Reactions: []string{"👍", "🚫"},
		Media: []channels.MediaRule{{Kind: conversation.KindImage, MIME: []string{"image/png"}, MaxBytes: 100, MaxCaption: 5}},
	}
}

func (p phone) MarkRead(_ context.Context, _ conversation.Inbox, to []conversation.Identity, externalID string) error {
	p.shown <- "read " + to[0].Value + " " + externalID
	return nil
}

func (p phone) Typing(_ context.Context, _ conversation.Inbox, to []conversation.Identity, externalID string) error {
	p.shown <- "typing " + to[0].Value + " " + externalID
	return nil
}

func (p phone) React(_ context.Context, _ conversation.Inbox, to []conversation.Identity, externalID, emoji string) error {
	if emoji == "🚫" {
		return &channels.RejectedError{Reason: "not this one"}
	}
	p.shown <- emoji + " " + to[0].Value + " " + externalID
	return nil
}

// calling is a conversation on a phone whose window is open.
func calling(t *testing.T, window time.Duration) (b *bundle, p phone, asha account.User, session header, id string) {
	t.Helper()
	p = phone{shown: make(chan string, 10)}
	b = setup(t, func(_ *api.Config, s *api.Services) {
		s.Channels = map[conversation.Channel]api.Channel{conversation.ChannelWebhook: p}
	})
	asha, session = b.user(t, "asha", account.Agent)
	id = b.conversation(t, b.inbox(t).ID, "user-1", "hello")
	b.commit(t, id, func(s *conversation.State) {
		s.Cursor, s.Ticket, s.Status, s.WindowExpiresAt = 1, 1, conversation.Pending, time.Now().Add(window)
	})
	return b, p, asha, session, id
}

// What the channel does not take is refused with the limit in words, and nothing is
// stored.
func TestSendMessageThatDoesNotFit(t *testing.T) {
	t.Parallel()
	b, _, _, session, id := calling(t, time.Hour)
	path := "/v1/conversations/" + id + "/messages"
	file := func(rest string) string { return `{"url":"https://files.example.com/a"` + rest + `}` }
	for _, row := range []struct{ body, field, words string }{
		{`{"text":"` + strings.Repeat("x", 11) + `"}`, "text", "the channel takes 10"},
		{`{"text":"longer","attachments":[` + file(`,"mime":"image/png"`) + `]}`, "text", "takes 5 with a file"},
		{`{"attachments":[` + file(`,"mime":"image/png","size":101`) + `]}`, "attachments[0]", "the channel takes 100"},
		{`{"attachments":[` + file(`,"mime":"text/html"`) + `]}`, "attachments[0]", "does not take"},
		{`{"attachments":[` + file(`,"kind":"image"`) + `,` + file(`,"kind":"image"`) + `]}`, "attachments", "takes 1 in one message"},
		{`{"attachments":[{"id":"` + nobody + `"}]}`, "attachments[0].id", "no stored file"},
		{`{"attachments":[{"id":"x"}]}`, "attachments[0].id", "no stored file"},
		{`{"attachments":[{}]}`, "attachments[0].url", "http"},
		{`{"text":"hi","reply_to":"` + nobody + `"}`, "reply_to", "no message"},
		{`{"text":"hi","reply_to":"x"}`, "reply_to", "no id"},
		{`{"text":"hi","template":{"name":"gate","language":"en"}}`, "template", "without text"},
		{`{"template":{"name":"gate","language":"en","body":[{"name":"a","text":"1"},{"text":"2"}]}}`, "template.body", "all have one or none"},
		{`{"template":{"name":"gate"}}`, "template.language", ""},
	} {
		p := b.do(t, "POST", path, row.body, session).problem(t, 422, "invalid")
		require.Equal(t, row.field, p.Errors[0].Field, row.body)
		require.Contains(t, p.Errors[0].Reason, row.words, row.body)
	}
	messages, err := b.store.Messages(t.Context(), id, 0, 10)
	require.NoError(t, err)
	require.Len(t, messages, 1)
}

// After the window templates go and nothing else, and the conversation says so.
func TestSendMessageAfterTheWindow(t *testing.T) {
	t.Parallel()
	b, _, _, session, id := calling(t, -time.Minute)
	path := "/v1/conversations/" + id
	template := `{"template":{"name":"gate","language":"en","header":{"text":"Flight"},"body":[{"text":"B4"}],` +
		`"buttons":[{"index":0,"kind":"url","value":"x"}]}}`
	c := into[api.Conversation](t, b.do(t, "GET", path, nil, session).want(t, 200))
	require.False(t, c.MaySend.FreeForm)
	require.True(t, c.MaySend.Templates)
	require.Nil(t, c.MaySend.Until)
	require.Contains(t, *c.MaySend.Reason, "only a template")

	p := b.do(t, "POST", path+"/messages", `{"text":"hi"}`, session).problem(t, 422, "window-closed")
	require.Contains(t, p.Detail, "only a template can be sent")
	sent := into[api.Sent](t, b.do(t, "POST", path+"/messages", template, session).want(t, 202))
	m, err := b.store.GetMessage(t.Context(), id, sent.MessageID)
	require.NoError(t, err)
	require.Equal(t, &conversation.Template{
		Name: "gate", Language: "en", Header: &conversation.TemplateHeader{Text: "Flight"},
		Body:    []conversation.TemplateValue{{Text: "B4"}},
		Buttons: []conversation.TemplateButton{{Index: 0, Kind: "url", Value: "x"}},
	}, m.Template)

	b.exec(t, "UPDATE contacts SET blocked_at = now()")
	for _, body := range []string{`{"text":"hi"}`, template} {
		p := b.do(t, "POST", path+"/messages", body, session).problem(t, 422, "contact-blocked")
		require.Contains(t, p.Detail, "has blocked this account")
	}
	c = into[api.Conversation](t, b.do(t, "GET", path, nil, session).want(t, 200))
	require.False(t, c.MaySend.Templates)
	require.Equal(t, api.ReplyBlockContactBlocked, *c.ReplyBlocked)
}

// A reply is sent with the channel's id of what it answers.
func TestSendMessageAsAReply(t *testing.T) {
	t.Parallel()
	b, _, _, session, id := calling(t, time.Hour)
	messages, err := b.store.Messages(t.Context(), id, 0, 1)
	require.NoError(t, err)
	body := `{"text":"yes","reply_to":"` + messages[0].ID + `"}`
	sent := into[api.Sent](t, b.do(t, "POST", "/v1/conversations/"+id+"/messages", body, session).want(t, 202))
	m, err := b.store.GetMessage(t.Context(), id, sent.MessageID)
	require.NoError(t, err)
	require.Equal(t, messages[0].ExternalID, m.ReplyTo)
	require.Equal(t, messages[0].ID, m.ReplyToID)
}

func TestFatesByHand(t *testing.T) {
	t.Parallel()
	b, _, asha, session, id := calling(t, time.Hour)
	_, other := b.user(t, "ben", account.Agent)
	path := "/v1/conversations/" + id + "/messages"
	sent := into[api.Sent](t, b.do(t, "POST", path, `{"text":"hi"}`, session).want(t, 202)).MessageID
	fate := path + "/" + sent
	b.do(t, "POST", fate+"/resend", nil, session).problem(t, 409, "not-owner")
	b.commit(t, id, func(s *conversation.State) { s.Cursor, s.OwnerID = 2, asha.ID })
	b.do(t, "POST", fate+"/resend", nil, session).problem(t, 409, "too-late")
	b.exec(t, "UPDATE messages SET state = 'unknown' WHERE direction = 'out'")

	b.do(t, "POST", path+"/"+nobody+"/resend", nil, session).problem(t, 404, "not-found")
	p := b.do(t, "POST", fate+"/resend", nil, other).problem(t, 409, "not-owner")
	require.Equal(t, asha.ID, p.Owner.ID)
	rings := len(b.bell.rings)
	again := b.do(t, "POST", fate+"/resend", nil, session, key("again")).want(t, 202)
	require.Equal(t, sent, into[api.Sent](t, again).MessageID)
	require.Len(t, b.bell.rings, rings+1)
	b.do(t, "POST", fate+"/resend", nil, session, key("again")).want(t, 202)
	require.Len(t, b.bell.rings, rings+1, "the key's first answer")

	b.exec(t, "UPDATE messages SET state = 'unknown' WHERE direction = 'out'")
	b.do(t, "POST", fate+"/settle", `{}`, session).problem(t, 422, "invalid")
	b.do(t, "POST", fate+"/settle", `{"sent":true}`, other).problem(t, 409, "not-owner")
	b.do(t, "POST", fate+"/settle", `{"sent":true}`, session).want(t, 204)
	b.do(t, "POST", fate+"/settle", `{"sent":false}`, session).problem(t, 409, "too-late")
	m, err := b.store.GetMessage(t.Context(), id, sent)
	require.NoError(t, err)
	require.Equal(t, conversation.MessageSent, m.State)
	b.do(t, "GET", "/v1/conversations/"+id+"/events", nil, session).want(t, 200)
}

// What failed is not sent again past the window, but a template is.
func TestResendAfterTheWindow(t *testing.T) {
	t.Parallel()
	b, _, asha, session, id := calling(t, time.Hour)
	path := "/v1/conversations/" + id + "/messages"
	text := into[api.Sent](t, b.do(t, "POST", path, `{"text":"hi"}`, session).want(t, 202)).MessageID
	template := into[api.Sent](t, b.do(t, "POST", path, `{"template":{"name":"gate","language":"en"}}`, session).want(t, 202)).MessageID
	b.commit(t, id, func(s *conversation.State) {
		s.Cursor, s.OwnerID, s.WindowExpiresAt = 3, asha.ID, time.Now().Add(-time.Minute)
	})
	b.do(t, "POST", path+"/"+text+"/resend", nil, session).problem(t, 409, "too-late")
	b.exec(t, "UPDATE messages SET state = 'failed' WHERE direction = 'out'")

	b.do(t, "POST", path+"/"+nobody+"/resend", nil, session).problem(t, 404, "not-found")
	p := b.do(t, "POST", path+"/"+text+"/resend", nil, session).problem(t, 422, "window-closed")
	require.Contains(t, p.Detail, "only a template can be sent")
	_, other := b.user(t, "ben", account.Agent)
	b.do(t, "POST", path+"/"+text+"/resend", nil, other).problem(t, 409, "not-owner")
	b.exec(t, "UPDATE contacts SET blocked_at = now()")
	b.do(t, "POST", path+"/"+template+"/resend", nil, session).problem(t, 422, "contact-blocked")
	b.exec(t, "UPDATE contacts SET blocked_at = NULL")
	b.do(t, "POST", path+"/"+template+"/resend", nil, session).want(t, 202)
}

// Signs are shown for who may write, read marks for who holds the conversation.
func TestPresence(t *testing.T) {
	t.Parallel()
	b, p, asha, session, id := calling(t, time.Hour)
	_, other := b.user(t, "ben", account.Agent)
	path := "/v1/conversations/" + id
	shown := func() string {
		select {
		case s := <-p.shown:
			return s
		case <-time.After(time.Minute):
			return "nothing"
		}
	}
	b.do(t, "POST", path+"/read", nil, session).want(t, 204) // nobody holds it
	b.do(t, "POST", path+"/typing", nil, session).want(t, 204)
	require.Equal(t, "typing user-1 user-1/hello", shown())

	b.commit(t, id, func(s *conversation.State) { s.OwnerID = asha.ID })
	b.do(t, "POST", path+"/read", nil, other).want(t, 204) // somebody else's
	b.do(t, "POST", path+"/read", nil, session).want(t, 204)
	require.Equal(t, "read user-1 user-1/hello", shown())
	require.Empty(t, p.shown)
	b.do(t, "POST", "/v1/conversations/"+nobody+"/typing", nil, session).problem(t, 404, "not-found")
}
