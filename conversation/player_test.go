package conversation

import (
	"testing"
	"time"
)

// The users and rules of the written tests; the rules are the design's figures.
const (
	ann = "ann"
	bob = "bob"
)

var (
	sends  = Rules{Window: 24 * time.Hour, Lease: 5 * time.Minute, Debounce: 800 * time.Millisecond, KeepOwner: 30 * time.Minute}
	blocks = Rules{Window: 24 * time.Hour, Lease: 5 * time.Minute, Debounce: 800 * time.Millisecond, KeepOwner: 30 * time.Minute, WindowBlocks: true}
)

var (
	templates = blocks.For(Terms{Window: 24 * time.Hour, Templates: true})
	spans     = blocks.For(Terms{Window: 24 * time.Hour, HumanWindow: 7 * 24 * time.Hour})
)

// player plays commands by name, one conversation after its first instant day0.
type player struct {
	Rules
	State
	seq     int64
	records []Record
}

func newPlayer(r Rules) *player { return &player{Rules: r} }

func (p *player) do(e Event) Result {
	var out Outcome
	p.State, out = Apply(RulesV1, p.Rules, p.State, e)
	p.records = append(p.records, out.Records...)
	return out.Result
}

func (p *player) user(at time.Time) Result { return p.userSent(at, time.Time{}) }

func (p *player) userSent(received, sent time.Time) Result {
	p.seq++
	return p.do(UserMessage{Seq: p.seq, ReceivedAt: received, SentAt: sent})
}

func (p *player) campaign(at time.Time, id string) Result {
	p.seq++
	return p.do(UserMessage{Seq: p.seq, ReceivedAt: at, CampaignID: id})
}

func (p *player) agent(id string, at time.Time) Result {
	p.seq++
	return p.do(AgentMessage{Seq: p.seq, MessageID: "m", AgentID: id, WrittenAt: at})
}

func (p *player) template(id string, at time.Time) Result {
	p.seq++
	return p.do(AgentMessage{Seq: p.seq, MessageID: "m", AgentID: id, Template: true, WrittenAt: at})
}

func (p *player) claim(id string, at time.Time) Result { return p.do(Claim{UserID: id, At: at}) }

func (p *player) set(id string, to Status, at time.Time) Result {
	return p.do(SetStatus{UserID: id, Status: to, At: at})
}

func (p *player) pass(at time.Time) { p.do(TimePassed{At: at}) }

// in brings a fresh conversation to a status the ordinary way. The last user
// message is younger than half a minute except when Inactive; the clock then
// stands at the returned instant.
func in(t *testing.T, r Rules, s Status) (*player, time.Time) {
	t.Helper()
	p, at := newPlayer(r), day0
	step := func() time.Time { at = at.Add(10 * time.Second); return at }
	switch s {
	case None:
	case New:
		p.user(at)
	case Active:
		p.user(at)
		p.agent(ann, step())
	case Pending:
		p.user(at)
		p.agent(ann, step())
		p.user(step())
	case Resolved:
		p.user(at)
		p.agent(ann, step())
		p.set(ann, Resolved, step())
	case Inactive:
		p.user(at)
		at = at.Add(r.Window)
		p.pass(at)
	}
	if p.Status != s {
		t.Fatalf("brought to %q, wanted %q", p.Status, s)
	}
	return p, step()
}
