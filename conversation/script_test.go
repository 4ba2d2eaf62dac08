package conversation

import (
	"fmt"
	"strings"
	"time"
)

// dice is a source of choices: a seeded generator for bulk, rapid for
// shrinking.
type dice interface {
	// upTo returns a number in [0, n).
	upTo(n int) int
}

// day0 is when every test begins.
var day0 = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// script plays random commands to the implementation and to the model.
type script struct {
	dice  dice
	now   time.Time
	seq   int64
	model *story
	log   []Event
}

func newScript(d dice) *script {
	return &script{dice: d, now: day0, model: &story{rules: someRules(d)}}
}

func someRules(d dice) Rules {
	windows := []time.Duration{24 * time.Hour, 24 * time.Hour, time.Hour, 30 * time.Second, 5 * time.Minute}
	return Rules{
		Window:                   windows[d.upTo(len(windows))],
		Lease:                    []time.Duration{5 * time.Minute, 5 * time.Minute, 30 * time.Second}[d.upTo(3)],
		Debounce:                 []time.Duration{800 * time.Millisecond, 0, 3 * time.Second}[d.upTo(3)],
		KeepOwner:                []time.Duration{30 * time.Minute, 10 * time.Second, 0}[d.upTo(3)],
		InactiveIncludesResolved: d.upTo(3) == 0,
		WindowBlocks:             d.upTo(2) == 0,
		HumanSpan:                []time.Duration{0, 0, 7 * time.Minute, 6 * 24 * time.Hour}[d.upTo(4)],
		Templates:                d.upTo(2) == 0,
	}
}

// next moves the clock and returns the next command.
func (s *script) next() Event {
	s.travel()
	at := s.now
	if s.dice.upTo(20) == 0 { // read late
		at = at.Add(-s.span())
	}
	user := s.user()
	switch k := s.dice.upTo(20); {
	case k < 7:
		s.seq++
		m := UserMessage{Seq: s.seq, ReceivedAt: at, SentAt: s.sentAt(at)}
		if s.dice.upTo(4) == 0 {
			m.CampaignID = s.pick("summer", "gate-change")
		}
		return m
	case k < 11:
		s.seq++
		return AgentMessage{
			Seq: s.seq, MessageID: fmt.Sprint("m", s.seq), AgentID: user, Template: s.dice.upTo(3) == 0, WrittenAt: at,
		}
	case k < 13:
		return Claim{UserID: user, At: at}
	case k < 14:
		return Release{UserID: user, Admin: s.dice.upTo(3) == 0, At: at}
	case k < 15:
		return Transfer{UserID: user, ToID: s.user(), Admin: s.dice.upTo(3) == 0, At: at}
	case k < 17:
		return SetStatus{UserID: user, Status: s.status(), Admin: s.dice.upTo(3) == 0, At: at}
	case k < 18:
		return Close{UserID: user, Status: s.status(), Admin: s.dice.upTo(3) == 0, At: at}
	case k < 19:
		return Answered{Replied: s.dice.upTo(2) == 0, At: at}
	default:
		return TimePassed{At: at}
	}
}

// travel moves the clock: often to a millisecond before, at or after an instant
// that matters.
func (s *script) travel() {
	if s.dice.upTo(3) == 0 {
		s.now = s.now.Add(s.span())
		return
	}
	instants := []time.Time{s.model.deadline(), s.model.leaseEnd(), s.model.inactiveAt(), s.model.windowEnd()}
	if wrote := s.model.ownerWroteAt(); !wrote.IsZero() {
		instants = append(instants, wrote.Add(s.model.rules.KeepOwner))
	}
	to := instants[s.dice.upTo(len(instants))].Add(time.Duration(s.dice.upTo(3)-1) * time.Millisecond)
	if to.After(s.now) && s.dice.upTo(2) == 0 {
		s.now = to
	}
}

func (s *script) span() time.Duration {
	spans := []time.Duration{
		0, time.Millisecond, time.Second, 20 * time.Second, 2 * time.Minute, 29 * time.Minute, 5 * time.Hour, 30 * time.Hour,
	}
	return spans[s.dice.upTo(len(spans))]
}

// sentAt is a provider's time: unknown, on time, late up to and over the
// window, or in the future.
func (s *script) sentAt(received time.Time) time.Time {
	w := s.model.rules.Window
	switch s.dice.upTo(8) {
	case 0, 1, 2:
		return time.Time{}
	case 3:
		return received
	case 4:
		return received.Add(-time.Second)
	case 5:
		return received.Add(-w + time.Duration(s.dice.upTo(3)-1)*time.Millisecond)
	case 6:
		return received.Add(-3 * w)
	default:
		return received.Add(time.Hour)
	}
}

func (s *script) user() string { return s.pick("ann", "bob", "cyd") }

func (s *script) status() Status {
	return Status(s.pick("new", "active", "pending", "resolved", "inactive", "snoozed", ""))
}

func (s *script) pick(from ...string) string { return from[s.dice.upTo(len(from))] }

// String tells the whole script, so that a failure can be read and replayed.
func (s *script) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rules %+v\n", s.model.rules)
	for i, e := range s.log {
		fmt.Fprintf(&b, "%2d  %T%+v\n", i, e, e)
	}
	return b.String()
}
