package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/responder"
	hours "github.com/parleyhq/parley/schedule"
)

// nightly reads bursts at the world's time instead of the database's.
type nightly struct {
	activities.Decisions
	now func() time.Time
}

func (n nightly) Burst(ctx context.Context, id string, from, upto int64) (
	responder.Burst, responder.Setup, responder.Past, error,
) {
	burst, setup, past, err := n.Decisions.Burst(ctx, id, from, upto)
	burst.At = n.now()
	return burst, setup, past, err
}

// A quick reply that is on over midnight is one period: who writes before and
// after midnight is told once, and again in the next night. It is on at its
// start and off at its end, to the millisecond, on the clocks of its zone.
func TestAQuickReplyOverMidnight(t *testing.T) {
	t.Parallel()
	s := newSkipping(t, defaultRules(), "asha")
	s.acts.Decisions = nightly{s.acts.Decisions, s.now}
	// No FAQ is asked.
	s.acts.Responder = matcher.NewChain(nil)
	order := responder.Order{responder.StepQuickReply}
	require.NoError(t, s.store.SetOrder(t.Context(), order, nil, ""))
	night := hours.When{Zone: "Asia/Kolkata", Weekly: []hours.Interval{
		{Day: time.Sunday, From: 22 * 60, To: 6 * 60}, {Day: time.Monday, From: 22 * 60, To: 6 * 60},
	}}
	_, err := s.store.CreateQuickReply(t.Context(), responder.QuickReply{
		Name: "Night", Text: "We are back at six.", Status: faq.Active, When: night,
	}, "")
	require.NoError(t, err)

	// The world begins on a Sunday at 09:00 UTC, 14:30 in Kolkata.
	sunday := time.Date(2026, 3, 1, 0, 0, 0, 0, time.FixedZone("Kolkata", 5*3600+1800))
	rows := []struct {
		at   time.Duration
		said bool
	}{
		{22*time.Hour - time.Minute, false},
		{22 * time.Hour, true},
		{23*time.Hour + 59*time.Minute, false},
		{24 * time.Hour, false},
		{26 * time.Hour, false},
		{30 * time.Hour, false},
		{46*time.Hour - time.Minute, false},
		{49 * time.Hour, true},
		{53 * time.Hour, false},
	}
	want := make([]bool, len(rows))
	for i, row := range rows {
		want[i] = row.said
		s.at(sunday.Add(row.at).Sub(begin), func() { s.hear("is anybody there?") })
	}
	s.run()

	found, err := s.pool.Query(t.Context(), `SELECT answered FROM decisions ORDER BY from_seq`)
	require.NoError(t, err)
	got, err := pgx.CollectRows(found, pgx.RowTo[bool])
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Equal(t, []string{"We are back at six.", "We are back at six."}, s.sent.texts())
	require.Equal(t, 2, s.count(t, `SELECT count(DISTINCT period_start) FROM quick_reply_sent`), "two nights")
}
