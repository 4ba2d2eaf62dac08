package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/responder"
)

// path is one way a conversation can go, played on a real server. What the end
// user says, is called and is known as comes from the traveller, so that it can
// be looked for afterwards.
type path struct {
	name string
	play func(v *traveller)
	// byValue says that the path carries the end user's words in signals, which
	// only services that signal by value do.
	byValue bool
}

// traveller goes one path in a world of its own kind.
type traveller struct {
	*live
	contact, id string
	words       string
	seen        int
}

// says is a message of the end user through the API.
func (v *traveller) says(text string) conversation.Accepted {
	v.t.Helper()
	v.seen++
	a := v.say(v.t, conversation.Inbound{
		From:       conversation.Sender{ID: v.contact, Name: "name " + v.words},
		ExternalID: fmt.Sprint(v.contact, "/", v.seen), Text: text + " " + v.words,
	})
	v.ring(a, conversation.SignalInboundMessage)
	v.applied(a)
	return a
}

func (v *traveller) applied(a conversation.Accepted) {
	v.t.Helper()
	v.eventually(v.id, "applied", func(s conversation.State) bool { return s.Cursor >= a.Seq && s.AnswerFrom == 0 })
}

// out waits until n messages have left.
func (v *traveller) out(n int) {
	v.t.Helper()
	v.becomes("sent", func() bool {
		return v.count(v.t, `SELECT count(*) FROM messages WHERE conversation_id = $1 AND direction = 'out' AND state = 'sent'`, v.id) == n
	})
}

func (v *traveller) becomes(what string, is func() bool) {
	v.t.Helper()
	require.Eventually(v.t, is, 30*time.Second, 10*time.Millisecond, what)
}

func (v *traveller) is(status conversation.Status) {
	v.t.Helper()
	v.eventually(v.id, string(status), func(s conversation.State) bool { return s.Status == status })
}

func (v *traveller) asks(name string, req conversation.UpdateRequest) {
	v.t.Helper()
	req.UserID = v.agent
	require.True(v.t, v.update(v.id, name, req).Granted, name)
}

// gait is a kind of world.
type gait string

const (
	ordinary gait = "ordinary"
	// hasty worlds have a window of a second and leases of less.
	hasty gait = "hasty"
	// remote worlds match on another machine.
	remote gait = "remote"
	// prompt worlds have no debounce: the commit answers.
	prompt gait = "prompt"
	// short worlds continue as new every few events.
	short gait = "short"
)

func (g gait) live(t *testing.T) *live {
	t.Helper()
	rules := defaultRules()
	rules.Settle, rules.Debounce = 100*time.Millisecond, 20*time.Millisecond
	addr := ""
	switch g {
	case hasty:
		rules.Window, rules.Lease = 2*time.Second, 300*time.Millisecond
	case remote:
		rules.RemoteEmbedder = true
	case short:
		server, err := devstack.StartTemporal(t.Context(), devstack.TemporalOptions{
			Setting: "limit.historyCount.suggestContinueAsNew=20",
		})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, server.Kill()) })
		addr = server.Addr
	case prompt:
		rules.Debounce = 0
	case ordinary:
	}
	if addr == "" {
		addr = devstack.Temporal(t)
	}
	return newLiveAt(t, rules, addr)
}

// paths are all the ways there are, by the world they need.
func paths() map[gait][]path {
	resolved := conversation.UpdateRequest{Status: conversation.Resolved}
	return map[gait][]path{
		ordinary: {
			{name: "open", play: func(v *traveller) { v.says("hello") }},
			{name: "answered", play: func(v *traveller) { v.says("faq hours"); v.out(1) }},
			{name: "burst", play: func(v *traveller) { v.says("faq"); v.says("where"); v.says("is it") }},
			{name: "claimed", play: func(v *traveller) {
				v.says("hello")
				v.asks(conversation.UpdateClaim, conversation.UpdateRequest{})
				require.False(v.t, v.update(v.id, conversation.UpdateClaim, conversation.UpdateRequest{UserID: v.other}).Granted)
				v.asks(conversation.UpdateTransfer, conversation.UpdateRequest{ToID: v.other})
				v.asks(conversation.UpdateRelease, conversation.UpdateRequest{Admin: true})
			}},
			{name: "replied", play: func(v *traveller) {
				v.says("hello")
				v.applied(v.reply(v.id, v.agent, "I am looking into it"))
				v.out(1)
				v.applied(v.reply(v.id, v.other, "me too"))
				v.says("thanks")
				v.is(conversation.Pending)
			}},
			{name: "closed", play: func(v *traveller) {
				v.says("hello")
				v.asks(conversation.UpdateSetStatus, conversation.UpdateRequest{Status: conversation.Pending})
				v.asks(conversation.UpdateClose, resolved)
				v.asleep(v.id)
			}},
			{name: "campaign", play: func(v *traveller) {
				a := v.say(v.t, conversation.Inbound{
					From: conversation.Sender{ID: v.contact, Name: v.words}, Text: v.words, CampaignID: "spring",
				})
				v.ring(a, conversation.SignalInboundMessage)
				v.applied(a)
			}},
			{name: "retried", play: func(v *traveller) {
				v.sent.do(scripted(again(time.Now().Add(200 * time.Millisecond))))
				v.says("hello")
				v.applied(v.reply(v.id, v.agent, "a moment"))
				v.out(1)
			}},
			{name: "failed", play: func(v *traveller) {
				v.sent.do(scripted(conversation.Attempted{State: conversation.MessageFailed, Reason: "refused: " + v.words}))
				v.says("hello")
				a := v.reply(v.id, v.agent, "a moment")
				v.becomes("failed", func() bool { return v.messageState(v.t, a.MessageID) == conversation.MessageFailed })
			}},
			{name: "unknown", play: func(v *traveller) {
				v.id = uuid.NewString()
				v.update(v.id, conversation.UpdateClaim, conversation.UpdateRequest{UserID: v.agent})
				v.asleep(v.id)
			}},
			{name: "by-value", byValue: true, play: func(v *traveller) {
				v.signal(v.id, conversation.SignalInboundMessage, conversation.InboundSignal{
					ID: uuid.NewString(), InboxID: v.inbox, From: &conversation.Sender{ID: v.contact}, Text: "faq text",
				})
				v.out(1)
				v.signal(v.id, conversation.SignalAgentMessage, conversation.AgentSignal{ID: uuid.NewString(), AgentID: v.agent, Text: "text"})
				v.out(2)
				v.signal(v.id, conversation.SignalInboundMessage, conversation.InboundSignal{ID: uuid.NewString()})
				v.becomes("dropped", func() bool { return len(v.drops(v.t, v.id)) == 1 })
			}},
		},
		prompt: {
			{name: "answered-at-once", play: func(v *traveller) { v.says("faq hours"); v.out(1); v.says("thanks") }},
		},
		hasty: {
			{name: "lapsed", play: func(v *traveller) {
				v.says("hello")
				v.asks(conversation.UpdateClaim, conversation.UpdateRequest{})
				v.eventually(v.id, "lapsed", func(s conversation.State) bool { return s.OwnerID == "" })
			}},
			{name: "inactive", play: func(v *traveller) {
				v.says("hello")
				v.is(conversation.Inactive)
				v.asleep(v.id)
			}},
			{name: "woken", play: func(v *traveller) {
				v.says("hello")
				v.applied(v.reply(v.id, v.agent, "hi"))
				v.is(conversation.Inactive)
				v.asleep(v.id)
				v.says("faq again")
				// New, and soon Inactive too: its number is what stays.
				v.eventually(v.id, "the second ticket", func(s conversation.State) bool { return s.Ticket == 2 })
			}},
		},
		remote: {
			{name: "remote", play: func(v *traveller) { v.says("faq hours"); v.out(1); v.says("hello") }},
		},
		short: {
			{name: "continued", play: func(v *traveller) {
				for range 8 {
					v.says("faq another")
				}
				v.becomes("continued", func() bool { return len(v.runIDs(v.t, v.id)) > 1 })
			}},
		},
	}
}

// journey plays all paths of a world and hands each over when it has been gone.
func journey(t *testing.T, g gait, words string, arrived func(t *testing.T, p path, v *traveller)) {
	t.Helper()
	l := g.live(t)
	l.acts.Decisions = &clumsy{Decisions: l.acts.Decisions}
	for _, p := range paths()[g] {
		// One after the other, as each may script the channel.
		t.Run(p.name, func(t *testing.T) {
			own := *l
			own.t = t
			contact := words + "/" + p.name
			v := &traveller{live: &own, contact: contact, id: conversation.ID(l.inbox, contact), words: words}
			p.play(v)
			arrived(t, p, v)
			l.sent.do(nil)
		})
	}
}

// clumsy fails now and then, with an error that quotes what it was given, as a
// database driver might.
type clumsy struct {
	activities.Decisions
	failed bool
}

func (c *clumsy) Burst(ctx context.Context, id string, from, upto int64) (
	responder.Burst, responder.Setup, responder.Past, error,
) {
	burst, setup, past, err := c.Decisions.Burst(ctx, id, from, upto)
	if !c.failed && err == nil {
		c.failed = true
		err = errors.New("cannot read " + strings.Join(burst.Lines, " "))
	}
	return burst, setup, past, err
}
