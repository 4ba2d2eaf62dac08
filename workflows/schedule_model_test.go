package workflows_test

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/parleyhq/parley/conversation"
)

// expected folds conversation.Apply over what happens in a schedule, in the
// order in which it happens: what the workflow must come to, however late it
// hears of anything, however often it starts anew.
type expected struct {
	rules     conversation.Rules
	state     conversation.State
	records   []conversation.Record
	sent      []string
	decisions []decision
	heard     []line
}

type line struct {
	seq  int64
	text string
}

type decision struct {
	From, Upto int64
	Answered   bool
}

func (e *expected) apply(event conversation.Event) conversation.Result {
	var out conversation.Outcome
	e.state, out = conversation.Apply(conversation.RulesV1, e.rules, e.state, event)
	e.records = append(e.records, out.Records...)
	return out.Result
}

// pass lets everything happen that happens by itself before now.
func (e *expected) pass(now time.Time) {
	for {
		next := e.state.Deadline(e.rules)
		if next.IsZero() || !next.Before(now) {
			return
		}
		if e.state.AnswerFrom != 0 && next.Equal(e.state.AnswerAt) {
			e.answer(next)
		} else {
			e.apply(conversation.TimePassed{At: next})
		}
	}
}

// answer is what prefixResponder makes of the burst that waits.
func (e *expected) answer(at time.Time) {
	d := decision{From: e.state.AnswerFrom, Upto: e.state.Cursor}
	var burst []string
	for _, l := range e.heard {
		if l.seq >= d.From {
			burst = append(burst, l.text)
		}
	}
	text := strings.Join(burst, " ")
	if d.Answered = strings.HasPrefix(text, "faq"); d.Answered {
		e.sent = append(e.sent, "answer to "+text)
	}
	e.decisions = append(e.decisions, d)
	e.apply(conversation.Answered{Replied: d.Answered, At: at})
}

func (e *expected) hear(m conversation.UserMessage, text string) {
	e.pass(m.ReceivedAt)
	m.Seq = e.state.Cursor + 1
	e.heard = append(e.heard, line{m.Seq, text})
	e.apply(m)
}

func (e *expected) write(agent, text string, at time.Time) conversation.Result {
	e.pass(at)
	result := e.apply(conversation.AgentMessage{
		Seq: e.state.Cursor + 1, MessageID: uuid.Nil.String(), AgentID: agent, WrittenAt: at,
	})
	if result.Granted {
		e.sent = append(e.sent, text)
	}
	return result
}

func (e *expected) ask(event conversation.Event, at time.Time) conversation.Result {
	e.pass(at)
	return e.apply(event)
}
