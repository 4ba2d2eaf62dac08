package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/report"
)

// Every number of a small history, counted by hand beside it. All times are UTC.
func TestReportNumbers(t *testing.T) {
	t.Parallel()
	r := reporting(t)
	sales, support := r.inbox(t).ID, r.inbox(t).ID
	ravi, mira, faqID, campaign := uuid.NewString(), uuid.NewString(), uuid.NewString(), uuid.NewString()
	monday := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	after := func(seconds int) time.Time { return monday.Add(time.Duration(seconds) * time.Second) }

	// Asha writes; Ravi takes it and answers after 64 s, she writes again, he answers
	// and resolves the ticket after 1024 s.
	asha := r.begins(t, support)
	r.writes(t, asha, "", monday)
	r.judged(t, asha, "", after(1))
	r.happens(t, asha, conversation.Claim{UserID: ravi, At: after(30)})
	r.answers(t, asha, ravi, after(64))
	r.writes(t, asha, "", after(100))
	r.answers(t, asha, ravi, after(200))
	r.happens(t, asha, conversation.Close{UserID: ravi, Status: conversation.Resolved, At: after(1024)})
	// An hour later she begins a second ticket, which Mira answers after 256 s; then
	// Ravi is given it, and nobody closes it: it falls Inactive on Tuesday at 11:00.
	r.writes(t, asha, "", after(3600))
	r.answers(t, asha, mira, after(3600+256))
	r.happens(t, asha, conversation.Transfer{UserID: mira, ToID: ravi, At: after(4000)})
	r.happens(t, asha, conversation.TimePassed{At: after(3600 + 86400)})
	// Ben writes to Sales; an FAQ answers, and nobody else does. What more he asks is
	// met by a quick reply, and by a filler. Inactive on Tuesday at 10:00.
	ben := r.begins(t, sales)
	r.writes(t, ben, "", monday)
	r.judged(t, ben, faqID, after(1))
	r.goes(t, r.stores(t, ben, "auto", "", "", "queued", after(1)), "sent")
	for _, step := range []string{"quick_reply_id", "filler_id"} {
		r.exec(t, `UPDATE decisions SET answered = true, `+step+` = gen_random_uuid() WHERE id = $1`, r.judged(t, ben, "", after(2)))
	}
	r.happens(t, ben, conversation.TimePassed{At: after(86400)})
	// A campaign wrote to three on Sunday at 23:50: it was read by Cleo, delivered to
	// Dan, and not delivered to Eve. Cleo replies on Monday, twice, and Mira resolves it
	// by hand, without an answer, 4096 s after her first reply.
	sunday := time.Date(2026, 3, 1, 23, 50, 0, 0, time.UTC)
	cleo, dan, eve := r.begins(t, sales), r.begins(t, sales), r.begins(t, sales)
	for id, states := range map[string][]string{cleo: {"sent", "delivered", "read"}, dan: {"sent", "delivered"}, eve: {"failed"}} {
		message := r.stores(t, id, "campaign", "", campaign, "sending", sunday)
		for _, state := range states {
			r.goes(t, message, state)
			r.roll(t)
		}
	}
	r.writes(t, cleo, campaign, monday)
	r.writes(t, cleo, campaign, after(10))
	r.happens(t, cleo, conversation.SetStatus{UserID: mira, Status: conversation.Resolved, At: after(4096)})
	// What was dropped, refused or written as a note was never sent.
	for _, state := range []string{"dropped", "refused", "note"} {
		r.stores(t, cleo, "agent", mira, "", state, monday)
	}
	r.roll(t)

	week := func(f report.Filter) report.Numbers { return r.sums(t, f, "2026-03-01", "2026-03-07", "UTC") }
	require.Equal(t, report.Numbers{
		Counts: map[report.Measure]int64{
			report.MessagesIn:         6, // Asha 3, Ben 1, Cleo 2
			report.MessagesAgent:      3, // Ravi 2, Mira 1
			report.MessagesAuto:       1,
			report.MessagesCampaign:   2, // Eve's did not leave
			report.Conversations:      3, // Asha, Ben, Cleo
			report.TicketsOpened:      4, // Asha 2
			report.TicketsResolved:    2, // Asha's first, Cleo's
			report.TicketsInactive:    2, // Asha's second, Ben's
			report.TicketsTaken:       3, // Ravi the first, Mira and Ravi the second
			report.Bursts:             4, // Asha's, Ben's first, and two more of his
			report.AnsweredFAQ:        1,
			report.AnsweredQuickReply: 1,
			report.AnsweredFiller:     1,
			report.Delivered:          2,
			report.Read:               1,
			report.Failed:             1,
			report.Replied:            1,
			report.Settled:            1,
		},
		// Bins: 64 = 2^(48/8), 256 = 2^(64/8), 1024 = 2^(80/8), 4096 = 2^(96/8).
		Timed: map[report.Measure]report.Times{
			report.FirstResponse: {48: 1, 64: 1},
			report.Resolution:    {80: 1, 96: 1},
		},
	}, week(report.Filter{}))

	sum := week(report.Filter{})
	// Of two, the first is the median and the second the 90th percentile.
	require.InDelta(t, 64, sum.Timed[report.FirstResponse].Quantile(0.5), 1e-9)
	require.InDelta(t, 256, sum.Timed[report.FirstResponse].Quantile(0.9), 1e-9)

	require.Equal(t, report.Numbers{
		Counts: map[report.Measure]int64{
			report.MessagesIn: 3, report.MessagesAuto: 1, report.MessagesCampaign: 2, report.Conversations: 2, report.TicketsOpened: 2,
			report.TicketsResolved: 1, report.TicketsInactive: 1, report.Bursts: 3, report.AnsweredFAQ: 1, report.AnsweredQuickReply: 1, report.AnsweredFiller: 1,
			report.Delivered: 2, report.Read: 1, report.Failed: 1, report.Replied: 1, report.Settled: 1,
		},
		Timed: map[report.Measure]report.Times{report.FirstResponse: {}, report.Resolution: {96: 1}},
	}, week(report.Filter{InboxID: sales}), "one inbox")

	require.Equal(t, report.Numbers{
		Counts: map[report.Measure]int64{report.MessagesAgent: 2, report.TicketsTaken: 2, report.TicketsResolved: 1},
		Timed:  map[report.Measure]report.Times{report.FirstResponse: {48: 1}, report.Resolution: {80: 1}},
	}, week(report.Filter{AgentID: ravi}), "one agent")

	// The campaign's own numbers are those of what it sent on Sunday; what its tickets
	// did is on Monday.
	sundays := r.sums(t, report.Filter{CampaignID: campaign}, "2026-03-01", "2026-03-01", "UTC")
	require.Equal(t, map[report.Measure]int64{
		report.MessagesCampaign: 2, report.Delivered: 2, report.Read: 1, report.Failed: 1, report.Replied: 1, report.Settled: 1,
	}, sundays.Counts)
	// In Kolkata it was 05:20 on Monday.
	require.Empty(t, r.sums(t, report.Filter{CampaignID: campaign}, "2026-03-01", "2026-03-01", "Asia/Kolkata").Counts)

	all := report.Step{Begin: sunday, End: monday.AddDate(0, 0, 7)}
	faqs, err := r.ReportSubjects(t.Context(), report.FAQ, "", all)
	require.NoError(t, err)
	require.Len(t, faqs, 1)
	require.Equal(t, map[report.Measure]int64{report.AnsweredFAQ: 1}, faqs[faqID].Counts)
	agents, err := r.ReportSubjects(t.Context(), report.Agent, support, all)
	require.NoError(t, err)
	require.Equal(t, int64(1), agents[mira].Counts[report.MessagesAgent])
	require.Equal(t, report.Times{64: 1}, agents[mira].Timed[report.FirstResponse])

	quarters := map[string]int64{}
	require.NoError(t, r.ReportBuckets(t.Context(), report.Filter{}, report.MessagesIn, report.Quarter, all, func(at time.Time, n int64) {
		quarters[at.UTC().Format("15:04")] += n
	}))
	require.Equal(t, map[string]int64{"10:00": 5, "11:00": 1}, quarters)

	// Ravi answered Asha in the eleventh hour of Monday, Mira in the twelfth.
	responses := map[string]report.Times{}
	require.NoError(t, r.ReportTimed(t.Context(), report.Filter{}, report.FirstResponse, time.Hour, all, func(at time.Time, bin int, n int64) {
		responses[at.UTC().Format("Mon 15:04")] = report.Times{bin: n}
	}))
	require.Equal(t, map[string]report.Times{"Mon 10:00": {48: 1}, "Mon 11:00": {64: 1}}, responses)
}

// A wrong answer counts for the day it was given, and no longer once that is taken
// back.
func TestReportCorrections(t *testing.T) {
	t.Parallel()
	r := reporting(t)
	inbox, faqID := r.inbox(t).ID, uuid.NewString()
	r.exec(t, `INSERT INTO users (id, email, name, password_hash, roles)
		VALUES ('22222222-2222-4222-8222-222222222222', 'a@example.com', 'Asha', 'x', '{agent}')`)
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	id := r.begins(t, inbox)
	wrong := r.judged(t, id, faqID, at)
	r.judged(t, id, faqID, at.Add(time.Minute))
	r.exec(t, `INSERT INTO decision_verdicts (decision_id, user_id, verdict) VALUES ($1, '22222222-2222-4222-8222-222222222222', 'wrong')`, wrong)
	of := func(inbox string, from, to time.Time) []report.Correction {
		found, err := r.ReportCorrections(t.Context(), inbox, report.Step{Begin: from, End: to})
		require.NoError(t, err)
		for i := range found {
			found[i].At = found[i].At.UTC()
		}
		return found
	}
	require.Equal(t, []report.Correction{{At: at, FAQID: faqID}}, of("", at, at.Add(time.Hour)))
	require.Len(t, of(inbox, at, at.Add(time.Hour)), 1)
	require.Empty(t, of(uuid.NewString(), at, at.Add(time.Hour)))
	require.Empty(t, of("", at.Add(time.Second), at.Add(time.Hour)))
	r.exec(t, `DELETE FROM decision_verdicts`)
	require.Empty(t, of("", at, at.Add(time.Hour)))
}

// Who waits is asked of the conversations themselves.
func TestReportNow(t *testing.T) {
	t.Parallel()
	r := reporting(t)
	first, second := r.inbox(t).ID, r.inbox(t).ID
	now, err := r.ReportNow(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, report.Now{}, now)
	begin := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	r.writes(t, r.begins(t, first), "", begin.Add(time.Hour))
	r.writes(t, r.begins(t, first), "", begin)
	answered := r.begins(t, second)
	r.writes(t, answered, "", begin)
	r.answers(t, answered, uuid.NewString(), begin.Add(time.Minute))
	r.roll(t)
	now, err = r.ReportNow(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, []any{int64(2), begin}, []any{now.Waiting, now.WaitingSince})
	require.NotZero(t, now.CountedAt)
	now, err = r.ReportNow(t.Context(), second)
	require.NoError(t, err)
	require.Zero(t, now.Waiting)
}
