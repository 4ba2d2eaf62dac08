package replay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/matcher/replay"
	"github.com/parleyhq/parley/responder"
)

// BenchmarkRun replays 50,000 messages over 1,000 questions of 250 FAQs, by
// vectors of 512 dimensions. "threshold" changes what both sides compare alike,
// "faq" makes each side compare by itself; training for the change is not in it.
func BenchmarkRun(b *testing.B) {
	const messages = responder.MaxReplayBursts
	language := newInventor(3000, 512)
	before := language.world(language.faqs(250, 4), responder.StepFAQ, responder.StepQuickReply)
	bursts := language.bursts(messages, 400)
	threshold := 0.5
	for name, request := range map[string]responder.ReplayRequest{
		"threshold": {Threshold: &threshold},
		"faq":       {Remove: []string{"faq-007"}},
	} {
		after, err := language.maker().Changed(b.Context(), before, request)
		require.NoError(b, err)
		b.Run(name, func(b *testing.B) {
			var result responder.ReplayResult
			for b.Loop() {
				result, err = replay.Run(b.Context(), each(bursts), before, after, nil)
				require.NoError(b, err)
			}
			b.ReportMetric(float64(messages*b.N)/b.Elapsed().Seconds(), "messages/s")
			b.ReportMetric(float64(result.AnsweredBefore)/messages, "answered")
		})
	}
}

// BenchmarkChanged trains 1,000 questions anew for a change.
func BenchmarkChanged(b *testing.B) {
	language := newInventor(3000, 512)
	before := language.world(language.faqs(250, 4), responder.StepFAQ)
	for b.Loop() {
		_, err := language.maker().Changed(b.Context(), before, responder.ReplayRequest{Remove: []string{"faq-007"}})
		require.NoError(b, err)
	}
}
