package workflows_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// on gives the world's channel these terms.
func (w *world) on(terms conversation.Terms) {
	w.acts.Terms = map[conversation.Channel]conversation.Terms{conversation.ChannelWebhook: terms}
}

// A person is written to as fast as their channel allows: a burst, then one by one.
func TestMessagesToOnePersonKeepAPace(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.on(conversation.Terms{Pace: conversation.Pace{Every: 6 * time.Second, Burst: 3}})
	var mu sync.Mutex
	var sent []time.Duration
	s.sent.script = func(conversation.Dispatch) conversation.Attempted {
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, s.elapsed().Round(time.Second))
		return conversation.Attempted{State: conversation.MessageSent}
	}
	talking(s, 6) // all of them after a second
	s.run()
	second := time.Second
	require.Equal(t, []time.Duration{second, second, second, 7 * second, 13 * second, 19 * second}, sent)
}

// A channel's own window decides, and a template that is sent after it starts
// nothing until its reply.
func TestATemplateAfterTheWindowWaitsForItsReply(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.on(conversation.Terms{Window: day, Templates: true})
	template := func() {
		a := s.write(t, conversation.Outbound{
			ConversationID: s.id, AgentID: s.agent, WrittenAt: s.now(),
			Template: &conversation.Template{Name: "gate", Language: "en"},
		})
		s.env.SignalWorkflow(conversation.SignalAgentMessage, conversation.AgentSignal{MessageID: a.MessageID, Seq: a.Seq})
	}
	s.at(0, func() { s.hear("hello") })
	s.at(day+time.Hour, func() { s.reply(s.agent, "too late") })
	s.at(day+2*time.Hour, template)
	s.unheard(day+3*time.Hour, func() {
		state := s.state(t, s.id)
		require.Equal(t, conversation.Inactive, state.Status)
		require.Equal(t, 1, state.Ticket)
		require.Empty(t, state.OwnerID)
	})
	s.at(day+4*time.Hour, func() { s.hear("thanks") })
	s.unheard(3*day, func() {
		require.Equal(t, 2, s.state(t, s.id).Ticket)
	})
	s.run()
	require.Equal(t, []string{"[gate]"}, s.sent.texts())
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE text = 'too late' AND state = 'refused' AND reason = 'window_closed'`))
}

// A message of unknown fate goes out again when its conversation's holder says so,
// and only then, also when the conversation sleeps.
func TestAMessageIsSentAgainByHand(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.sent.script = scripted(conversation.Attempted{State: conversation.MessageUnknown, Reason: "no answer"})
	s.at(0, func() { s.hear("hello") })
	var first conversation.Accepted
	s.at(time.Second, func() { first = s.reply(s.agent, "on it") })
	s.at(time.Minute, func() {
		require.Len(t, s.sent.texts(), 1, "not by itself")
		again, err := s.store.ResendMessage(t.Context(), s.id, first.MessageID, s.agent)
		require.NoError(t, err)
		s.env.SignalWorkflow(conversation.SignalAgentMessage, conversation.AgentSignal{MessageID: again.MessageID, Seq: again.Seq})
	})
	s.run()
	require.Len(t, s.sent.texts(), 2)
	require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE author = 'agent' AND state = 'sent'`))
}

// A worker dies after the provider took a message and before that is recorded: the
// message is not sent again, whoever wrote it, and its fate is unknown.
func TestACrashBetweenSentAndRecordedSendsNothingTwice(t *testing.T) {
	t.Parallel()
	for _, by := range []conversation.Author{conversation.ByAuto, conversation.ByAgent} {
		t.Run(fmt.Sprint(by), func(t *testing.T) {
			t.Parallel()
			s := newSkipping(t, defaultRules(), "asha")
			// The sender is the real one; the provider behind it remembers its calls.
			provider := &keyless{}
			s.acts.Sender = channels.NewSender(map[conversation.Channel]channels.Channel{conversation.ChannelWebhook: provider}, time.Now)
			s.acts.Deliveries = &dying{Deliveries: s.acts.Deliveries}
			if by == conversation.ByAuto {
				s.at(0, func() { s.hear("faq: opening hours") })
			} else {
				s.at(0, func() { s.hear("hello") })
				s.at(time.Second, func() { s.reply(s.agent, "on it") })
			}
			s.run()
			require.Equal(t, 1, provider.calls)
			require.Equal(t, 1, s.count(t, `SELECT count(*) FROM messages WHERE author = $1 AND state = 'unknown'`, string(by)))
		})
	}
}

// dying is killed once, when the first outcome is to be recorded.
type dying struct {
	activities.Deliveries
	died atomic.Bool
}

func (d *dying) FinishDelivery(ctx context.Context, a conversation.Attempted) error {
	if !d.died.Swap(true) {
		panic("killed")
	}
	return d.Deliveries.FinishDelivery(ctx, a)
}

// keyless is a provider without keys: it takes everything, and cannot tell a
// repetition.
type keyless struct {
	channels.Channel
	mu    sync.Mutex
	calls int
}

func (f *keyless) Send(context.Context, conversation.Dispatch) (channels.Sent, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	return channels.Sent{}, nil
}

func (*keyless) Policy() channels.Policy { return channels.Policy{} }
func (*keyless) RetriesUnknown() bool    { return false }
