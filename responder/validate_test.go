package responder_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

// night is an active quick reply that is on from six in the evening till nine.
func night(id string, position int) responder.QuickReply {
	return responder.QuickReply{
		ID: id, Name: "Closed " + id, Text: "We are closed until nine.", Status: faq.Active, Position: position,
		When: schedule.When{Weekly: nights(), Zone: "Europe/Berlin"},
	}
}

func nights() []schedule.Interval {
	var all []schedule.Interval
	for day := range 7 {
		all = append(all, schedule.Interval{Day: time.Weekday(day), From: 18 * 60, To: 9 * 60})
	}
	return all
}

func TestOrderValidate(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		order responder.Order
		want  []string
	}{
		{"all off", nil, nil},
		{"the default", responder.DefaultOrder(), nil},
		{"every step", responder.Steps(), nil},
		{"one step twice", responder.Order{"filler", "faq", "filler"}, []string{"order[2]: repeats order[0]"}},
		{"no such step", responder.Order{"FAQ", ""}, []string{
			"order[0]: must be faq, quick_reply or filler", "order[1]: must be faq, quick_reply or filler",
		}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, sentences(row.order.Validate()))
		})
	}
}

func TestQuickReplyValidate(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		spoil func(*responder.QuickReply)
		field string
	}{
		{"nothing wrong", func(*responder.QuickReply) {}, ""},
		{"an emoji", func(q *responder.QuickReply) { q.Text = "🌙" }, ""},
		{"the longest text", func(q *responder.QuickReply) { q.Text = strings.Repeat("é", responder.MaxTextLength) }, ""},
		{"no name", func(q *responder.QuickReply) { q.Name = " " }, "name"},
		{"a long name", func(q *responder.QuickReply) { q.Name = strings.Repeat("n", 101) }, "name"},
		{"no text", func(q *responder.QuickReply) { q.Text = "\u200b" }, "text"},
		{"a long text", func(q *responder.QuickReply) { q.Text = strings.Repeat("t", responder.MaxTextLength+1) }, "text"},
		{"no status", func(q *responder.QuickReply) { q.Status = "" }, "status"},
		{"before the first", func(q *responder.QuickReply) { q.Position = -1 }, "position"},
		{"no time", func(q *responder.QuickReply) { q.When = schedule.When{} }, "when.weekly"},
		{"no such hour", func(q *responder.QuickReply) { q.When.Weekly[3].From = 1440 }, "when.weekly[3].from"},
		{"no such zone", func(q *responder.QuickReply) { q.When.Zone = "Berlin" }, "when.zone"},
		{"everything", func(q *responder.QuickReply) { *q = responder.QuickReply{Position: -1} }, "name text status position when.weekly"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			q := night("a", 0)
			row.spoil(&q)
			var fields []string
			for _, e := range faq.FieldErrors(q.Validate()) {
				fields = append(fields, e.Field)
			}
			require.Equal(t, row.field, strings.Join(fields, " "))
		})
	}
}

func sentences(err error) []string {
	var all []string
	for _, e := range faq.FieldErrors(err) {
		all = append(all, e.Error())
	}
	return all
}
