package conversation

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestApplyAgreesWithTheModel plays 100,000 random scripts to the
// implementation and to the independent model and compares everything both know
// after each command. PARLEY_TEST_SEED repeats a run.
func TestApplyAgreesWithTheModel(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	if given := os.Getenv("PARLEY_TEST_SEED"); given != "" {
		var err error
		seed, err = strconv.ParseUint(given, 10, 64)
		require.NoError(t, err)
	}
	const scripts = 100_000
	for n := range scripts {
		d := seeded{rand.New(rand.NewPCG(seed, uint64(n)))}
		if s, diff := play(d, 1+d.upTo(40)); diff != "" {
			t.Fatalf("PARLEY_TEST_SEED=%d, script %d: %s\n%s", seed, n, diff, s)
		}
	}
}

// TestApplyAgreesWithTheModelShrunk finds less and says it in fewer commands.
func TestApplyAgreesWithTheModelShrunk(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := drawn{rt}
		if s, diff := play(d, 1+d.upTo(20)); diff != "" {
			rt.Fatalf("%s\n%s", diff, s)
		}
	})
}

// play returns the script and the first difference, "" when there is none.
func play(d dice, commands int) (*script, string) {
	s := newScript(d)
	rules := s.model.rules
	var state State
	for range commands {
		e := s.next()
		s.log = append(s.log, e)
		before := state
		var out Outcome
		state, out = Apply(RulesV1, rules, state, e)
		if diff := differences(s, before, state, out, e, s.model.tell(e)); diff != "" {
			return s, diff
		}
	}
	return s, ""
}

func differences(s *script, before, state State, out Outcome, e Event, answer Result) string {
	want := s.model.state()
	rules := s.model.rules
	at := instant(e)
	switch {
	case state != want:
		return fmt.Sprintf("state\n got %+v\nwant %+v", state, want)
	case asked(e) && out.Result != answer:
		return fmt.Sprintf("result\n got %+v\nwant %+v", out.Result, answer)
	case !state.Deadline(rules).Equal(s.model.deadline()):
		return fmt.Sprintf("deadline\n got %v\nwant %v", state.Deadline(rules), s.model.deadline())
	case state.WindowOpen(rules, at) != (!rules.WindowBlocks || at.Before(s.model.windowEnd())):
		return fmt.Sprintf("window open: %v", state.WindowOpen(rules, at))
	case state.MayAnswer() != (s.model.status() == New && s.model.holder() == nil):
		return fmt.Sprintf("may answer: %v", state.MayAnswer())
	}
	return auditDiffers(before, state, out.Records)
}

// asked reports whether somebody waits for the answer to an event.
func asked(e Event) bool {
	switch e.(type) {
	case UserMessage, Answered, TimePassed:
		return false
	default:
		return true
	}
}

// auditDiffers folds the audit records over what was known before: they must
// tell of every change of status, ticket and holder.
func auditDiffers(before, after State, records []Record) string {
	status, ticket, owner := before.Status, before.Ticket, before.OwnerID
	for i, r := range records {
		if r.At.IsZero() || r.Type == "" {
			return fmt.Sprintf("record %d lacks a time or a type: %+v", i, r)
		}
		switch r.Type {
		case TicketOpened:
			status, ticket = r.To, r.Ticket
		case StatusChanged:
			if r.From != status || r.From == r.To {
				return fmt.Sprintf("record %d changes from %q to %q where the status was %q", i, r.From, r.To, status)
			}
			status = r.To
		case Claimed, Transferred:
			owner = r.OwnerID
		case Released:
			if r.OwnerID != owner {
				return fmt.Sprintf("record %d releases %q where %q held", i, r.OwnerID, owner)
			}
			owner = ""
		}
	}
	if status != after.Status || ticket != after.Ticket || owner != after.OwnerID {
		return fmt.Sprintf("the audit trail ends in %q, ticket %d, %q: the state in %q, ticket %d, %q\n%+v",
			status, ticket, owner, after.Status, after.Ticket, after.OwnerID, records)
	}
	return ""
}

type seeded struct{ *rand.Rand }

func (d seeded) upTo(n int) int { return d.IntN(n) }

type drawn struct{ t *rapid.T }

func (d drawn) upTo(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "choice") }
