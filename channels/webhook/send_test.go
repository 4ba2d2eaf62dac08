package webhook

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/fakes/webhookapp"
)

func dispatch(secret, to string) conversation.Dispatch {
	return conversation.Dispatch{
		Message: conversation.Message{
			ID: "message-1", ConversationID: "conversation-1", Direction: conversation.Out, Author: conversation.ByAgent,
			Text: "On its way <3", ReplyTo: "m-1", CreatedAt: noon.Add(-time.Minute), Attachments: []conversation.Attachment{{URL: "https://files.example/1"}},
		},
		Inbox: conversation.Inbox{ID: "inbox-1", Channel: conversation.ChannelWebhook, DeliveryURL: to, Secrets: []string{secret}},
		To:    conversation.Sender{ID: "u-1", Name: "Ann"}, Attempt: 1,
	}
}

// short is the timeout of attempts that are meant to reach it: long enough for a
// busy machine to get as far as the app.
const short = 5 * time.Second

// sending is an app and a channel that may reach it.
func sending(t *testing.T) (*Channel, *webhookapp.App, conversation.Dispatch) {
	t.Helper()
	secret, clock := newSecret(), func() time.Time { return noon }
	app := webhookapp.New(webhookapp.Options{Secrets: []string{secret}, Now: clock})
	c := New(Options{AllowPrivate: true, Now: clock})
	t.Cleanup(app.Close)
	t.Cleanup(c.client.CloseIdleConnections)
	return c, app, dispatch(secret, app.URL())
}

func TestSend(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	sent, err := c.Send(t.Context(), d)
	require.NoError(t, err)
	require.Empty(t, sent)
	require.Equal(t, []webhookapp.Message{{
		MessageID: "message-1", ConversationID: "conversation-1", InboxID: "inbox-1", ContactID: "u-1", Author: "agent",
		Text: "On its way <3", Attachments: []string{"https://files.example/1"}, ReplyTo: "m-1",
		Timestamp: noon.Add(-time.Minute), At: noon,
	}}, app.Messages())
	require.NotContains(t, string(app.Attempts()[0].Body), "Ann", "the app knows its user's name")
}

// TestSendAgain: a repetition has the same id and body and a fresh timestamp,
// so that the app takes it once.
func TestSendAgain(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	now := noon
	c.now, c.timeout = func() time.Time { return now }, short
	app.Then(webhookapp.AcceptThenHang())
	_, err := c.Send(t.Context(), d)
	var unknown *channels.UnknownError
	require.ErrorAs(t, err, &unknown)
	require.True(t, c.RetriesUnknown())

	now = noon.Add(5 * time.Second)
	_, err = c.Send(t.Context(), d)
	require.NoError(t, err)
	attempts := app.Attempts()
	require.Len(t, attempts, 2)
	require.Equal(t, "message-1", attempts[1].ID)
	require.True(t, attempts[1].Repeated)
	require.Equal(t, attempts[0].Body, attempts[1].Body)
	require.NotEqual(t, attempts[0].Timestamp, attempts[1].Timestamp)
	require.Len(t, app.Messages(), 1)
}

// TestSendSignsWithEverySecret: while a secret is rotated an app may know either.
func TestSendSignsWithEverySecret(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	d.Inbox.Secrets = []string{newSecret(), d.Inbox.Secrets[0]}
	_, err := c.Send(t.Context(), d)
	require.NoError(t, err)

	d.Inbox.Secrets = []string{newSecret()}
	_, err = c.Send(t.Context(), d)
	var rejected *channels.RejectedError
	require.ErrorAs(t, err, &rejected)
	require.Equal(t, "the app answered 401", rejected.Reason)
	require.Len(t, app.Messages(), 1)
}

// TestOutcomes is the class of every way an attempt can end.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	type class string
	const (
		sent, gone, rejected, unknown class = "sent", "gone", "rejected", "unknown"
		notSent                       class = "not sent"
	)
	const late = "the app did not answer in time"

	rows := []struct {
		name  string
		meets webhookapp.Behaviour
		want  class
		wait  time.Duration
		words string
	}{
		{"accepted", webhookapp.Accept(), sent, 0, ""},
		{"accepted slowly", webhookapp.AcceptSlowly(50 * time.Millisecond), sent, 0, ""},
		{"200", webhookapp.Answer(200), sent, 0, ""},
		{"299", webhookapp.Answer(299), sent, 0, ""},
		{"an endless body", webhookapp.AcceptEndlessly(), sent, 0, ""},
		{"a body that stalls", webhookapp.AcceptThenStall(), sent, 0, ""},
		{"gone", webhookapp.Answer(410), gone, 0, ""},
		{"bad request", webhookapp.Answer(400), rejected, 0, "the app answered 400"},
		{"unauthorized", webhookapp.Answer(401), rejected, 0, "the app answered 401"},
		{"not found", webhookapp.Answer(404), rejected, 0, "the app answered 404"},
		{"request timeout", webhookapp.Answer(408), notSent, 0, "the app answered 408"},
		{"too many requests", webhookapp.AnswerRetryAfter(429, "120"), notSent, 2 * time.Minute, "the app answered 429"},
		{"too many requests, date", webhookapp.AnswerRetryAfter(429, noon.Add(time.Hour).Format(http.TimeFormat)), notSent, time.Hour, "the app answered 429"},
		{"too many requests, past", webhookapp.AnswerRetryAfter(429, noon.Add(-time.Hour).Format(http.TimeFormat)), notSent, 0, "the app answered 429"},
		{"too many requests, nonsense", webhookapp.AnswerRetryAfter(429, "soon"), notSent, 0, "the app answered 429"},
		{"too many requests, negative", webhookapp.AnswerRetryAfter(429, "-5"), notSent, 0, "the app answered 429"},
		{"too many requests, absurd", webhookapp.AnswerRetryAfter(429, "4294967295"), notSent, 720 * time.Hour, "the app answered 429"},
		{"unavailable", webhookapp.AnswerRetryAfter(503, "7"), notSent, 7 * time.Second, "the app answered 503"},
		{"server error", webhookapp.Answer(500), notSent, 0, "the app answered 500"},
		{"bad gateway", webhookapp.Answer(502), notSent, 0, "the app answered 502"},
		{"gateway timeout", webhookapp.Answer(504), notSent, 0, "the app answered 504"},
		{"no answer", webhookapp.Hang(), unknown, 0, late},
		{"taken, no answer", webhookapp.AcceptThenHang(), unknown, 0, late},
		{"hung up", webhookapp.CloseConnection(), unknown, 0, "the connection to the app failed"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c, app, d := sending(t)
			app.Then(row.meets)
			if row.words == late {
				c.timeout = short
			}
			_, err := c.Send(t.Context(), d)
			require.Len(t, app.Attempts(), 1)

			var got class
			switch e := err.(type) { //nolint:errorlint // the class is the type itself
			case nil:
				got = sent
			case *channels.RejectedError:
				got = rejected
				require.Equal(t, row.words, e.Reason)
			case *channels.NotSentError:
				got = notSent
				require.Equal(t, row.wait, e.RetryAfter)
				require.Equal(t, row.words, wordsOf(t, e.Cause))
			case *channels.UnknownError:
				got = unknown
				require.Equal(t, row.words, wordsOf(t, e.Cause))
			default:
				require.ErrorIs(t, err, channels.ErrGone)
				got = gone
			}
			require.Equal(t, row.want, got)
		})
	}
}

func wordsOf(t *testing.T, err error) string {
	t.Helper()
	var plain *channels.PlainError
	require.ErrorAs(t, err, &plain)
	return plain.Words
}

// TestRedirectsAreNotFollowed: the second app must never see the message.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	other := webhookapp.New(webhookapp.Options{Secrets: d.Inbox.Secrets})
	t.Cleanup(other.Close)
	app.Then(webhookapp.Redirect(other.URL()))
	_, err := c.Send(t.Context(), d)
	var rejected *channels.RejectedError
	require.ErrorAs(t, err, &rejected)
	require.Equal(t, "the app answered 307, and redirects are not followed", rejected.Reason)
	require.Empty(t, other.Attempts())
}

// TestNoConnection: what never left can be sent again by any channel.
func TestNoConnection(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = silent.Close() })

	for _, row := range []struct {
		name, to string
		patience time.Duration // 0 for as long as usual
		words    string
	}{
		// Nobody is ever given port 1, as one that was just closed may be.
		{"refused", "http://127.0.0.1:1", 0, "the app refused the connection"},
		{"no handshake", "https://" + silent.Addr().String(), 300 * time.Millisecond, "the app did not answer in time"},
		{"no such host", "http://app.invalid", 0, "the app's host name could not be resolved"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := New(Options{AllowPrivate: true, Timeout: row.patience})
			_, err := c.Send(t.Context(), dispatch(newSecret(), row.to))
			var notSent *channels.NotSentError
			require.ErrorAs(t, err, &notSent)
			require.Equal(t, row.words, wordsOf(t, notSent.Cause))
		})
	}
}

// TestAKeptConnectionThatWasClosed is nobody's failure: it is dialled anew.
func TestAKeptConnectionThatWasClosed(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	app.Then(webhookapp.Accept(), webhookapp.CloseConnection())
	_, err := c.Send(t.Context(), d)
	require.NoError(t, err)
	d.Message.ID = "message-2"
	_, err = c.Send(t.Context(), d)
	require.NoError(t, err)
	require.Len(t, app.Messages(), 2)
	require.Len(t, app.Attempts(), 3)
}

func TestSendingIsCancelled(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	app.Then(webhookapp.Hang())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Send(ctx, d)
	var notSent *channels.NotSentError
	require.ErrorAs(t, err, &notSent)
}

// TestNoDeliveryURL: such an inbox is read over the API, and an agent who wonders
// why the customer is silent finds that beside the message.
func TestNoDeliveryURL(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	d.Inbox.DeliveryURL = ""
	s := channels.NewSender(map[conversation.Channel]channels.Channel{conversation.ChannelWebhook: c}, func() time.Time { return noon })
	require.Equal(t, conversation.Attempted{
		MessageID: d.Message.ID, State: conversation.MessageSent,
		Reason: "the inbox has no delivery_url: the app has to read it over the API",
	}, s.Send(t.Context(), d))
	require.Empty(t, app.Attempts())
}

// TestThroughTheSender: the whole schedule against an app that is down and
// comes back before the last attempt.
func TestThroughTheSender(t *testing.T) {
	t.Parallel()
	c, app, d := sending(t)
	s := channels.NewSender(map[conversation.Channel]channels.Channel{conversation.ChannelWebhook: c}, func() time.Time { return noon })
	app.Always(webhookapp.Answer(http.StatusServiceUnavailable))
	for d.Attempt = 1; d.Attempt < 10; d.Attempt++ {
		require.Equal(t, conversation.MessageQueued, s.Send(t.Context(), d).State)
	}
	require.Equal(t, conversation.MessageFailed, s.Send(t.Context(), d).State)
	app.Always(webhookapp.Accept())
	require.Equal(t, conversation.MessageSent, s.Send(t.Context(), d).State)

	app.Then(webhookapp.Answer(http.StatusGone))
	require.True(t, s.Send(t.Context(), d).Gone)
}
