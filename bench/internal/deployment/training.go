package deployment

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/parleyhq/parley/faq"
)

// Training is what the API says of a training.
type Training struct {
	ID        string `json:"id"`
	Questions int    `json:"questions"`
	// Balanced and Cautious are the thresholds of the two calibrations.
	Balanced float64 `json:"balanced"`
	Cautious float64 `json:"cautious"`
	TookMS   int64   `json:"took_ms"`
	Summary  struct {
		Method string `json:"method"`
	} `json:"summary"`
}

// Took is how long it was trained.
func (t Training) Took() time.Duration { return time.Duration(t.TookMS) * time.Millisecond }

// AwaitTraining returns once the FAQ set as it is now has been trained for and
// that training serves.
func (d *Deployment) AwaitTraining(ctx context.Context) (Training, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, trainingLimit, errors.New("nothing was trained for the FAQ set"))
	defer cancel()
	for {
		var m struct {
			UpToDate bool      `json:"up_to_date"`
			Training *Training `json:"training"`
		}
		if err := d.client.do(ctx, http.MethodGet, "/v1/matcher", "", nil, &m); err != nil {
			return Training{}, errors.Join(context.Cause(ctx), err)
		}
		if m.UpToDate && m.Training != nil {
			return *m.Training, nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return Training{}, fmt.Errorf("%w\n%s", context.Cause(ctx), d.Worker.log())
		}
	}
}

// trainingLimit is longer than any training may take.
const trainingLimit = 5 * time.Minute

// Calibrate chooses between the thresholds of a training.
func (d *Deployment) Calibrate(ctx context.Context, c faq.Calibration) error {
	return d.client.sendJSON(ctx, http.MethodPut, "/v1/matcher", map[string]any{"calibration": c}, nil)
}
