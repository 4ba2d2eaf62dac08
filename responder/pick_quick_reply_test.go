package responder_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	instant, err := time.Parse(time.RFC3339, s)
	require.NoError(t, err)
	return instant.UTC()
}

// The night of 1 June 2026.
func tonight(t *testing.T) (burst responder.Burst, start, end time.Time) {
	t.Helper()
	b := responder.Burst{ConversationID: "c", FromSeq: 7, Lines: []string{"anybody there?"}, At: at(t, "2026-06-02T01:00:00+02:00")}
	return b, at(t, "2026-06-01T18:00:00+02:00"), at(t, "2026-06-02T09:00:00+02:00")
}

func TestPickQuickReply(t *testing.T) {
	t.Parallel()
	burst, start, _ := tonight(t)
	second, third := night("b", 2), night("c", 3)
	day := night("day", 1)
	for i := range day.When.Weekly {
		day.When.Weekly[i].From, day.When.Weekly[i].To = 9*60, 18*60
	}
	draft := night("draft", 0)
	draft.Status = faq.Draft
	rows := []struct {
		name    string
		replies []responder.QuickReply
		past    responder.Past
		at      time.Time
		chosen  string
	}{
		{"none", nil, responder.Past{}, burst.At, ""},
		{"the one that is on", []responder.QuickReply{day, second}, responder.Past{}, burst.At, "b"},
		{"the first by position", []responder.QuickReply{third, second}, responder.Past{}, burst.At, "b"},
		{"equal positions by id", []responder.QuickReply{night("z", 1), night("y", 1)}, responder.Past{}, burst.At, "y"},
		{"drafts never", []responder.QuickReply{draft}, responder.Past{}, burst.At, ""},
		{"the next if the first was sent", []responder.QuickReply{second, third}, sent("b", start), burst.At, "c"},
		{"once in a period", []responder.QuickReply{second}, sent("b", start), burst.At, ""},
		{"again in the next period", []responder.QuickReply{second}, sent("b", start.AddDate(0, 0, -1)), burst.At, "b"},
		{"not again after an edit of this period's begin", []responder.QuickReply{second}, sent("b", start.Add(time.Hour)), burst.At, ""},
		{"another one's period", []responder.QuickReply{second}, sent("c", start), burst.At, "b"},
		{"as it ends", []responder.QuickReply{second}, responder.Past{}, at(t, "2026-06-02T09:00:00+02:00"), ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			b := burst
			b.At = row.at
			verdicts, chosen := responder.PickQuickReply(b, row.replies, row.past, nil)
			require.Len(t, verdicts, len(row.replies))
			id := ""
			if chosen != nil {
				id = chosen.ID
			}
			require.Equal(t, row.chosen, id)
		})
	}
}

func sent(id string, period time.Time) responder.Past {
	return responder.Past{Periods: map[string]time.Time{id: period}}
}

func TestPickQuickReplyLeavesTheListAlone(t *testing.T) {
	t.Parallel()
	burst, _, _ := tonight(t)
	replies := []responder.QuickReply{night("b", 2), night("a", 1)}
	_, chosen := responder.PickQuickReply(burst, replies, responder.Past{}, nil)
	require.Equal(t, "a", chosen.ID)
	require.Equal(t, "b", replies[0].ID)
}

func TestAnAlwaysOnReplyIsSentOnce(t *testing.T) {
	t.Parallel()
	burst, _, _ := tonight(t)
	q := night("a", 0)
	q.When = schedule.When{Always: true}
	verdicts, chosen := responder.PickQuickReply(burst, []responder.QuickReply{q}, responder.Past{}, nil)
	require.NotNil(t, chosen)
	require.Zero(t, verdicts[0].PeriodStart)
	burst.At = burst.At.AddDate(5, 0, 0)
	_, chosen = responder.PickQuickReply(burst, []responder.QuickReply{q}, sent("a", verdicts[0].PeriodStart), nil)
	require.Nil(t, chosen)
}

func TestVerdictsSayWhy(t *testing.T) {
	t.Parallel()
	burst, start, end := tonight(t)
	had, first, second := night("had", 0), night("first", 1), night("second", 2)
	off := night("off", 3)
	off.When.Weekly = off.When.Weekly[4:5]
	archived := night("archived", 4)
	archived.Status = faq.Archived
	lost := night("lost", 5)
	lost.When = schedule.When{OutsideHoursOf: "gone"}
	closed := night("closed", 6)
	closed.When = schedule.When{OutsideHoursOf: "office"}
	mars := night("mars", 7)
	mars.When.Zone = "Mars/Olympus"
	never := night("never", 8)
	never.When = schedule.When{}
	office := schedule.Calendar{ID: "office", Zone: "Europe/Berlin", Open: []schedule.Interval{{Day: time.Tuesday, From: 600, To: 660}}}
	verdicts, chosen := responder.PickQuickReply(burst,
		[]responder.QuickReply{had, first, second, off, archived, lost, closed, mars, never},
		sent("had", start), schedule.Calendars{"office": office})
	require.Equal(t, "first", chosen.ID)
	verdict := func(id string, active, had bool, start, end time.Time, reason string) responder.Verdict {
		return responder.Verdict{
			QuickReplyID: id, Name: "Closed " + id, Active: active, PeriodStart: start, PeriodEnd: end, Sent: had, Reason: reason,
		}
	}
	week, tuesday := at(t, "2026-05-26T11:00:00+02:00"), at(t, "2026-06-02T10:00:00+02:00")
	require.Equal(t, []responder.Verdict{
		verdict("had", true, true, start, end, "It is on, but the conversation has had it in this period."),
		verdict("first", true, false, start, end, "It is on, and the conversation has not had it in this period."),
		verdict("second", true, false, start, end, "It is on, but another quick reply goes first."),
		verdict("off", false, false, time.Time{}, time.Time{}, "It is not on at this time."),
		verdict("archived", false, false, time.Time{}, time.Time{}, "It is a draft or archived."),
		verdict("lost", false, false, time.Time{}, time.Time{}, "The calendar that it goes by does not exist."),
		verdict("closed", true, false, week, tuesday, "It is on, but another quick reply goes first."),
		verdict("mars", false, false, time.Time{}, time.Time{}, "Its time zone is unknown to this machine."),
		verdict("never", false, false, time.Time{}, time.Time{}, "It does not say when it is on."),
	}, verdicts)
}
