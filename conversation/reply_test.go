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
			Window: time.Hour, Lease: 5 * time.Minute, KeepOwner: time.Minute, WindowBlocks: rapid.Bool().Draw(t, "blocks"),
		}
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
		_, outcome := Apply(RulesV1, rules, state, AgentMessage{Seq: 1, MessageID: "m", AgentID: "ann", WrittenAt: at})
		require.Equal(t, outcome.Result.Reason, row.ReplyBlocked("ann", rules.WindowBlocks, at))
	})
}

// Between the first message's commit and its application a reply is early, not
// wrong.
func TestReplyBeforeTheFirstMessageIsApplied(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	row := Summary{LastDirection: In}
	require.Empty(t, row.ReplyBlocked("ann", true, now))
	require.Equal(t, NoTicket, Summary{}.ReplyBlocked("ann", true, now))
}
