package channels_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// attempt sends a message of an author on a channel whose policy is p, an hour
// after it was written.
func attempt(t *testing.T, s stub, d conversation.Dispatch) (conversation.Attempted, []conversation.Dispatch) {
	t.Helper()
	var calls []conversation.Dispatch
	s.calls = &calls
	sender := channels.NewSender(
		map[conversation.Channel]channels.Channel{conversation.ChannelWhatsApp: s}, func() time.Time { return noon })
	d.Message.ID, d.Inbox.Channel, d.Attempt = "m", conversation.ChannelWhatsApp, 1
	if d.Message.CreatedAt.IsZero() {
		d.Message.CreatedAt = noon.Add(-time.Hour)
	}
	return sender.Send(t.Context(), d), calls
}

// What waited for too long never reaches the provider: an agent gets the message
// back, an automatic reply is dropped, a campaign's has failed.
func TestSenderRefusesWhatIsTooLate(t *testing.T) {
	t.Parallel()
	windows := channels.Policy{Window: 24 * time.Hour, Templates: true}
	human := channels.Policy{Window: 24 * time.Hour, HumanWindow: 7 * 24 * time.Hour}
	over := conversation.Window{ExpiresAt: noon}
	open := conversation.Window{ExpiresAt: noon.Add(time.Second)}
	blocked := conversation.Window{ExpiresAt: noon.Add(time.Hour), Blocked: true}
	template := &conversation.Template{Name: "n", Language: "en"}
	rows := []struct {
		name     string
		policy   channels.Policy
		window   conversation.Window
		by       conversation.Author
		template *conversation.Template
		state    conversation.MessageState
		reason   string
	}{
		{"in time", windows, open, conversation.ByAgent, nil, conversation.MessageSent, ""},
		{"agent, late", windows, over, conversation.ByAgent, nil, conversation.MessageRefused, "window_closed"},
		{"template, late", windows, over, conversation.ByAgent, template, conversation.MessageSent, ""},
		{"template where there are none", human, open, conversation.ByAgent, template, conversation.MessageRefused, "no_templates"},
		{"program, late", windows, over, conversation.ByAuto, nil, conversation.MessageDropped, "nothing can be sent"},
		{"program, late", human, over, conversation.ByAuto, nil, conversation.MessageDropped, "can be sent"},
		{"agent, in the span for people", human, over, conversation.ByAgent, nil, conversation.MessageSent, ""},
		{"campaign, late", human, over, conversation.ByCampaignSend, nil, conversation.MessageFailed, "can be sent"},
		{"campaign's template", windows, over, conversation.ByCampaignSend, template, conversation.MessageSent, ""},
		{"agent, blocked", windows, blocked, conversation.ByAgent, nil, conversation.MessageRefused, "contact_blocked"},
		{"template, blocked", windows, blocked, conversation.ByAgent, template, conversation.MessageRefused, "contact_blocked"},
		{"program, blocked", channels.Policy{}, blocked, conversation.ByAuto, nil, conversation.MessageDropped, "blocked"},
	}
	for i, row := range rows {
		t.Run(fmt.Sprint(i, " ", row.name), func(t *testing.T) {
			t.Parallel()
			got, calls := attempt(t, stub{policy: row.policy}, conversation.Dispatch{
				Message: conversation.Message{Author: row.by}, Window: row.window, Template: row.template,
			})
			require.Equal(t, row.state, got.State)
			require.Contains(t, got.Reason, row.reason)
			require.Len(t, calls, map[bool]int{true: 1}[row.state == conversation.MessageSent])
			for _, call := range calls {
				require.Equal(t, row.policy.HumanWindow > 0 && row.window == over, call.HumanWindow)
			}
		})
	}
}

// A provider that says that the window is over is believed.
func TestSenderLearnsThatTheWindowIsOver(t *testing.T) {
	t.Parallel()
	human := stub{
		err:    &channels.RejectedError{Reason: "too late", Code: 10, WindowClosed: true},
		policy: channels.Policy{Window: 24 * time.Hour, HumanWindow: 7 * 24 * time.Hour},
	}
	say := func(by conversation.Author, ends time.Duration) conversation.Attempted {
		got, calls := attempt(t, human, conversation.Dispatch{
			Message: conversation.Message{Author: by}, Window: conversation.Window{ExpiresAt: noon.Add(ends)},
		})
		require.Len(t, calls, 1)
		return got
	}
	want := conversation.Attempted{
		MessageID: "m", State: conversation.MessageRefused, Reason: "window_closed", Code: 10, WindowEnd: noon,
	}
	require.Equal(t, want, say(conversation.ByAgent, time.Hour))
	want.WindowEnd = noon.Add(-6 * 24 * time.Hour)
	require.Equal(t, want, say(conversation.ByAgent, -time.Hour), "the span for people is over too")
	want = conversation.Attempted{MessageID: "m", State: conversation.MessageFailed, Reason: "too late", Code: 10, WindowEnd: noon}
	require.Equal(t, want, say(conversation.ByAuto, time.Hour))
}

// A message waits three days for its provider, asking ever less often.
func TestSenderGivesUpWaiting(t *testing.T) {
	t.Parallel()
	limit := stub{err: &channels.NotSentError{Cause: &channels.PlainError{Words: "busy"}, Scope: channels.ScopeInbox}}
	aged := func(age time.Duration) conversation.Attempted {
		got, _ := attempt(t, limit, conversation.Dispatch{Message: conversation.Message{CreatedAt: noon.Add(-age)}})
		return got
	}
	require.Equal(t, noon.Add(10*time.Second), aged(0).NotBefore)
	require.Equal(t, noon.Add(5*time.Minute), aged(20*time.Minute).NotBefore)
	require.Equal(t, noon.Add(time.Hour), aged(72*time.Hour).NotBefore)
	require.Equal(t, conversation.MessageFailed, aged(72*time.Hour+1).State)
	require.Equal(t, "given up after three days: busy", aged(72*time.Hour+1).Reason)
}

// What a provider says of the recipient is kept, once; a message that went out
// ends the account's trouble.
func TestSenderKeepsWhatItLearns(t *testing.T) {
	t.Parallel()
	phone := conversation.Identity{Kind: provider.WhatsAppPhone, Value: "5511999999999"}
	spelt := conversation.Identity{Kind: provider.WhatsAppPhone, Value: "551199999999"}
	got, _ := attempt(t, stub{sent: channels.Sent{ExternalID: "x", Learnt: []provider.Identity{phone, spelt}}}, conversation.Dispatch{
		Identities: []conversation.Identity{phone}, Inbox: conversation.Inbox{CheckProblem: "authorise it"},
	})
	require.Equal(t, []conversation.Identity{spelt}, got.Learnt)
	require.True(t, got.Recovered)
}
