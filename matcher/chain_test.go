package matcher_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/responder"
	"github.com/parleyhq/parley/schedule"
)

// links is a set-up of every responder; the FAQs know what [invented] gives.
func links(order ...responder.Step) responder.Setup {
	filler := faq.New(faq.Filler, "One moment.", "One moment please")
	filler.ID, filler.Status = "filler", faq.Active
	return responder.Setup{
		Order: order, Fillers: []faq.FAQ{filler},
		QuickReplies: []responder.QuickReply{{
			ID: "closed", Name: "Closed", Text: "We are closed.", Status: faq.Active, When: schedule.When{Always: true},
		}},
	}
}

func TestTheChain(t *testing.T) {
	t.Parallel()
	e := bag{64}
	faqs := invented(20, 3)
	m := stockOf(t, e, faqs...)
	asked, answer := faqs[7].Questions[1].Text, faqs[7].Answer
	const f, q, i = responder.StepFAQ, responder.StepQuickReply, responder.StepFiller
	sent := responder.Past{Periods: map[string]time.Time{"closed": time.Unix(0, 0)}}
	rows := []struct {
		name   string
		order  responder.Order
		line   string
		past   responder.Past
		step   responder.Step
		answer string
		reason faq.Reason
	}{
		{"an FAQ answers", responder.Order{f, q, i}, asked, responder.Past{}, f, answer, faq.ReasonMatched},
		{"the first step wins", responder.Order{q, f}, asked, responder.Past{}, q, "We are closed.", responder.ReasonQuickReply},
		{"no FAQ knows", responder.Order{f, q}, "unheard of", responder.Past{}, q, "We are closed.", responder.ReasonQuickReply},
		{"told already", responder.Order{f, q}, "unheard of", sent, "", "", faq.ReasonBelowThreshold},
		{"told already, with a filler", responder.Order{f, q, i}, "unheard of", sent, i, "One moment.", responder.ReasonFiller},
		{"no second filler", responder.Order{f, i}, "unheard of", responder.Past{Filler: true}, "", "", faq.ReasonBelowThreshold},
		{"FAQs off", responder.Order{i}, asked, responder.Past{}, i, "One moment.", responder.ReasonFiller},
		{"nothing to send", responder.Order{q}, asked, sent, "", "", responder.ReasonNothingToSend},
		{"all off", nil, asked, responder.Past{}, "", "", responder.ReasonOff},
		{"no words, quick reply", responder.Order{f, q, i}, "👍", responder.Past{}, q, "We are closed.", responder.ReasonQuickReply},
		{"no words, no filler", responder.Order{f, i}, "👍", responder.Past{}, "", "", faq.ReasonNoWords},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			setup := links(row.order...)
			setup.Serving = m.serving
			burst := responder.Burst{ConversationID: "c", FromSeq: 3, Lines: []string{row.line}, At: time.Unix(1000, 0)}
			d, err := matcher.NewChain(m.Matcher).Respond(t.Context(), burst, setup, row.past)
			require.NoError(t, err)
			require.NoError(t, d.Validate())
			require.Equal(t, row.step, d.Step)
			require.Equal(t, row.answer, d.Answer)
			require.Equal(t, row.answer != "", d.Answered)
			require.Equal(t, row.reason, d.Reason)
			require.Equal(t, row.order, d.Order)
			require.Equal(t, burst.At, d.At)
			require.Equal(t, row.step == f, d.FAQ != nil && d.FAQ.Answered)

			judge, err := m.Judge(t.Context(), m.serving)
			require.NoError(t, err)
			replay := matcher.NewDecidedChain(func(ctx context.Context, b responder.Burst) (faq.Decision, error) {
				return judge.Decide(ctx, b.Lines, d.Vectors)
			})
			if d.FAQ == nil || len(d.Vectors) > 0 {
				again, err := replay.Respond(t.Context(), burst, setup, row.past)
				require.NoError(t, err)
				d.Vectors = nil
				require.Equal(t, d, again)
			}
		})
	}
}

// An embedder that is away keeps the FAQs silent and no quick reply back.
func TestTheChainGoesOnWhereTheFAQsFail(t *testing.T) {
	t.Parallel()
	down := errors.New("connection refused")
	m, err := matcher.New(matcher.Options{Embedders: away{down}})
	require.NoError(t, err)
	burst := responder.Burst{Lines: []string{"hello"}, At: time.Unix(1000, 0)}

	d, err := matcher.NewChain(m).Respond(t.Context(), burst, links(responder.StepFAQ, responder.StepQuickReply), responder.Past{})
	require.ErrorIs(t, err, down)
	require.NoError(t, d.Validate())
	require.Equal(t, responder.StepQuickReply, d.Step)
	require.Equal(t, faq.ReasonFailed, d.FAQ.Reason)

	d, err = matcher.NewChain(m).Respond(t.Context(), burst, links(responder.StepFAQ, responder.StepFiller), responder.Past{})
	require.ErrorIs(t, err, down)
	require.False(t, d.Answered, "no filler: a person must look")
	require.Equal(t, faq.ReasonFailed, d.Reason)
}

func TestTheMatcherFindsTrainingsAndEmbeddersByTheirIDs(t *testing.T) {
	t.Parallel()
	e := bag{32}
	questions := indexed(t, e, invented(10, 3)...)
	data, err := train(t, e, questions).MarshalBinary()
	require.NoError(t, err)
	shelf, err := matcher.NewShelf(e.Model(), questions)
	require.NoError(t, err)
	stored := trainings{"good": data, "torn": data[:len(data)/2]}
	m, err := matcher.New(matcher.Options{Source: shelf, Trainings: stored, Embedders: away{}})
	require.NoError(t, err)
	serving := faq.Serving{EmbedderID: "bag", Model: e.Model(), TrainingID: "good"}
	ask := func() (faq.Decision, error) {
		d, _, err := m.Match(t.Context(), serving, []string{questions[4].Question})
		return d, err
	}
	d, err := ask()
	require.NoError(t, err)
	require.Equal(t, questions[4].FAQID, d.FAQID)
	require.Equal(t, "good", d.TrainingID)

	serving.TrainingID = "torn"
	_, err = ask()
	require.ErrorIs(t, err, matcher.ErrFormat)
	serving.TrainingID = "gone"
	_, err = ask()
	require.ErrorIs(t, err, faq.ErrNotFound)
	serving.TrainingID, serving.Model = "", "another model"
	_, err = ask()
	require.ErrorIs(t, err, matcher.ErrModel)
}

// away gives a bag, or fails.
type away struct{ err error }

func (a away) Embedder(context.Context, string) (embedding.Embedder, error) { return bag{32}, a.err }
