package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

func patient() conversation.Rules {
	rules := defaultRules()
	rules.Debounce = 800 * time.Millisecond
	return rules
}

func TestABurstIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, patient(), "asha")
	for i, line := range []string{"faq hi", "where is", "my order", "??"} {
		s.at(time.Duration(i)*500*time.Millisecond, func() { s.hear(line) })
	}
	quiet := 3*500*time.Millisecond + 800*time.Millisecond
	s.unheard(quiet-time.Millisecond, func() { require.Empty(t, s.sent.texts(), "not before the burst is over") })
	s.at(time.Hour, func() { s.hear("faq and another thing") })
	s.run()
	require.Equal(t, []string{"answer to faq hi where is my order ??", "answer to faq and another thing"}, s.sent.texts())
	require.Equal(t, 2, s.count(t, `SELECT count(*) FROM decisions`))
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM decisions WHERE from_seq = 1 AND upto_seq = 4`))
}

// The last line of a burst counts even if its doorbell is late.
func TestALineWithALateDoorbellBelongsToTheBurst(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, patient(), "asha")
	s.at(0, func() { s.hear("faq hi") })
	s.unheard(799*time.Millisecond, func() { s.put(conversation.Inbound{Text: "are you open"}) })
	s.run()
	require.Equal(t, []string{"answer to faq hi are you open"}, s.sent.texts())
}

// An agent who takes over within the debounce is not talked over.
func TestAClaimWithinTheDebounceEndsTheAutomaticReply(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, patient(), "asha")
	s.at(0, func() { s.hear("faq hi") })
	s.at(700*time.Millisecond, func() {
		s.granted(conversation.UpdateClaim, conversation.UpdateRequest{UserID: s.agent})
	})
	s.run()
	require.Empty(t, s.sent.texts())
	require.Zero(t, s.count(t, `SELECT count(*) FROM decisions`))
}

// Silence is a decision too: the message waits for a human, and is not matched
// again.
func TestWhatNoFAQAnswersIsLookedAtOnce(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, patient(), "asha")
	s.at(0, func() { s.hear("my cat ate the voucher") })
	s.unheard(time.Hour, func() {
		state := s.state(t, s.id)
		require.Equal(t, conversation.New, state.Status)
		require.Equal(t, begin, state.WaitingSince)
		require.Zero(t, state.AnswerFrom)
	})
	s.run()
	require.Empty(t, s.sent.texts())
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM decisions WHERE NOT answered`))
}
