package peers

import (
	"context"
	"fmt"
	"time"

	"github.com/parleyhq/parley/bench/internal/accuracy"
	"github.com/parleyhq/parley/bench/internal/sets"
	"github.com/parleyhq/parley/matcher/embedding"
)

// AskCosine finds the question whose vector is nearest to the message's by
// cosine, comparing with each, and takes its FAQ. It has no threshold and
// answers nothing. The embedder's vectors are expected to have length 1.
func AskCosine(ctx context.Context, e embedding.Embedder, faqs []sets.FAQ, messages []string) ([]Answer, error) {
	var names, questions []string
	for _, f := range faqs {
		for _, q := range f.Questions {
			names, questions = append(names, f.Name), append(questions, q)
		}
	}
	vectors, err := e.Embed(ctx, questions)
	if err != nil {
		return nil, fmt.Errorf("embed questions: %w", err)
	}
	answers := make([]Answer, len(messages))
	for i, message := range messages {
		began := time.Now()
		v, err := e.Embed(ctx, []string{message})
		if err != nil {
			return nil, fmt.Errorf("embed message: %w", err)
		}
		best := accuracy.Verdict{Score: -1}
		for j, stored := range vectors {
			if s := dot(v[0], stored); s > best.Score {
				best.Best, best.Score = names[j], s
			}
		}
		answers[i] = Answer{Verdict: best, Took: time.Since(began)}
	}
	return answers, nil
}

func dot(a, b []float32) float64 {
	var sum float32
	for i, x := range a {
		sum += x * b[i]
	}
	return float64(sum)
}
