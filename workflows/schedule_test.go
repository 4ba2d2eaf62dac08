package workflows_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// TestGeneratedSchedules plays many random conversations, each against a fold
// of the state machine over the same events: every effect exactly once, never
// early, however late the doorbells.
func TestGeneratedSchedules(t *testing.T) {
	t.Parallel()
	schedules := 1000
	if testing.Short() {
		schedules = 250
	}
	w := newWorld(t, defaultRules())
	const lanes = 4
	for lane := range lanes {
		t.Run(fmt.Sprint(lane), func(t *testing.T) {
			t.Parallel()
			for seed := lane; seed < schedules; seed += lanes {
				playSchedule(t, w, uint64(seed))
			}
		})
	}
}

// schedule is one random conversation and what is expected of it.
type schedule struct {
	*skipping
	rng  *rand.Rand
	want *expected
	at   time.Duration
	log  []string
}

func playSchedule(t *testing.T, shared *world, seed uint64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	own := *shared
	acts := *shared.acts
	rules := someRules(rng)
	acts.Rules = activities.FixedRules(rules)
	own.acts, own.sent = &acts, &outbox{}
	acts.Sender = own.sent
	sc := &schedule{
		skipping: own.skipping(t, fmt.Sprint("contact ", seed)),
		rng:      rng,
		want:     &expected{rules: rules},
	}
	early := sc.watchForEarlyEffects()

	sc.hears()
	for range 2 + rng.IntN(10) {
		sc.travel()
		sc.something()
	}
	sc.run()
	sc.check(t, seed, *early)
}

func someRules(rng *rand.Rand) conversation.Rules {
	pick := func(from ...time.Duration) time.Duration { return from[rng.IntN(len(from))] }
	return conversation.Rules{
		Window: pick(day, day, time.Hour, 10*time.Minute), Lease: pick(5*time.Minute, time.Minute),
		Debounce: pick(0, 800*time.Millisecond), KeepOwner: pick(30*time.Minute, time.Minute),
		InactiveIncludesResolved: rng.IntN(3) == 0, WindowBlocks: rng.IntN(2) == 0,
	}
}

// apart keeps events far enough from each other for the order in which the
// workflow does its own things to be certain, even on a machine that stalls.
const apart = 30 * time.Second

// travel moves the clock: often to a millisecond before, at or after the next
// deadline.
func (sc *schedule) travel() {
	spans := []time.Duration{apart, time.Minute, 4 * time.Minute, 29 * time.Minute, 5 * time.Hour, 30 * time.Hour}
	earliest := sc.at + apart
	sc.want.pass(begin.Add(earliest))
	deadline := sc.want.state.Deadline(sc.want.rules)
	if to := deadline.Sub(begin) + time.Duration(sc.rng.IntN(3)-1)*time.Millisecond; !deadline.IsZero() && to > earliest &&
		sc.rng.IntN(2) == 0 {
		sc.at = to
		return
	}
	sc.at += spans[sc.rng.IntN(len(spans))]
}

func (sc *schedule) something() {
	user, now := sc.user(), begin.Add(sc.at)
	admin := sc.rng.IntN(3) == 0
	switch k := sc.rng.IntN(20); {
	case k < 7:
		sc.hears()
	case k < 11:
		sc.writes(user)
	case k < 14:
		sc.asks(conversation.UpdateClaim, conversation.UpdateRequest{UserID: user},
			conversation.Claim{UserID: user, At: now})
	case k < 15:
		sc.asks(conversation.UpdateRelease, conversation.UpdateRequest{UserID: user, Admin: admin},
			conversation.Release{UserID: user, Admin: admin, At: now})
	case k < 16:
		to := sc.user()
		sc.asks(conversation.UpdateTransfer, conversation.UpdateRequest{UserID: user, ToID: to, Admin: admin},
			conversation.Transfer{UserID: user, ToID: to, Admin: admin, At: now})
	case k < 18:
		to := sc.status()
		sc.asks(conversation.UpdateSetStatus, conversation.UpdateRequest{UserID: user, Status: to, Admin: admin},
			conversation.SetStatus{UserID: user, Status: to, Admin: admin, At: now})
	default:
		to := sc.status()
		sc.asks(conversation.UpdateClose, conversation.UpdateRequest{UserID: user, Status: to, Admin: admin},
			conversation.Close{UserID: user, Status: to, Admin: admin, At: now})
	}
	if sc.rng.IntN(8) == 0 {
		sc.skipping.at(sc.at+20*time.Second, func() { sc.env.SetContinueAsNewSuggested(true) })
	}
}

// hears plans a message of the end user, or a burst within the debounce.
func (sc *schedule) hears() {
	lines := 1
	if sc.want.rules.Debounce > 0 {
		lines += sc.rng.IntN(3)
	}
	for i := range lines {
		if i > 0 {
			sc.at += 300 * time.Millisecond
		}
		now := begin.Add(sc.at)
		m := conversation.Inbound{Text: []string{"faq hours", "hello", "my cat"}[sc.rng.IntN(3)], SentAt: sc.sentAt(now)}
		if sc.rng.IntN(8) == 0 {
			m.CampaignID = []string{"spring", "autumn"}[sc.rng.IntN(2)]
		}
		sc.want.hear(conversation.UserMessage{ReceivedAt: now, SentAt: m.SentAt, CampaignID: m.CampaignID}, m.Text)
		sc.note("hears %+v", m)
		sc.stored(conversation.SignalInboundMessage, func() conversation.Accepted { return sc.put(m) })
	}
}

func (sc *schedule) writes(agent string) {
	text := fmt.Sprint("reply ", len(sc.log))
	m := conversation.Outbound{ConversationID: sc.id, AgentID: agent, Text: text, WrittenAt: begin.Add(sc.at)}
	result := sc.want.write(agent, text, m.WrittenAt)
	sc.note("%s writes: %+v", agent, result)
	sc.stored(conversation.SignalAgentMessage, func() conversation.Accepted { return sc.write(sc.t, m) })
}

// stored plans a mailbox row and its doorbell: prompt, late or rung twice.
func (sc *schedule) stored(signal string, store func() conversation.Accepted) {
	var a conversation.Accepted
	ring := func() {
		sc.env.SignalWorkflow(signal, conversation.InboundSignal{MessageID: a.MessageID, Seq: a.Seq})
	}
	switch sc.rng.IntN(6) {
	case 0:
		sc.unheard(sc.at, func() { a = store() })
		sc.skipping.at(sc.at+time.Duration(1+sc.rng.IntN(20))*time.Second, ring)
	case 1:
		sc.skipping.at(sc.at, func() { a = store(); ring() })
		sc.skipping.at(sc.at+time.Duration(sc.rng.IntN(15000))*time.Millisecond, ring)
	default:
		sc.skipping.at(sc.at, func() { a = store(); ring() })
	}
}

func (sc *schedule) asks(name string, args conversation.UpdateRequest, event conversation.Event) {
	want := sc.want.ask(event, begin.Add(sc.at))
	sc.note("%s %+v: %+v", name, args, want)
	sc.skipping.at(sc.at, func() {
		sc.update(name, args, func(got conversation.Result) { require.Equal(sc.t, want, got, "%v", sc.log) })
	})
}

// watchForEarlyEffects returns what was committed before its time, and what
// much later than it.
func (sc *schedule) watchForEarlyEffects() *[]conversation.Record {
	wrong := &[]conversation.Record{}
	sc.hook().beforeCommit = func(c conversation.Change) {
		now := sc.now()
		for _, r := range c.Records {
			byItself := r.Cause == conversation.ByWindowEnd || r.Cause == conversation.ByLapse
			if r.At.After(now) || (byItself && now.Sub(r.At) > apart) {
				*wrong = append(*wrong, r)
			}
		}
	}
	return wrong
}

func (sc *schedule) check(t *testing.T, seed uint64, wrong []conversation.Record) {
	t.Helper()
	sc.want.pass(begin.Add(100 * 365 * day))
	story := []any{"seed %d, rules %+v\n%v", seed, sc.want.rules, sc.log}
	require.Empty(t, wrong, story...)

	records := sc.trail(t, sc.id)
	for i := range records {
		if records[i].MessageID != "" {
			records[i].MessageID = uuid.Nil.String()
		}
	}
	require.Equal(t, sc.want.records, records, story...)
	require.Equal(t, sc.want.sent, sc.sent.texts(), story...)

	rows, err := sc.pool.Query(t.Context(),
		`SELECT from_seq, upto_seq, answered FROM decisions WHERE conversation_id = $1 ORDER BY from_seq`, sc.id)
	require.NoError(t, err)
	decisions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[decision])
	require.NoError(t, err)
	require.Equal(t, sc.want.decisions, decisions, story...)

	require.Equal(t, sc.settled(sc.want.state), sc.settled(sc.state(t, sc.id)), story...)
}

// settled is a state in which all time has passed, without what counts commits.
func (sc *schedule) settled(s conversation.State) conversation.State {
	s, _ = conversation.Apply(conversation.RulesV1, sc.want.rules, s, conversation.TimePassed{At: sc.closed})
	s.ID, s.InboxID, s.Version = "", "", 0
	return s
}

func (sc *schedule) user() string { return []string{sc.agent, sc.other}[sc.rng.IntN(2)] }

func (sc *schedule) status() conversation.Status {
	return []conversation.Status{
		conversation.New, conversation.Active, conversation.Pending, conversation.Resolved, conversation.Inactive,
	}[sc.rng.IntN(5)]
}

// sentAt is a provider's time: unknown, late, very late, in the future.
func (sc *schedule) sentAt(received time.Time) time.Time {
	switch sc.rng.IntN(6) {
	case 0:
		return received.Add(-time.Minute)
	case 1:
		return received.Add(-2 * sc.want.rules.Window)
	case 2:
		return received.Add(time.Hour)
	default:
		return time.Time{}
	}
}

func (sc *schedule) note(format string, args ...any) {
	sc.log = append(sc.log, fmt.Sprintf("%v ", sc.at)+fmt.Sprintf(format, args...)+"\n")
}
