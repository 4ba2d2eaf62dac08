package replay_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/embedding"
	"github.com/parleyhq/parley/matcher/replay"
	"github.com/parleyhq/parley/responder"
)

// live is the matcher of live traffic over a world: it embeds, and looks up the
// embedder and the training.
type live struct {
	*inventor
	training []byte
}

func (l live) Embedder(context.Context, string) (embedding.Embedder, error) { return l, nil }
func (l live) Training(context.Context, string) ([]byte, error)             { return l.training, nil }

func (l live) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	return l.embed(ctx, texts)
}
func (live) Model() string     { return model }
func (l live) Dimensions() int { return len(l.meanings[l.words[0]]) }

// TestReplayDecidesAsLiveTrafficDid lets end users write anything, has the live
// chain answer, and replays what it was decided by.
func TestReplayDecidesAsLiveTrafficDid(t *testing.T) {
	t.Parallel()
	language := newInventor(200, 24)
	faqs := append(language.faqs(10, 3), moment())
	hello := faq.New(faq.Greeting, "Hi!", language.words[0], language.words[1]+" "+language.words[2])
	hello.ID, hello.Status = "hello", faq.Active
	hello.Questions[0].ID, hello.Questions[1].ID = "hello/0", "hello/1"
	w := language.world(append(faqs, hello), responder.Steps()...)
	w.Setup.QuickReplies = []responder.QuickReply{always()}
	data, err := w.Training.MarshalBinary()
	require.NoError(t, err)
	shelf, err := matcher.NewShelf(model, w.Questions)
	require.NoError(t, err)
	of := live{language, data}
	m, err := matcher.New(matcher.Options{Source: shelf, Trainings: of, Embedders: of})
	require.NoError(t, err)
	chain := matcher.NewChain(m)

	rapid.Check(t, func(t *rapid.T) {
		setup := w.Setup
		setup.Order = rapid.SampledFrom([]responder.Order{
			responder.Steps(), {responder.StepFAQ}, {responder.StepQuickReply, responder.StepFAQ, responder.StepFiller}, {responder.StepFiller},
		}).Draw(t, "order")
		setup.Serving.TrainingID = "training"
		if threshold := rapid.Float64Range(-1, 1).Draw(t, "threshold"); threshold >= 0 {
			setup.Serving.Threshold = &threshold
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var bursts []responder.StoredBurst
		want := make(map[string]responder.Decision)
		past := make(map[string]responder.Past)
		for i := range rapid.IntRange(1, 20).Draw(t, "messages") {
			b := language.burst(i, lines(language, r)...)
			d, err := chain.Respond(context.Background(), b.Burst, setup, past[b.ConversationID])
			require.NoError(t, err)
			b.Vectors = d.Vectors
			if d.Answered {
				p := responder.Past{Periods: past[b.ConversationID].Periods, Filler: d.Step == responder.StepFiller}
				if d.QuickReplyID != "" {
					p.Periods = map[string]time.Time{d.QuickReplyID: d.PeriodStart}
				}
				past[b.ConversationID] = p
				want[b.DecisionID] = d
			}
			bursts = append(bursts, b)
		}
		before := replay.World{Setup: setup, Questions: w.Questions, Training: w.Training, Margin: matcher.DefaultMargin}
		result := run(t, bursts, before, silent(before))
		require.Zero(t, result.Skipped)
		require.Equal(t, len(want), result.NoLonger.Count)
		for _, e := range result.NoLonger.Examples {
			d := want[e.DecisionID]
			require.Equal(t, d.Step, e.Before.Step)
			require.Equal(t, d.Answer, e.Before.Answer)
			if d.FAQ != nil && len(d.FAQ.Candidates) > 0 {
				require.InDelta(t, d.FAQ.Score, e.Before.Score, 0)
				require.Equal(t, d.FAQ.Candidates[0].Question, e.Before.Question)
			}
		}
	})
}

// lines makes up what somebody writes: something an FAQ answers, or nothing,
// in one line or several, with slips, greetings and emoji.
func lines(language *inventor, r *rand.Rand) []string {
	var all []string
	for range 1 + r.IntN(3) {
		switch r.IntN(6) {
		case 0:
			all = append(all, language.words[r.IntN(3)])
		case 1:
			all = append(all, "🙏")
		case 2:
			slip := []byte(language.text(r.IntN(10), r))
			at := r.IntN(len(slip) - 1)
			slip[at], slip[at+1] = slip[at+1], slip[at]
			all = append(all, string(slip))
		default:
			all = append(all, language.text(r.IntN(14), r))
		}
	}
	return all
}
