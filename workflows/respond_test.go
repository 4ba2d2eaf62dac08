package workflows_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// An agent takes over while the match is computed: what it comes to is not sent,
// be the embedder in this process or on another machine.
func TestAClaimWhileTheMatchIsComputedEndsIt(t *testing.T) {
	t.Parallel()
	for name, remote := range map[string]bool{"local": false, "remote": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := defaultRules()
			rules.RemoteEmbedder = remote
			s := newSkipping(t, rules, "asha")
			granted := make(chan struct{})
			s.acts.Responder = matching{during: func() {
				s.update(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent}, func(r conversation.Result) {
					require.True(t, r.Granted)
					close(granted)
				})
				if remote {
					// The workflow is free to grant it; a local match is over first.
					<-granted
				}
			}}
			s.at(0, func() { s.hear("faq hello") })
			s.run()
			<-granted
			require.Empty(t, s.sent.texts())
			require.Zero(t, s.count(t, `SELECT count(*) FROM messages WHERE author = 'auto' AND state <> 'dropped'`))
		})
	}
}

// A further line while the match is computed: the burst is answered once, with
// that line.
func TestALineWhileTheMatchIsComputedIsAnsweredToo(t *testing.T) {
	t.Parallel()
	rules := defaultRules()
	rules.RemoteEmbedder = true
	s := newSkipping(t, rules, "asha")
	matches := 0
	s.acts.Responder = matching{during: func() {
		if matches++; matches == 1 {
			s.hear("where is my order")
			require.Eventually(t, func() bool { return s.state(t, s.id).Cursor == 2 }, time.Minute, time.Millisecond)
		}
	}}
	s.at(0, func() { s.hear("faq hello") })
	s.run()
	require.Equal(t, 2, matches)
	require.Equal(t, []string{"answer to faq hello where is my order"}, s.sent.texts())
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM decisions`))
}

type broken struct{ err error }

func (b broken) Respond(
	_ context.Context, _ responder.Burst, s responder.Setup, _ responder.Past,
) (responder.Decision, error) {
	return responder.Decision{
		Order: s.Order, Reason: faq.ReasonFailed, FAQ: &faq.Decision{Step: faq.StepFAQ, Reason: faq.ReasonFailed},
	}, b.err
}

// An embedder that is down means silence and a human; it recovers by itself.
func TestAnEmbedderThatIsDownMeansSilence(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.acts.Responder = broken{errors.New("connection refused")}
	s.at(0, func() { s.hear("faq hello") })
	s.unheard(time.Minute, func() {
		require.Equal(t, conversation.New, s.state(t, s.id).Status)
		require.NotZero(t, s.state(t, s.id).WaitingSince, "a human is waited for")
		s.acts.Responder = prefixResponder{}
	})
	s.at(time.Hour, func() { s.hear("faq are you back") })
	s.run()
	require.Equal(t, []string{"answer to faq are you back"}, s.sent.texts())
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM decisions WHERE reason = $1`, string(faq.ReasonFailed)))
}
