package workflows_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// Machines that answer us are answered three times an hour, whatever they say;
// their messages wait for a person.
func TestMachinesAreNotTalkedTo(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		says   func(i int) string
		most   int
		reason faq.Reason
	}{
		"the same again": {func(int) string { return "faq I am away until Monday" }, 3, responder.ReasonLoop},
		"with a counter": {func(i int) string { return fmt.Sprintf("faq ticket %d was opened", i) }, 3, responder.ReasonLoop},
		"something new": {func(i int) string {
			return "faq " + []string{"away", "busy", "closed", "full", "gone", "held", "idle", "late", "open", "shut"}[i]
		}, 3, responder.ReasonLoop},
		"two by turns": {func(i int) string { return []string{"faq ping", "faq pong"}[i%2] }, 3, responder.ReasonLoop},
		"our own message": {func(i int) string {
			return []string{"faq hello there my friend", "answer to faq hello there my friend"}[min(i, 1)]
		}, 1, responder.ReasonEcho},
		"our own, quoted": {func(i int) string {
			return []string{"faq hello there my friend", "faq you wrote: answer to faq hello there my friend"}[min(i, 1)]
		}, 1, responder.ReasonEcho},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSkipping(t, defaultRules(), "asha")
			s.acts.Decisions = s.store
			for i := range 10 {
				s.at(time.Duration(i)*10*time.Second, func() { s.hear(row.says(i)) })
			}
			s.unheard(2*time.Minute, func() {
				require.Equal(t, conversation.New, s.state(t, s.id).Status)
				require.NotZero(t, s.state(t, s.id).WaitingSince, "a person is waited for")
			})
			s.run()
			require.Len(t, s.sent.texts(), row.most)
			require.NotZero(t, s.count(t, `SELECT count(*) FROM decisions WHERE reason = $1`, string(row.reason)))
		})
	}
}

// unhurried puts a minute between exchanges: where time is skipped, the database's
// clock does not move.
type unhurried struct{ activities.Decisions }

func (u unhurried) Burst(ctx context.Context, id string, from, upto int64) (
	responder.Burst, responder.Setup, responder.Past, error,
) {
	b, s, p, err := u.Decisions.Burst(ctx, id, from, upto)
	for i := range p.Exchanges {
		p.Exchanges[i].At = b.At.Add(-time.Duration(i+1) * time.Minute)
	}
	return b, s, p, err
}

// Somebody with many questions gets them answered.
func TestAPersonWithManyQuestionsIsAnswered(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.acts.Decisions = unhurried{s.store}
	questions := []string{"where", "when", "how", "why", "who", "which", "whose"}
	for i, q := range questions {
		s.at(time.Duration(i)*time.Minute, func() { s.hear("faq " + q) })
	}
	s.run()
	require.Len(t, s.sent.texts(), len(questions))
}
