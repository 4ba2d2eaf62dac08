package conversation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestABurstIsAnsweredOnceAfterItsDebounce(t *testing.T) {
	t.Parallel()
	p := newPlayer(sends)
	p.user(day0)
	require.Equal(t, int64(1), p.AnswerFrom)
	require.Equal(t, day0.Add(800*ms), p.AnswerAt)
	require.Equal(t, p.AnswerAt, p.Deadline(p.Rules))

	p.user(day0.Add(500 * ms))
	require.Equal(t, int64(1), p.AnswerFrom, "still the same burst")
	require.Equal(t, day0.Add(1300*ms), p.AnswerAt, "each line starts the debounce anew")

	p.pass(p.AnswerAt.Add(time.Second))
	require.Equal(t, int64(1), p.AnswerFrom, "time alone answers nothing")
	p.do(Answered{At: p.AnswerAt})
	require.Zero(t, p.AnswerFrom)
	require.True(t, p.AnswerAt.IsZero())

	p.user(day0.Add(time.Minute))
	require.Equal(t, int64(3), p.AnswerFrom)
}

func TestWhatTakesABurstFromTheResponders(t *testing.T) {
	t.Parallel()
	rows := map[string]func(p *player, at time.Time){
		"a claim":               func(p *player, at time.Time) { p.claim(ann, at) },
		"an agent's message":    func(p *player, at time.Time) { p.agent(ann, at) },
		"a transfer":            func(p *player, at time.Time) { p.do(Transfer{UserID: ann, ToID: bob, At: at}) },
		"another status":        func(p *player, at time.Time) { p.set(ann, Pending, at) },
		"resolving":             func(p *player, at time.Time) { p.set(ann, Resolved, at) },
		"closing, even as New":  func(p *player, at time.Time) { p.do(Close{UserID: ann, Status: New, At: at}) },
		"the end of the window": func(p *player, _ time.Time) { p.pass(p.InactiveAt) },
	}
	for name, do := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, at := in(t, sends, New)
			require.NotZero(t, p.AnswerFrom)
			do(p, at)
			require.Zero(t, p.AnswerFrom)
			require.True(t, p.AnswerAt.IsZero())
		})
	}
}

func TestAReleasedBurstIsNotAnsweredAgain(t *testing.T) {
	t.Parallel()
	p, at := in(t, sends, New)
	p.claim(ann, at)
	p.do(Release{UserID: ann, At: at})
	require.True(t, p.MayAnswer())
	require.Zero(t, p.AnswerFrom, "a person has seen it")
	p.user(at.Add(time.Second))
	require.Equal(t, p.seq, p.AnswerFrom)
}

func TestWaitingSince(t *testing.T) {
	t.Parallel()
	p := newPlayer(sends)
	p.user(day0)
	p.user(day0.Add(time.Second))
	require.Equal(t, day0, p.WaitingSince, "the oldest message without a reply")

	p.do(Answered{At: day0.Add(2 * time.Second)})
	require.Equal(t, day0, p.WaitingSince, "silence is no reply")
	p.do(Answered{Replied: true, At: day0.Add(3 * time.Second)})
	require.True(t, p.WaitingSince.IsZero())

	p.user(day0.Add(time.Minute))
	p.agent(ann, day0.Add(2*time.Minute))
	require.True(t, p.WaitingSince.IsZero())

	p.user(day0.Add(3 * time.Minute))
	p.set(ann, Resolved, day0.Add(4*time.Minute))
	require.True(t, p.WaitingSince.IsZero(), "nobody waits in an ended ticket")
}
