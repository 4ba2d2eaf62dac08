package deployment

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/parleyhq/parley/bench/internal/accuracy"
)

// Ask puts a message to Test FAQ. FAQs are named by their answers.
func (d *Deployment) Ask(ctx context.Context, message string) (accuracy.Verdict, error) {
	var decision struct {
		Answered   bool    `json:"answered"`
		Score      float64 `json:"score"`
		Candidates []struct {
			Answer string `json:"answer"`
		} `json:"candidates"`
	}
	err := d.client.postJSON(ctx, "/v1/faqs/test", map[string]string{"text": message}, &decision)
	if err != nil {
		return accuracy.Verdict{}, fmt.Errorf("%w\n%s", err, d.API.log())
	}
	v := accuracy.Verdict{Score: decision.Score, Answered: decision.Answered}
	if len(decision.Candidates) > 0 {
		v.Best = decision.Candidates[0].Answer
	}
	return v, nil
}

// AskAll puts messages to Test FAQ, two at a time.
func (d *Deployment) AskAll(ctx context.Context, messages []string) ([]accuracy.Verdict, error) {
	verdicts := make([]accuracy.Verdict, len(messages))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for i, message := range messages {
		group.Go(func() error {
			var err error
			verdicts[i], err = d.Ask(ctx, message)
			return err
		})
	}
	return verdicts, group.Wait()
}
