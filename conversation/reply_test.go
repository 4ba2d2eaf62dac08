package conversation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What a row says about a reply is what Apply makes of it.
func TestReplyBlockedIsWhatApplyRefuses(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		rules := Rules{
			Window: time.Hour, Lease: 5 * time.Minute, KeepOwner: time.Minute,
		}
		terms := Terms{
			Window:      rapid.SampledFrom([]time.Duration{0, time.Hour}).Draw(t, "window"),
			HumanWindow: rapid.SampledFrom([]time.Duration{0, 80 * time.Minute}).Draw(t, "human"),
			Templates:   rapid.Bool().Draw(t, "templates"),
		}
		rules = rules.For(terms)
		state := State{ID: "c"}
		minutes := func(name string) time.Time {
			return begin.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, name)) * time.Minute)
		}
		if rapid.Bool().Draw(t, "written") {
			state.Ticket, state.Status = 1, Pending
			state.WindowExpiresAt = minutes("window")
			state.OwnerID = rapid.SampledFrom([]string{"", "ann", "ben"}).Draw(t, "owner")
			if state.OwnerID != "" && rapid.Bool().Draw(t, "leased") {
				state.LeaseUntil = minutes("lease")
			}
		}
		row := Summary{Ticket: state.Ticket, WindowExpiresAt: state.WindowExpiresAt, LeaseUntil: state.LeaseUntil}
		if state.OwnerID != "" {
			row.Owner = &Person{ID: state.OwnerID}
		}
		at := minutes("at")
		write := AgentMessage{Seq: 1, MessageID: "m", AgentID: "ann", WrittenAt: at}
		_, outcome := Apply(RulesV1, rules, state, write)
		require.Equal(t, outcome.Result.Reason, row.ReplyBlocked("ann", terms, at))
		write.Template = true
		_, outcome = Apply(RulesV1, rules, state, write)
		require.Equal(t, outcome.Result.Reason, row.TemplateBlocked("ann", terms, at))
	})
}

// Between the first message's commit and its application a reply is early, not
// wrong.
func TestReplyBeforeTheFirstMessageIsApplied(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	row := Summary{LastDirection: In}
	require.Empty(t, row.ReplyBlocked("ann", Terms{Window: time.Hour}, now))
	require.Equal(t, NoTicket, Summary{}.ReplyBlocked("ann", Terms{}, now))
}
