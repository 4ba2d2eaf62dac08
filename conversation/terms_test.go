package conversation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/conversation"
)

// What may be sent, for every kind of channel, author and span of time.
func TestMaySend(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	var (
		now      = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		anytime  = conversation.Terms{}
		whatsapp = conversation.Terms{Window: day, Templates: true}
		human    = conversation.Terms{Window: day, HumanWindow: 7 * day}
	)
	const (
		agent    = conversation.ByAgent
		auto     = conversation.ByAuto
		campaign = conversation.ByCampaignSend
	)
	in := func(d time.Duration) time.Time { return now.Add(d) }
	const over = conversation.WindowClosed
	rows := []struct {
		name  string
		terms conversation.Terms
		by    conversation.Author
		// ends is when the window ends, from now.
		ends time.Duration
		want conversation.MaySend
	}{
		{"any time", anytime, agent, -30 * day, conversation.MaySend{FreeForm: true}},
		{"any time, a program", anytime, auto, -30 * day, conversation.MaySend{FreeForm: true}},
		{"any time, a campaign", anytime, campaign, -30 * day, conversation.MaySend{FreeForm: true}},

		{"window", whatsapp, agent, time.Second, conversation.MaySend{FreeForm: true, Templates: true, Until: in(time.Second)}},
		{"window, a program", whatsapp, auto, time.Second, conversation.MaySend{FreeForm: true, Until: in(time.Second)}},
		{"window, a campaign", whatsapp, campaign, time.Second, conversation.MaySend{FreeForm: true, Templates: true, Until: in(time.Second)}},
		{"at its end", whatsapp, agent, 0, conversation.MaySend{Templates: true, Reason: over}},
		{"at its end, a program", whatsapp, auto, 0, conversation.MaySend{Reason: over}},
		{"at its end, a campaign", whatsapp, campaign, 0, conversation.MaySend{Templates: true, Reason: over}},

		{"window of two", human, agent, time.Second, conversation.MaySend{FreeForm: true, Until: in(time.Second)}},
		{"span for people", human, agent, 0, conversation.MaySend{FreeForm: true, HumanOnly: true, Until: in(6 * day)}},
		{"span for people, a program", human, auto, 0, conversation.MaySend{Reason: over}},
		{"span for people, a campaign", human, campaign, 0, conversation.MaySend{Reason: over}},
		{"last moment of the span", human, agent, time.Second - 6*day, conversation.MaySend{FreeForm: true, HumanOnly: true, Until: in(time.Second)}},
		{"end of the span", human, agent, -6 * day, conversation.MaySend{Reason: over}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := conversation.Window{ExpiresAt: in(row.ends)}
			require.Equal(t, row.want, row.terms.MaySend(w, row.by, now))
			w.Blocked = true
			blocked := row.terms.MaySend(w, row.by, now)
			require.Equal(t, conversation.MaySend{Reason: conversation.ContactBlocked}, blocked)
			require.NotEmpty(t, blocked.Words())
		})
	}
	t.Run("somebody who never wrote", func(t *testing.T) {
		t.Parallel()
		for _, by := range []conversation.Author{agent, campaign} {
			require.Equal(t, conversation.MaySend{Templates: true, Reason: over}, whatsapp.MaySend(conversation.Window{}, by, now))
			require.Equal(t, conversation.MaySend{Reason: over}, human.MaySend(conversation.Window{}, by, now))
			require.True(t, anytime.MaySend(conversation.Window{}, by, now).FreeForm)
		}
	})
}

// Until is the next instant at which the answer is another one, and after the
// provider has closed a window nothing but a template goes.
func TestMaySendChangesAtUntil(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		terms := conversation.Terms{
			Window:      time.Duration(rapid.IntRange(1, 50).Draw(t, "window")) * time.Hour,
			HumanWindow: time.Duration(rapid.IntRange(0, 200).Draw(t, "human")) * time.Hour,
			Templates:   rapid.Bool().Draw(t, "templates"),
		}
		by := rapid.SampledFrom([]conversation.Author{conversation.ByAgent, conversation.ByAuto, conversation.ByCampaignSend}).Draw(t, "by")
		w := conversation.Window{ExpiresAt: now.Add(time.Duration(rapid.IntRange(-300, 50).Draw(t, "ends")) * time.Hour)}
		may := terms.MaySend(w, by, now)
		require.Equal(t, may.FreeForm, may.Reason == "")
		require.Equal(t, may.FreeForm, may.Words() == "")
		require.False(t, may.HumanOnly && by != conversation.ByAgent)
		if !may.FreeForm {
			require.True(t, may.Until.IsZero())
			return
		}
		require.Equal(t, may, terms.MaySend(w, by, may.Until.Add(-1)))
		require.NotEqual(t, may, terms.MaySend(w, by, may.Until))
		w.ExpiresAt = terms.ClosedNow(may, now)
		after := terms.MaySend(w, by, now)
		require.False(t, after.FreeForm && !after.HumanOnly)
		require.False(t, may.HumanOnly && after.FreeForm)
	})
}

// A pace lets a burst through and then one message in each span, in any span.
func TestPace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := conversation.Pace{Every: 6 * time.Second, Burst: rapid.IntRange(0, 5).Draw(t, "burst")}
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		var booked time.Time
		var sent []time.Time
		for range 40 {
			now = now.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "pause")) * time.Second)
			if free := p.Free(booked); now.Before(free) {
				now = free
			}
			booked = p.Book(booked, now)
			sent = append(sent, now)
		}
		burst := max(p.Burst, 1)
		for i := burst; i < len(sent); i++ {
			for j := 0; i-j >= burst; j++ {
				most := burst + int(sent[i].Sub(sent[j])/p.Every)
				require.LessOrEqual(t, i-j+1, most, "messages %d to %d", j, i)
			}
		}
	})
	require.True(t, conversation.Pace{}.Free(conversation.Pace{}.Book(time.Time{}, time.Now())).IsZero())
}
