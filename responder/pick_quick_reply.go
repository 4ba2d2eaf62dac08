package responder

import (
	"cmp"
	"errors"
	"slices"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/schedule"
)

// What a [Verdict] says about its quick reply.
const (
	verdictChosen     = "It is on, and the conversation has not had it in this period."
	verdictBehind     = "It is on, but another quick reply goes first."
	verdictSent       = "It is on, but the conversation has had it in this period."
	verdictOff        = "It is not on at this time."
	verdictInactive   = "It is a draft or archived."
	verdictNoCalendar = "The calendar that it goes by does not exist."
	verdictNoZone     = "Its time zone is unknown to this machine."
	verdictNoTime     = "It does not say when it is on."
)

// PickQuickReply returns what is to be said about every quick reply at the
// burst's instant, by position, and the one that answers: the first that is on
// and that the conversation was not sent in this activation period. It is nil
// if there is none; then nothing is sent. Replies of equal position go by id.
func PickQuickReply(b Burst, replies []QuickReply, p Past, calendars schedule.Calendars) ([]Verdict, *QuickReply) {
	return pick(b, replies, p, func(q QuickReply) (schedule.Timetable, error) { return q.When.Timetable(calendars) })
}

// timetables gives the timetable of a quick reply, or why there is none.
type timetables func(QuickReply) (schedule.Timetable, error)

func pick(b Burst, replies []QuickReply, p Past, times timetables) ([]Verdict, *QuickReply) {
	ordered := slices.Clone(replies)
	slices.SortFunc(ordered, byPosition)
	var chosen *QuickReply
	verdicts := make([]Verdict, 0, len(ordered))
	for i, q := range ordered {
		v := judge(b, q, p, times)
		switch {
		case !v.Active:
		case v.Sent:
			v.Reason = verdictSent
		case chosen != nil:
			v.Reason = verdictBehind
		default:
			v.Reason, chosen = verdictChosen, &ordered[i]
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, chosen
}

// judge says whether q is on and was sent, without regard to the others.
func judge(b Burst, q QuickReply, p Past, timetable timetables) Verdict {
	v := Verdict{QuickReplyID: q.ID, Name: q.Name}
	if q.Status != faq.Active {
		v.Reason = verdictInactive
		return v
	}
	times, err := timetable(q)
	switch {
	case err == nil:
	case errors.Is(err, schedule.ErrNoCalendar):
		v.Reason = verdictNoCalendar
	case errors.Is(err, schedule.ErrZone):
		v.Reason = verdictNoZone
	default:
		v.Reason = verdictNoTime
	}
	if err != nil {
		return v
	}
	period, on := times.At(b.At)
	if !on {
		v.Reason = verdictOff
		return v
	}
	last, had := p.Periods[q.ID]
	v.Active, v.PeriodStart, v.PeriodEnd = true, period.Start, period.End
	// What was sent inside the period counts even if its begin was moved by an
	// edit since: nobody is told twice that the shop is closed tonight.
	v.Sent = had && period.Contains(last)
	return v
}

func byPosition(a, b QuickReply) int {
	return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID))
}
