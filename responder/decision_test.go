package responder_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// What is stored today must be readable for as long as it is kept.
func TestDecisionAsStored(t *testing.T) {
	t.Parallel()
	burst, start, end := tonight(t)
	d := responder.Decision{
		Answered: true, Step: responder.StepQuickReply, Answer: "We are closed.", Reason: responder.ReasonQuickReply,
		Order: responder.DefaultOrder(),
		FAQ:   &faq.Decision{Step: faq.StepFAQ, Reason: faq.ReasonFailed, Corrected: "secret"},
		QuickReplies: []responder.Verdict{
			{QuickReplyID: "q", Name: "Closed", Active: true, PeriodStart: start, PeriodEnd: end, Reason: "It is on."},
			{QuickReplyID: "r", Name: "Lunch", Reason: "It is off."},
		},
		QuickReplyID: "q", PeriodStart: start, At: burst.At,
		Vectors: []faq.Vector{{Values: []float32{1}}},
	}
	const stored = `{"answered":true,"step":"quick_reply","answer":"We are closed.","reason":"quick_reply",
		"order":["faq","quick_reply"],
		"faq":{"answered":false,"score":0,"threshold":0,"margin":0,"step":"faq","reason":"matching_failed"},
		"quick_replies":[
			{"quick_reply_id":"q","name":"Closed","active":true,"period_start":"2026-06-01T16:00:00Z","period_end":"2026-06-02T07:00:00Z","sent":false,"reason":"It is on."},
			{"quick_reply_id":"r","name":"Lunch","active":false,"sent":false,"reason":"It is off."}],
		"quick_reply_id":"q","period_start":"2026-06-01T16:00:00Z","at":"2026-06-01T23:00:00Z"}`
	written, err := json.Marshal(d)
	require.NoError(t, err)
	require.JSONEq(t, stored, string(written))
	var read responder.Decision
	require.NoError(t, json.Unmarshal([]byte(stored), &read))
	d.Vectors, d.FAQ.Corrected = nil, ""
	require.Equal(t, d, read)
}

func TestAnEmptyOrderIsAListInJSON(t *testing.T) {
	t.Parallel()
	written, err := json.Marshal(responder.Decision{Reason: responder.ReasonOff})
	require.NoError(t, err)
	require.JSONEq(t, `{"answered":false,"reason":"responders_off","order":[],"at":"0001-01-01T00:00:00Z"}`, string(written))
}

func TestDecisionValidate(t *testing.T) {
	t.Parallel()
	silent := responder.Decision{Order: responder.Steps(), Reason: faq.ReasonBelowThreshold, FAQ: &faq.Decision{}}
	matched := responder.Decision{
		Answered: true, Step: responder.StepFAQ, Answer: "At nine.", Order: responder.Steps(),
		FAQ: &faq.Decision{Answered: true, Answer: "At nine."},
	}
	night := responder.Decision{
		Answered: true, Step: responder.StepQuickReply, Answer: "Closed.", Order: responder.Steps(), QuickReplyID: "q", PeriodStart: time.Now(),
	}
	moment := responder.Decision{Answered: true, Step: responder.StepFiller, Answer: "One moment.", Order: responder.Steps(), FillerID: "f"}
	rows := []struct {
		name  string
		base  responder.Decision
		spoil func(*responder.Decision)
		err   error
	}{
		{"silence", silent, func(*responder.Decision) {}, nil},
		{"an FAQ", matched, func(*responder.Decision) {}, nil},
		{"a quick reply", night, func(*responder.Decision) {}, nil},
		{"a filler", moment, func(*responder.Decision) {}, nil},
		{"a score that is no number", silent, func(d *responder.Decision) { d.FAQ = &faq.Decision{Score: math.NaN()} }, responder.ErrNotANumber},
		{"an endless threshold", silent, func(d *responder.Decision) { d.FAQ = &faq.Decision{Threshold: math.Inf(1)} }, responder.ErrNotANumber},
		{"a runner-up that is no number", silent, func(d *responder.Decision) {
			d.FAQ = &faq.Decision{RunnerUp: &faq.Candidate{Score: math.NaN()}}
		}, responder.ErrNotANumber},
		{"a candidate that is no number", silent, func(d *responder.Decision) {
			d.FAQ = &faq.Decision{Candidates: []faq.Candidate{{}, {Score: math.Inf(-1)}}}
		}, responder.ErrNotANumber},
		{"no answer", matched, func(d *responder.Decision) { d.Answer = "" }, responder.ErrInconsistent},
		{"no step", moment, func(d *responder.Decision) { d.Step = "" }, responder.ErrInconsistent},
		{"a step that is off", night, func(d *responder.Decision) { d.Order = responder.Order{responder.StepFAQ} }, responder.ErrInconsistent},
		{"an answer in silence", silent, func(d *responder.Decision) { d.Answer = "hm" }, responder.ErrInconsistent},
		{"a step in silence", silent, func(d *responder.Decision) { d.Step = responder.StepFAQ }, responder.ErrInconsistent},
		{"FAQs that were not asked", matched, func(d *responder.Decision) { d.FAQ = nil }, responder.ErrInconsistent},
		{"FAQs that did not match", matched, func(d *responder.Decision) { d.FAQ = &faq.Decision{Answer: "At nine."} }, responder.ErrInconsistent},
		{"another answer", matched, func(d *responder.Decision) { d.Answer = "At ten." }, responder.ErrInconsistent},
		{"no quick reply", night, func(d *responder.Decision) { d.QuickReplyID = "" }, responder.ErrInconsistent},
		{"a quick reply beside an FAQ", matched, func(d *responder.Decision) { d.QuickReplyID = "q" }, responder.ErrInconsistent},
		{"no filler", moment, func(d *responder.Decision) { d.FillerID = "" }, responder.ErrInconsistent},
		{"a filler beside a quick reply", night, func(d *responder.Decision) { d.FillerID = "f" }, responder.ErrInconsistent},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			d := row.base
			row.spoil(&d)
			require.ErrorIs(t, d.Validate(), row.err)
		})
	}
}

func TestSilenceReason(t *testing.T) {
	t.Parallel()
	require.Equal(t, responder.ReasonOff, responder.SilenceReason(nil, nil))
	require.Equal(t, responder.ReasonNothingToSend, responder.SilenceReason(responder.Order{responder.StepFiller}, nil))
	require.Equal(t, faq.ReasonTie, responder.SilenceReason(responder.Steps(), &faq.Decision{Reason: faq.ReasonTie}))
}
