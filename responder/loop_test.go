package responder_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// answers are exchanges, newest first, in which each burst got the answer behind
// it, a minute apart.
func answers(pairs ...string) responder.Past { return paced(time.Minute, pairs...) }

func paced(apart time.Duration, pairs ...string) responder.Past {
	var p responder.Past
	for i := 0; i < len(pairs); i += 2 {
		p.Exchanges = append(p.Exchanges, responder.Exchange{
			Burst: pairs[i], Answer: pairs[i+1], At: noon.Add(-time.Duration(i/2+1) * apart),
		})
	}
	return p
}

func TestSuspicion(t *testing.T) {
	t.Parallel()
	const hours = "We are open from nine to five, Monday to Friday."
	rows := []struct {
		name string
		past responder.Past
		text string
		want faq.Reason
	}{
		{"a first message", responder.Past{}, "when do you open?", ""},
		{"another question", answers("when do you open?", hours), "and where are you?", ""},
		{"our echo", answers("when do you open?", hours), hours, responder.ReasonEcho},
		{"our echo in other cases", answers("hi", "Hello!"), " HELLO ", responder.ReasonEcho},
		{"our echo, quoted", answers("when do you open?", hours), "> " + hours + "\nI am a bot.", responder.ReasonEcho},
		{"a short answer inside a question", answers("is it free?", "Yes."), "yesterday I paid, why?", ""},
		{"asked twice", answers("when do you open?", hours), "when do you open?", ""},
		{"asked in circles", answers("away", "a", "away", "a", "away", "a"), "away", responder.ReasonLoop},
		{"two by turns", answers("ping", "a", "pong", "b", "ping", "a"), "pong", responder.ReasonLoop},
		{
			"with a counter", answers("ticket 1 opened", "a", "ticket 2 opened", "a", "ticket 3 opened", "a"),
			"Ticket 4 opened.", responder.ReasonLoop,
		},
		{"four questions of a person", answers("a?", "1", "b?", "2", "c?", "3"), "and d?", ""},
		{"an emoji", answers("hi", "👋", "a", "1", "b", "2"), "👋", ""},
		{"four answers to a machine", paced(responder.MachinePace, "a?", "1", "b?", "2", "c?", "3"), "and d?", responder.ReasonLoop},
		{"three answers to a machine", paced(responder.MachinePace, "a?", "1", "b?", "2"), "and c?", ""},
		{"a person who types fast", paced(responder.MachinePace+1, "a?", "1", "b?", "2", "c?", "3"), "and d?", ""},
		{"digits in circles", answers("1", "a", "1", "a", "1", "a"), "1", responder.ReasonLoop},
		{"digits too often", responder.Past{Asked: responder.AskLimit}, "4711", responder.ReasonTooMany},
		{"one too many", responder.Past{Asked: responder.AskLimit}, "and another?", responder.ReasonTooMany},
		{"a person was faster", responder.Past{Taken: true}, "and another?", responder.ReasonPerson},
		{"a person was faster with an emoji", responder.Past{Taken: true}, "👋", responder.ReasonPerson},
		{"just as many", responder.Past{Asked: responder.AskLimit - 1}, "and another?", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, responder.Suspicion(responder.Burst{Lines: []string{row.text}, At: noon}, row.past))
		})
	}
}

// The same answer is given three times an hour, however it is asked for.
func TestCircular(t *testing.T) {
	t.Parallel()
	var p responder.Past
	for i := range 5 {
		require.Equal(t, i >= responder.LoopLimit, responder.Circular("At nine.", p))
		p.Exchanges = append(p.Exchanges, responder.Exchange{Burst: fmt.Sprint("wording ", i), Answer: "At nine."})
	}
	require.False(t, responder.Circular("At ten.", p))
}
