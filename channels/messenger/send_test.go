package messenger_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/channels/messenger"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/exchange"
	fake "github.com/parleyhq/parley/internal/fakes/graph"
	"github.com/parleyhq/parley/provider"
)

// TestSend: inside the window a message goes as a response without a tag, comes
// back as our echo, and is reported as delivered and read.
func TestSend(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{Statuses: []string{"delivered", "read"}})
	asked := b.page.Write(ann, "Where is my order?")
	require.Len(t, b.events(t), 1)
	m := hello()
	m.ReplyTo = asked
	sent, err := b.Send(t.Context(), b.account, m)
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"recipient": map[string]any{"id": ann}, "messaging_type": "RESPONSE",
		"message": map[string]any{"text": "Hello ä 😀", "metadata": "our-1", "reply_to": map[string]any{"mid": asked}},
	}, b.page.Sent()[0].Body)

	events := b.events(t)
	require.Len(t, events, 4)
	require.True(t, events[0].Echo.ByUs)
	require.Equal(t, "our-1", events[0].Echo.MessageID)
	require.Equal(t, sent.ExternalID, events[0].Echo.ExternalID)
	require.Equal(t, psid(ann), events[0].Echo.To.Identities)
	require.Equal(t, sent.ExternalID, events[1].Receipt.ExternalID)
	require.Equal(t, conversation.MessageDelivered, events[2].Receipt.State)
	require.Equal(t, noon, events[2].Receipt.UpTo)
	require.Equal(t, conversation.MessageRead, events[3].Receipt.State)
}

// TestTags: which rule a message goes under, by author and time.
func TestTags(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		after       time.Duration
		author      conversation.Author
		humanWindow bool
		kind, tag   any
		words       string
		closed      bool
	}{
		"agent, at once":          {0, conversation.ByAgent, false, "RESPONSE", nil, "", false},
		"robot, at once":          {0, conversation.ByAuto, false, "RESPONSE", nil, "", false},
		"campaign, at once":       {0, conversation.ByCampaignSend, false, "UPDATE", nil, "", false},
		"agent, a day":            {24 * time.Hour, conversation.ByAgent, true, "MESSAGE_TAG", "HUMAN_AGENT", "", false},
		"agent, nearly a week":    {7*24*time.Hour - time.Second, conversation.ByAgent, true, "MESSAGE_TAG", "HUMAN_AGENT", "", false},
		"robot, a day":            {24 * time.Hour, conversation.ByAuto, true, nil, nil, "no automatic messages", false},
		"campaign, a day":         {24 * time.Hour, conversation.ByCampaignSend, true, nil, nil, "no automatic messages", false},
		"agent, a week":           {7 * 24 * time.Hour, conversation.ByAgent, true, nil, nil, "have to write first", true},
		"agent, a day, as if not": {24 * time.Hour, conversation.ByAgent, false, nil, nil, "have to write first", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, fake.Habits{})
			b.page.Write(ann, "hi")
			b.clock.Add(row.after)
			m := hello()
			m.Author, m.HumanWindow = row.author, row.humanWindow
			_, err := b.Send(t.Context(), b.account, m)
			if row.words != "" {
				var rejected *channels.RejectedError
				require.ErrorAs(t, err, &rejected)
				require.Contains(t, rejected.Reason, row.words)
				require.Equal(t, row.closed, rejected.WindowClosed)
				require.Empty(t, b.page.Sent())
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.kind, b.page.Sent()[0].Body["messaging_type"])
			require.Equal(t, row.tag, b.page.Sent()[0].Body["tag"])
		})
	}
	require.Equal(t, 24*time.Hour, messenger.Policy().Window)
	require.Equal(t, 7*24*time.Hour, messenger.Policy().HumanWindow)
	require.False(t, messenger.Policy().Templates)
}

// TestWithoutHumanAgent: that the app lacks the feature stops the message and not
// the inbox.
func TestWithoutHumanAgent(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	page := b.api.AddPage(fake.PageOptions{ID: "200", AppID: appID, WithoutHumanAgent: true})
	page.Write(ann, "hi")
	b.clock.Add(25 * time.Hour)
	m, a := hello(), b.account
	m.HumanWindow, a.PageID = true, "200"
	_, err := b.Send(t.Context(), a, m)
	var rejected *channels.RejectedError
	require.ErrorAs(t, err, &rejected)
	require.True(t, rejected.AccountFault)
	require.Contains(t, rejected.Reason, "Human Agent feature")

	// Without the tag the same code says that a permission lacks.
	b.api.Then(fake.Fail(http.StatusForbidden, fake.Failure{Code: 10}))
	_, err = b.Send(t.Context(), b.account, hello())
	require.ErrorIs(t, err, channels.ErrNeedsReauth)
}

// TestRefusedBeforeTheCall: nothing of this reaches Messenger.
func TestRefusedBeforeTheCall(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.page.Write(ann, "hi")
	for words, m := range map[string]messenger.Outgoing{
		"2001 characters":       {To: psid(ann), Text: strings.Repeat("ä", 2001)},
		"message is empty":      {To: psid(ann), Text: " \n"},
		"no Messenger id":       {Text: "x", To: []provider.Identity{{Kind: provider.TelegramUser, Value: "1"}, {Kind: provider.MessengerUser}}},
		"no files of this kind": {To: psid(ann), File: &messenger.File{Kind: provider.KindSticker, AttachmentID: "7"}},
		"by its attachment id":  {To: psid(ann), Text: "x", File: &messenger.File{Kind: provider.KindImage}},
		"or by an http address": {To: psid(ann), File: &messenger.File{Kind: provider.KindImage, URL: "file:///etc/passwd"}},
	} {
		_, err := b.Send(t.Context(), b.account, m)
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected, words)
		require.Contains(t, rejected.Reason, words)
	}
	require.Empty(t, b.page.Sent())

	// The most that goes, goes.
	_, err := b.Send(t.Context(), b.account, messenger.Outgoing{To: psid(ann), Text: strings.Repeat("😀", 2000)})
	require.NoError(t, err)
}

// TestTextWithFile: two messages, told as one by the last.
func TestTextWithFile(t *testing.T) {
	t.Parallel()
	both := hello()
	both.ReplyTo = "m_T"
	both.File = &messenger.File{Kind: provider.KindImage, URL: "https://x.example/1.png"}
	write := func(b *bundle) {
		b.page.Write(ann, "hi")
		b.events(t)
	}
	t.Run("both", func(t *testing.T) {
		t.Parallel()
		b := setup(t, fake.Habits{})
		write(b)
		sent, err := b.Send(t.Context(), b.account, both)
		require.NoError(t, err)
		out := b.page.Sent()
		require.Len(t, out, 2)
		require.Equal(t, out[1].ID, sent.ExternalID)
		require.Equal(t, map[string]any{
			"text": both.Text, "metadata": "our-1/part", "reply_to": map[string]any{"mid": "m_T"},
		}, out[0].Body["message"])
		require.Equal(t, map[string]any{
			"attachment": map[string]any{"type": "image", "payload": map[string]any{"url": "https://x.example/1.png"}}, "metadata": "our-1",
		}, out[1].Body["message"])
		echoes := 0
		for _, e := range b.events(t) {
			if e.Echo != nil {
				echoes++
				require.Equal(t, sent.ExternalID, e.Echo.ExternalID)
				require.Equal(t, "our-1", e.Echo.MessageID)
			}
		}
		require.Equal(t, 1, echoes, "the text's echo is no message of its own")
	})
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		b := setup(t, fake.Habits{})
		write(b)
		b.api.Then(fake.TooMany(7))
		_, err := b.Send(t.Context(), b.account, both)
		var notSent *channels.NotSentError
		require.ErrorAs(t, err, &notSent, "it may be tried again as a whole")
		require.Empty(t, b.page.Sent())
	})
	t.Run("text alone", func(t *testing.T) {
		t.Parallel()
		b := setup(t, fake.Habits{})
		write(b)
		for _, second := range []exchange.Behaviour{fake.TooMany(7), fake.Fail(400, fake.Failure{Code: 100, Message: "too odd"}), fake.Fail(400, fake.Failure{Code: 190})} {
			b.api.Then(exchange.Accept(), second)
			_, err := b.Send(t.Context(), b.account, both)
			var rejected *channels.RejectedError
			require.ErrorAs(t, err, &rejected, "a second attempt would send the text twice")
			require.Contains(t, rejected.Reason, "the text was sent, but not the file: ")
		}
	})
	t.Run("text, and perhaps the file", func(t *testing.T) {
		t.Parallel()
		b := setup(t, fake.Habits{})
		write(b)
		b.api.Then(exchange.Accept(), exchange.TakeAndReset())
		_, err := b.Send(t.Context(), b.account, both)
		var unknown *channels.UnknownError
		require.ErrorAs(t, err, &unknown)
		require.ErrorContains(t, err, "the text was sent, and nobody knows")
		var echoes []string
		for _, e := range b.events(t) {
			if e.Echo != nil {
				echoes = append(echoes, e.Echo.MessageID)
			}
		}
		require.Equal(t, []string{"our-1"}, echoes, "the file's echo settles it")
	})
}

// TestOutcomes: what is known of a send that did not end well.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	const notSent, rejected, unknown, reauth = "not sent", "rejected", "unknown", "reauth"
	for name, row := range map[string]struct {
		behave exchange.Behaviour
		want   string
		scope  channels.Scope
		wait   time.Duration
	}{
		"too many":           {fake.TooMany(900), notSent, channels.ScopeInbox, 15 * time.Minute},
		"page rate":          {fake.Fail(400, fake.Failure{Code: 80006}), notSent, channels.ScopeInbox, 5 * time.Minute},
		"rate":               {fake.Fail(400, fake.Failure{Code: 613}), notSent, channels.ScopeInbox, time.Minute},
		"for the moment":     {fake.Fail(500, fake.Failure{Code: 1200}), notSent, "", 0},
		"service":            {fake.Fail(500, fake.Failure{Code: 2}), notSent, "", 0},
		"retired tag":        {fake.Fail(400, fake.Failure{Code: 100, Subcode: 1893061}), rejected, "", 0},
		"bad file":           {fake.Fail(400, fake.Failure{Code: 100, Subcode: 2018047}), rejected, "", 0},
		"not for them":       {fake.Fail(400, fake.Failure{Code: 200, Subcode: 1545041}), rejected, "", 0},
		"not live":           {fake.Fail(400, fake.Failure{Code: 200, Subcode: 2018028}), rejected, "", 0},
		"permission":         {fake.Fail(403, fake.Failure{Code: 200}), reauth, "", 0},
		"unknown error":      {fake.Fail(500, fake.Failure{Code: 1}), unknown, "", 0},
		"taken, then silent": {exchange.TakeAndReset(), unknown, "", 0},
		"taken, then 502":    {exchange.TakeAndAnswer(502), unknown, "", 0},
		"a bare 400":         {exchange.Answer(400), rejected, "", 0},
		"redirect":           {exchange.Redirect("http://127.0.0.1:1/"), rejected, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, fake.Habits{})
			b.page.Write(ann, "hi")
			b.api.Then(row.behave)
			_, err := b.Send(t.Context(), b.account, hello())
			require.Error(t, err)
			require.NotContains(t, err.Error(), "canary")
			var n *channels.NotSentError
			var r *channels.RejectedError
			var u *channels.UnknownError
			switch row.want {
			case notSent:
				require.ErrorAs(t, err, &n)
				require.Equal(t, row.scope, n.Scope)
				require.Equal(t, row.wait, n.RetryAfter)
			case rejected:
				require.ErrorAs(t, err, &r)
			case unknown:
				require.ErrorAs(t, err, &u)
			default:
				require.ErrorIs(t, err, channels.ErrNeedsReauth)
			}
		})
	}
}

// TestSilence: who gave up waiting does not know.
func TestSilence(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.page.Write(ann, "hi")
	ctx, cancel := context.WithCancel(t.Context())
	b.api.Then(func(x *exchange.Exchange) {
		cancel()
		x.Hang()
	})
	_, err := b.Send(ctx, b.account, hello())
	var unknown *channels.UnknownError
	require.ErrorAs(t, err, &unknown)
}

// TestPeople who cannot be reached.
func TestPeople(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	b.page.Write(ann, "hi")
	b.page.AddPerson(fake.Person{ID: ann, Away: true})
	for id, words := range map[string]string{ann: "cannot deliver to this person", "77": "nobody under this id"} {
		m := hello()
		m.To = psid(id)
		_, err := b.Send(t.Context(), b.account, m)
		var rejected *channels.RejectedError
		require.ErrorAs(t, err, &rejected)
		require.Contains(t, rejected.Reason, words)
	}
}

func TestPresence(t *testing.T) {
	t.Parallel()
	b := setup(t, fake.Habits{})
	require.NoError(t, b.Typing(t.Context(), b.account, psid(ann)))
	require.NoError(t, b.MarkRead(t.Context(), b.account, psid(ann)))
	require.Equal(t, []string{"typing_on:" + ann, "mark_seen:" + ann}, b.page.Actions())
	require.Error(t, b.MarkRead(t.Context(), b.account, psid("77")))
	require.ErrorContains(t, b.Typing(t.Context(), b.account, nil), "no Messenger id")
}
