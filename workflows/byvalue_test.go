package workflows_test

import (
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/telemetry"
)

// byValue is a message that a backend service signals.
func (s *skipping) byValue(id, text string) conversation.InboundSignal {
	return conversation.InboundSignal{
		ID: id, InboxID: s.inbox, From: &conversation.Sender{ID: s.contact, Name: "Asha"}, Text: text,
	}
}

func (s *skipping) signal(name string, payload any) { s.env.SignalWorkflow(name, payload) }

// together leaves a signal for the next task: the test environment would give
// each its own.
func (s *skipping) together(name string, payload any) {
	s.env.SignalWorkflowSkippingWorkflowTask(name, payload)
}

func (s *skipping) texts() []string {
	rows, err := s.pool.Query(s.t.Context(), `SELECT text FROM messages WHERE conversation_id = $1 AND seq IS NOT NULL ORDER BY seq`, s.id)
	require.NoError(s.t, err)
	defer rows.Close()
	var texts []string
	for rows.Next() {
		var text string
		require.NoError(s.t, rows.Scan(&text))
		texts = append(texts, text)
	}
	require.NoError(s.t, rows.Err())
	return texts
}

func TestAMessageByValueIsStoredAndAnsweredOnce(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.at(0, func() {
		s.signal(conversation.SignalInboundMessage, s.byValue("m1", "faq hello"))
		s.signal(conversation.SignalInboundMessage, s.byValue("m1", "faq hello"))
	})
	s.at(time.Minute, func() { s.signal(conversation.SignalInboundMessage, s.byValue("m1", "faq hello")) })
	s.at(2*time.Minute, func() {
		// The same message through the API is a duplicate, too.
		a := s.say(t, conversation.Inbound{From: conversation.Sender{ID: "asha"}, ExternalID: "m1", Text: "faq hello"})
		require.True(t, a.Duplicate)
	})
	s.run()
	require.Equal(t, []string{"faq hello"}, s.texts())
	require.Equal(t, []string{"answer to faq hello"}, s.sent.texts())
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM contacts WHERE name = 'Asha'`))
	require.Empty(t, s.drops(t, s.id))
	require.WithinDuration(t, begin.Add(day), s.state(t, s.id).WindowExpiresAt, time.Second, "received when it was appended")
}

func TestASignalForSomebodyElseIsDroppedVisibly(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.at(0, func() { s.hear("hello") })
	s.at(time.Minute, func() {
		for range 300 {
			wrong := s.byValue(uuid.NewString(), "I am somebody else")
			wrong.From = &conversation.Sender{ID: "bela"}
			s.signal(conversation.SignalInboundMessage, wrong)
		}
		otherInbox := s.byValue("m2", "same name, other inbox")
		otherInbox.InboxID = uuid.NewString()
		s.signal(conversation.SignalInboundMessage, otherInbox)
		s.signal(conversation.SignalInboundMessage, conversation.InboundSignal{ID: "m3", Text: "who?"})
		s.signal(conversation.SignalAgentMessage, conversation.AgentSignal{ID: "m4", Text: "who?"})
		s.signal(conversation.SignalAgentMessage, conversation.AgentSignal{ID: "m5", AgentID: "robert'); --", Text: "who?"})
	})
	s.run()
	require.Equal(t, []string{"hello"}, s.texts())
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM conversations`))
	require.Subset(t, s.drops(t, s.id), []conversation.Reason{
		conversation.WrongSender, conversation.Incomplete, conversation.Malformed,
	})
	require.Less(t, len(s.drops(t, s.id)), 20, "once per commit, not three hundred times")
}

// A signal to a conversation that does not exist leaves no event, for there is nothing
// to have events: it is in the audit log, logged without what the service sent, and
// counted.
func TestASignalDroppedForANonexistentConversationIsAuditedLoggedAndCounted(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	registry := prometheus.NewRegistry()
	var err error
	s.counted, err = telemetry.TemporalMetrics(registry, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	var lines strings.Builder
	s.logged = slog.New(slog.NewJSONHandler(&lines, nil))
	s.at(0, func() {
		for range 3 {
			wrong := s.byValue(uuid.NewString(), "I am somebody else")
			wrong.From = &conversation.Sender{ID: "bela", Name: "Bela"}
			s.together(conversation.SignalInboundMessage, wrong)
		}
		s.signal(conversation.SignalAgentMessage, conversation.AgentSignal{ID: "m4", Text: "who?"})
	})
	s.run()
	require.Zero(t, s.count(t, `SELECT count(*) FROM conversations`))
	for _, reason := range []conversation.Reason{"wrong_sender", "incomplete"} {
		require.Equal(t, 1, s.count(t, `SELECT count(*) FROM audit_log WHERE action = 'conversation.signal_dropped'
			AND object_id = $1 AND actor = 'system' AND detail->>'reason' = $2`, s.id, string(reason)))
	}

	var logged []string
	for line := range strings.Lines(lines.String()) {
		var l struct{ Msg, Reason, Conversation string }
		require.NoError(t, json.Unmarshal([]byte(line), &l))
		if l.Msg == "signal dropped" {
			require.Equal(t, s.id, l.Conversation)
			logged = append(logged, l.Reason)
		}
	}
	require.ElementsMatch(t, []string{"wrong_sender", "incomplete"}, logged)
	for _, private := range []string{"somebody else", "bela", "Bela", "who?"} {
		require.NotContains(t, lines.String(), private)
	}
	require.Equal(t, map[string]float64{"wrong_sender": 3, "incomplete": 1}, dropCounts(t, registry))
}

// dropCounts reads the metric by reason.
func dropCounts(t *testing.T, registry *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	require.NoError(t, err)
	counts := map[string]float64{}
	for _, f := range families {
		if f.GetName() != "parley_signals_dropped_total" {
			continue
		}
		for _, m := range f.GetMetric() {
			for _, label := range m.GetLabel() {
				if label.GetName() == "reason" {
					counts[label.GetValue()] = m.GetCounter().GetValue()
				}
			}
		}
	}
	return counts
}

func TestASignalForAnUnknownInboxIsDroppedAndTheRunSleeps(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	for _, inbox := range []string{uuid.NewString(), "no uuid at all"} {
		s.id = conversation.ID(inbox, "asha")
		s.plan = nil
		s.at(0, func() {
			lost := s.byValue("m1", "hello")
			lost.InboxID = inbox
			s.signal(conversation.SignalInboundMessage, lost)
		})
		s.run()
		require.WithinDuration(t, begin.Add(5*time.Second), s.closed, 2*time.Second)
	}
	require.Zero(t, s.count(t, `SELECT count(*) FROM messages`))
}

// Whatever a service sends, the conversation goes on: what can be stored is
// stored clean, the rest is dropped visibly, and the next message is answered.
func TestPoisonousSignalsDoNotStopTheConversation(t *testing.T) {
	t.Parallel()
	raw := func(s *skipping, fields string) any {
		return json.RawMessage(`{"inbox_id":"` + s.inbox + `","from":{"id":"asha"},` + fields + `}`)
	}
	random := rand.New(rand.NewPCG(1, 2))
	incompressible := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('!' + random.IntN(90))
			if b[i] == '"' || b[i] == '\\' {
				b[i] = '.'
			}
		}
		return string(b)
	}
	rows := []struct {
		name    string
		payload func(s *skipping) any
		stored  string // "" for nothing
		dropped conversation.Reason
	}{
		{"NUL in the text", func(s *skipping) any { return raw(s, `"id":"p","text":"a\u0000b"`) }, "ab", ""},
		{"lone surrogate", func(s *skipping) any { return raw(s, `"id":"p","text":"a\ud800b"`) }, "a\uFFFDb", ""},
		{"invalid UTF-8", func(s *skipping) any { return raw(s, "\"id\":\"p\",\"text\":\"a\xffb\"") }, "a\uFFFDb", ""},
		{"a megabyte", func(s *skipping) any { return s.byValue("p", strings.Repeat("é", 1<<19)) }, strings.Repeat("é", conversation.MaxText/2), ""},
		{"no text", func(s *skipping) any { return raw(s, `"id":"p"`) }, "", conversation.Incomplete},
		{"unknown fields", func(s *skipping) any { return raw(s, `"id":"p","text":"x","colour":"red"`) }, "x", ""},
		{"the year 1", func(s *skipping) any { return raw(s, `"id":"p","text":"x","sent_at":"0001-01-01T00:00:00Z"`) }, "x", ""},
		{"the year 9999", func(s *skipping) any { return raw(s, `"id":"p","text":"x","sent_at":"9999-12-31T23:59:59Z"`) }, "x", ""},
		{"a time that is none", func(s *skipping) any { return raw(s, `"id":"p","text":"x","sent_at":0`) }, "x", ""},
		{"wrong types", func(s *skipping) any { return raw(s, `"seq":7,"id":["p"],"text":{"a":1}`) }, "", conversation.Malformed},
		{"a list", func(*skipping) any { return []int{1, 2} }, "", conversation.Malformed},
		{"null", func(*skipping) any { return json.RawMessage(`null`) }, "", conversation.Incomplete},
		{"NUL in the id", func(s *skipping) any { return raw(s, `"id":"p\u0000","text":"x"`) }, "", conversation.NotStored},
		{"NUL in the campaign", func(s *skipping) any { return raw(s, `"id":"p","text":"x","campaign_id":"\u0000"`) }, "", conversation.NotStored},
		{"NUL in an attachment", func(s *skipping) any { return raw(s, `"id":"p","text":"x","attachments":[{"url":"\u0000"}]`) }, "", conversation.NotStored},
		{"a huge id", func(s *skipping) any { return s.byValue(incompressible(20_000), "x") }, "", conversation.TooLong},
		{"a huge campaign", func(s *skipping) any { return raw(s, `"id":"p","text":"x","campaign_id":"`+incompressible(20_000)+`"`) }, "", conversation.TooLong},
	}
	w := newWorld(t, defaultRules())
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			own := *w
			acts := *w.acts
			own.acts, own.sent, own.inbox = &acts, &outbox{}, uuid.NewString()
			acts.Sender = own.sent
			own.exec(t, `INSERT INTO inboxes (id, name, channel, secrets) VALUES ($1, $2, 'webhook', '{whsec_dGVzdA==}')`, own.inbox, row.name)
			s := own.skipping(t, "asha")
			s.at(0, func() { s.hear("hello") })
			s.at(time.Minute, func() {
				s.signal(conversation.SignalInboundMessage, row.payload(s))
				s.signal(conversation.SignalInboundMessage, s.byValue("after", "faq still there"))
			})
			s.run()
			want := []string{"hello", "faq still there"}
			if row.stored != "" {
				want = []string{"hello", strings.TrimSpace(row.stored), "faq still there"}
			}
			require.Equal(t, want, s.texts())
			if row.dropped != "" {
				require.Equal(t, []conversation.Reason{row.dropped}, s.drops(t, s.id))
				require.Equal(t, []string{"answer to faq still there"}, s.sent.texts())
			} else {
				require.Empty(t, s.drops(t, s.id))
			}
		})
	}
}

// A service that acts for an agent is held to the same rules as the agent.
func TestAnAgentsMessageByValueIsHeldToTheRules(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	write := func(agent, id, text string) {
		s.signal(conversation.SignalAgentMessage, conversation.AgentSignal{ID: id, AgentID: agent, Text: text})
	}
	s.at(0, func() { s.hear("hello") })
	s.at(time.Minute, func() {
		write(s.agent, "1", "first send claims")
		write(s.agent, "1", "first send claims")
	})
	s.at(2*time.Minute, func() {
		// Another agent's service may use the same ids.
		write(s.other, "1", "me too")
		write(s.agent, "2", "a\x00 second\xff one")
	})
	s.run()
	require.Equal(t, []string{"first send claims", "a second\uFFFD one"}, s.sent.texts())
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE state = 'refused' AND reason = 'not_owner'`))
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM drafts WHERE user_id = $1 AND text = 'me too'`, s.other))
	require.Equal(t, int64(4), s.state(t, s.id).Cursor)
}

// An agent's message to a conversation that does not exist has no mailbox to go
// to.
func TestAnAgentsMessageByValueToNobody(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "nobody")
	s.at(0, func() {
		s.signal(conversation.SignalAgentMessage, conversation.AgentSignal{ID: "1", AgentID: s.agent, Text: "anybody?"})
	})
	s.run()
	require.Zero(t, s.count(t, `SELECT count(*) FROM messages`))
	require.WithinDuration(t, begin.Add(5*time.Second), s.closed, 2*time.Second)
}
