package responder_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

func TestPreparedPicksTheSame(t *testing.T) {
	t.Parallel()
	lost := night("lost", 2)
	lost.When = schedule.When{OutsideHoursOf: "gone"}
	closed := night("closed", 1)
	closed.When = schedule.When{OutsideHoursOf: "office"}
	setup := responder.Setup{
		QuickReplies: []responder.QuickReply{night("a", 0), closed, lost},
		Calendars: schedule.Calendars{"office": {
			ID: "office", Zone: "Europe/Berlin", Open: []schedule.Interval{{Day: time.Tuesday, From: 600, To: 660}},
		}},
	}
	prepared := setup.Prepared()
	burst, start, _ := tonight(t)
	for hour := range 72 {
		burst.At = start.Add(time.Duration(hour) * time.Hour)
		for _, past := range []responder.Past{{}, sent("a", start)} {
			verdicts, chosen := setup.PickQuickReply(burst, past)
			require.Len(t, verdicts, 3)
			again, same := prepared.PickQuickReply(burst, past)
			require.Equal(t, verdicts, again)
			require.Equal(t, chosen, same)
		}
	}
}
