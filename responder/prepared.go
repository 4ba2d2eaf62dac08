package responder

import "github.com/parleyhq/parley/schedule"

// PickQuickReply is [PickQuickReply] among the quick replies of the setup.
func (s Setup) PickQuickReply(b Burst, p Past) ([]Verdict, *QuickReply) {
	if s.prepared != nil {
		return pick(b, s.QuickReplies, p, s.prepared)
	}
	return PickQuickReply(b, s.QuickReplies, p, s.Calendars)
}

// Prepared returns a setup that picks the same, for who decides about many
// bursts: the zones and calendars of its quick replies, which may be files, are
// looked up once. Its QuickReplies and Calendars are not to be changed any more.
func (s Setup) Prepared() Setup {
	type looked struct {
		times schedule.Timetable
		err   error
	}
	all := make(map[string]looked, len(s.QuickReplies))
	for _, q := range s.QuickReplies {
		times, err := q.When.Timetable(s.Calendars)
		all[q.ID] = looked{times, err}
	}
	s.prepared = func(q QuickReply) (schedule.Timetable, error) { return all[q.ID].times, all[q.ID].err }
	return s
}
