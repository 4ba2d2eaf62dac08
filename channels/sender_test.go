package channels_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// stub is a channel that ends every attempt with one error.
type stub struct {
	err     error
	retries bool
	sent    channels.Sent
	policy  channels.Policy
	calls   *[]conversation.Dispatch
}

func (s stub) Decode(conversation.Inbox, http.Header, []byte) ([]provider.Event, error) {
	return nil, nil
}

func (s stub) Send(_ context.Context, d conversation.Dispatch) (channels.Sent, error) {
	if s.calls != nil {
		*s.calls = append(*s.calls, d)
	}
	return s.sent, s.err
}
func (s stub) Policy() channels.Policy { return s.policy }
func (s stub) RetriesUnknown() bool    { return s.retries }

func TestSender(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	said := &channels.PlainError{Words: "the app answered 503", Err: errors.New("dial tcp 10.0.0.1:443")}
	queued := func(wait time.Duration, reason string) conversation.Attempted {
		return conversation.Attempted{MessageID: "m", State: conversation.MessageQueued, Reason: reason, NotBefore: now.Add(wait)}
	}
	ended := func(s conversation.MessageState, reason string) conversation.Attempted {
		return conversation.Attempted{MessageID: "m", State: s, Reason: reason}
	}
	gone := ended(conversation.MessageFailed, "the endpoint is gone")
	gone.Gone = true

	rows := []struct {
		name     string
		channel  stub
		attempt  int
		repeated bool
		want     conversation.Attempted
	}{
		{
			"sent",
			stub{sent: channels.Sent{ExternalID: "x"}},
			1, false,
			conversation.Attempted{MessageID: "m", State: conversation.MessageSent, ExternalID: "x"},
		},
		{"not sent", stub{err: &channels.NotSentError{Cause: said}}, 1, false, queued(5*time.Second, "the app answered 503")},
		{
			"asked to wait",
			stub{err: &channels.NotSentError{Cause: said, RetryAfter: time.Hour}},
			2, false,
			queued(time.Hour, "the app answered 503"),
		},
		{
			"not sent for the tenth time",
			stub{err: &channels.NotSentError{Cause: said}},
			10, false,
			ended(conversation.MessageFailed, "given up after 10 attempts: the app answered 503"),
		},
		{"rejected", stub{err: &channels.RejectedError{Reason: "no"}}, 1, false, ended(conversation.MessageFailed, "no")},
		{"gone", stub{err: channels.ErrGone}, 1, false, gone},
		{
			"needs re-authorisation",
			stub{err: fmt.Errorf("%w: %w", channels.ErrNeedsReauth, &channels.PlainError{Words: "authorise it again"})},
			1, false,
			func() conversation.Attempted {
				a := queued(time.Hour, "authorise it again")
				a.Uncounted, a.Problem, a.NeedsReauth = true, "authorise it again", true
				return a
			}(),
		},
		{
			"rejected with a code, for the account's sake",
			stub{err: &channels.RejectedError{Reason: "locked", Code: 131031, AccountFault: true}},
			1, false,
			conversation.Attempted{MessageID: "m", State: conversation.MessageFailed, Reason: "locked", Code: 131031, Problem: "locked"},
		},
		{
			"the limit of a person",
			stub{err: &channels.NotSentError{Cause: said, RetryAfter: 6 * time.Second, Scope: channels.ScopeConversation}},
			10, false,
			func() conversation.Attempted {
				a := queued(6*time.Second, "the app answered 503")
				a.Uncounted = true
				return a
			}(),
		},
		{
			"the limit of an inbox",
			stub{err: &channels.NotSentError{Cause: said, Scope: channels.ScopeInbox}},
			10, false,
			func() conversation.Attempted {
				a := queued(10*time.Second, "the app answered 503")
				a.Uncounted, a.PauseUntil = true, now.Add(10*time.Second)
				return a
			}(),
		},
		{
			"account incomplete",
			stub{err: fmt.Errorf("%w: no token", channels.ErrAccountIncomplete)},
			1, false,
			ended(conversation.MessageFailed, "the inbox is not set up completely"),
		},
		{
			"unknown",
			stub{err: &channels.UnknownError{Cause: said}},
			1, false,
			ended(conversation.MessageUnknown, "the app answered 503"),
		},
		{
			"unknown, with a key",
			stub{err: &channels.UnknownError{Cause: said}, retries: true},
			3, false,
			queued(30*time.Minute, "the app answered 503"),
		},
		{
			"an error of no class",
			stub{err: errors.New("dial tcp 10.0.0.1:443")},
			1, false,
			ended(conversation.MessageUnknown, "the connection failed"),
		},
		{"interrupted before", stub{}, 2, true, ended(conversation.MessageUnknown, "an earlier attempt was interrupted")},
		{"interrupted before, with a key", stub{retries: true}, 2, true, ended(conversation.MessageSent, "")},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := channels.NewSender(
				map[conversation.Channel]channels.Channel{conversation.ChannelWebhook: row.channel},
				func() time.Time { return now },
			)
			got := s.Send(t.Context(), conversation.Dispatch{
				Message: conversation.Message{ID: "m", CreatedAt: now}, Inbox: conversation.Inbox{Channel: conversation.ChannelWebhook},
				Attempt: row.attempt, Repeated: row.repeated,
			})
			require.Equal(t, row.want, got)
		})
	}
}

func TestSenderWithoutTheChannel(t *testing.T) {
	t.Parallel()
	s := channels.NewSender(nil, time.Now)
	got := s.Send(t.Context(), conversation.Dispatch{
		Message: conversation.Message{ID: "m"}, Inbox: conversation.Inbox{Channel: "pigeon"}, Attempt: 1,
	})
	require.Equal(t, conversation.MessageFailed, got.State)
	require.Equal(t, "m", got.MessageID)
}
