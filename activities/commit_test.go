package activities_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/responder"
)

// plain is a mailbox that keeps what is committed without a decision.
type plain struct {
	activities.Mailbox
	changed *conversation.Change
}

func (p *plain) Commit(_ context.Context, c conversation.Change) (conversation.Committed, error) {
	p.changed = &c
	return conversation.Committed{Version: c.State.Version + 1}, nil
}

func commit(t *testing.T, p *plain, d *decisions, c conversation.Change) (conversation.Committed, error) {
	t.Helper()
	a := activities.Conversation{
		Mailbox: p, Decisions: d, Log: slog.New(slog.DiscardHandler), MatchTimeout: time.Second,
		Responder: chain(func(context.Context, responder.Burst) (responder.Decision, error) { return matched(0.9), nil }),
	}
	return a.Commit(t.Context(), c)
}

var change = conversation.Change{
	State:  conversation.State{ID: "c", Version: 7, Cursor: 5, AnswerFrom: 3},
	Answer: &conversation.Answer{WakeAt: time.Unix(1000, 0)},
}

func TestACommitThatAsksForAnAnswerIsWrittenWithTheDecision(t *testing.T) {
	t.Parallel()
	p, d := &plain{}, &decisions{lines: []string{"when do you open"}}
	committed, err := commit(t, p, d, change)
	require.NoError(t, err)
	require.True(t, committed.Answered)
	require.Equal(t, change, *d.changed)
	require.Equal(t, matched(0.9), d.kept)
	require.Nil(t, p.changed, "one write")
}

func TestABurstThatGoesOnIsNotAnsweredByTheCommit(t *testing.T) {
	t.Parallel()
	p, d := &plain{}, &decisions{lines: []string{"hi"}, more: true}
	committed, err := commit(t, p, d, change)
	require.NoError(t, err)
	require.False(t, committed.Answered)
	require.Equal(t, change.State, p.changed.State, "the state is written all the same")
	require.Nil(t, d.changed)
}

func TestACommitThatCannotBeWrittenIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, d := range []*decisions{{burst: errors.New("gone")}, {record: errors.New("gone")}} {
		p := &plain{}
		_, err := commit(t, p, d, change)
		require.Error(t, err)
		require.Nil(t, p.changed, "nothing is written without the decision it was to be written with")
	}
}
