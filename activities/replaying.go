package activities

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"time"

	"go.temporal.io/sdk/temporal"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/replay"
	"github.com/parleyhq/parley/responder"
)

// Replays keeps replays, and what there was that can be decided anew.
type Replays interface {
	GetReplay(ctx context.Context, id string) (responder.Replay, error)
	// ReplayProgress, FinishReplay and FailReplay fail with faq.ErrState for a
	// replay that has ended, or is gone.
	ReplayProgress(ctx context.Context, id string, done, total int) error
	FinishReplay(ctx context.Context, id string, result responder.ReplayResult) error
	FailReplay(ctx context.Context, id, reason string) error
	CountBursts(ctx context.Context, since time.Time) (int, error)
	Bursts(ctx context.Context, since time.Time, model string, after *responder.BurstKey, limit int) (
		[]responder.StoredBurst, *responder.BurstKey, error)
	Setup(ctx context.Context) (responder.Setup, error)
	GetMatching(ctx context.Context) (faq.Matching, error)
	Indexed(ctx context.Context, model string, statuses ...faq.Status) (int64, []faq.Indexed, error)
}

// ReplayMatcher is what a replay needs of the matcher.
type ReplayMatcher interface {
	Vectors
	Training(ctx context.Context, id string) (*matcher.Training, error)
}

// Replaying are the activities of a replay.
type Replaying struct {
	replays Replays
	matcher ReplayMatcher
	words   Words
	now     func() time.Time
	log     *slog.Logger
	// turn is held by the one replay that this worker plays at a time: it takes all
	// cores for some seconds.
	turn chan struct{}
}

// NewReplaying returns the activities of a worker.
func NewReplaying(r Replays, m ReplayMatcher, w Words, now func() time.Time, l *slog.Logger) *Replaying {
	return &Replaying{replays: r, matcher: m, words: w, now: now, log: l, turn: make(chan struct{}, 1)}
}

// ReplayRequest names a replay.
type ReplayRequest struct {
	ReplayID string `json:"replay_id"`
	// Cancelled says, to [Replaying.FailReplay], that somebody ended it.
	Cancelled bool `json:"cancelled,omitempty"`
}

// Replayed says how many messages were decided anew.
type Replayed struct {
	Messages int `json:"messages"`
}

// burstPage is how many bursts are read at once.
const burstPage = 1000

// Replay decides about past messages as things stand and with the change, and
// keeps what differs. One that has ended meanwhile is left as it is.
func (a *Replaying) Replay(ctx context.Context, r ReplayRequest) (Replayed, error) {
	beating := beat(ctx)
	defer beating.stop()
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return Replayed{}, ctx.Err()
	}
	asked, err := a.replays.GetReplay(ctx, r.ReplayID)
	if errors.Is(err, faq.ErrNotFound) {
		return Replayed{}, temporal.NewNonRetryableApplicationError("no such replay", "NotFound", nil)
	}
	if err != nil {
		return Replayed{}, fit(a.log, "read the replay", err)
	}
	if asked.Status != responder.ReplayRunning {
		return Replayed{}, nil
	}
	result, err := a.play(ctx, asked, beating)
	if err == nil {
		err = a.replays.FinishReplay(ctx, asked.ID, result)
	}
	if errors.Is(err, faq.ErrState) {
		return Replayed{}, nil
	}
	if err != nil {
		return Replayed{}, fit(a.log, "replay", err)
	}
	return Replayed{Messages: result.Messages}, nil
}

func (a *Replaying) play(ctx context.Context, asked responder.Replay, beating *pulse) (responder.ReplayResult, error) {
	since := a.now().AddDate(0, 0, -asked.Request.Days)
	total, err := a.replays.CountBursts(ctx, since)
	if err != nil {
		return responder.ReplayResult{}, err
	}
	before, after, err := a.worlds(ctx, asked.Request, beating)
	if err != nil {
		return responder.ReplayResult{}, err
	}
	// A replay that has ended need not go on: telling the progress finds that out.
	ctx, give := context.WithCancelCause(ctx)
	defer give(nil)
	tell := func(done int) {
		beating.at(done, total)
		if err := a.replays.ReplayProgress(ctx, asked.ID, done, total); errors.Is(err, faq.ErrState) {
			give(err)
		}
	}
	tell(0)
	result, err := replay.Run(ctx, a.bursts(ctx, since, before.Setup.Serving.Model), before, after, tell)
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, faq.ErrState) {
		err = cause
	}
	if err != nil {
		return responder.ReplayResult{}, err
	}
	result.Since = since
	return result, nil
}

// worlds are how things stand and how they would be.
func (a *Replaying) worlds(ctx context.Context, r responder.ReplayRequest, beating *pulse) (before, after replay.World, err error) {
	setup, err := a.replays.Setup(ctx)
	if err != nil {
		return before, after, err
	}
	revision, questions, err := a.replays.Indexed(ctx, setup.Serving.Model, faq.Active)
	if err != nil {
		return before, after, err
	}
	before = replay.World{Setup: setup, Questions: questions, Margin: matcher.DefaultMargin}
	if setup.Serving.TrainingID != "" {
		if before.Training, err = a.matcher.Training(ctx, setup.Serving.TrainingID); err != nil {
			return before, after, err
		}
	}
	words, err := a.words.Words(ctx, setup.Serving.EmbedderID)
	if err != nil {
		return before, after, err
	}
	maker := replay.Maker{
		Words: words, Progress: beating.at,
		Embed: func(ctx context.Context, questions []string) ([][]float32, error) {
			return a.matcher.Vectors(ctx, setup.Serving.EmbedderID, questions)
		},
	}
	if changesFAQs := len(r.Upsert)+len(r.Remove) > 0; changesFAQs {
		stale, err := a.stale(ctx, setup.Serving.TrainingID, revision)
		if err == nil && stale {
			before, err = maker.Trained(ctx, before)
		}
		if err != nil {
			return before, after, err
		}
	}
	after, err = maker.Changed(ctx, before, r)
	return before, after, err
}

// stale reports whether a training is of another revision than the FAQ set.
func (a *Replaying) stale(ctx context.Context, trainingID string, revision int64) (bool, error) {
	m, err := a.replays.GetMatching(ctx)
	if err != nil {
		return false, err
	}
	return m.Training == nil || m.Training.ID != trainingID || m.Training.Revision != revision, nil
}

// bursts reads page by page.
func (a *Replaying) bursts(ctx context.Context, since time.Time, model string) iter.Seq2[responder.StoredBurst, error] {
	return func(yield func(responder.StoredBurst, error) bool) {
		var key *responder.BurstKey
		for {
			page, next, err := a.replays.Bursts(ctx, since, model, key, burstPage)
			if err != nil {
				yield(responder.StoredBurst{}, err)
				return
			}
			for _, b := range page {
				if !yield(b, nil) {
					return
				}
			}
			if key = next; key == nil {
				return
			}
		}
	}
}

// What people are told of a replay that has no result; why is in the worker's
// log.
const (
	replayCancelled = "The replay was cancelled."
	replayFailed    = "The replay failed: try it again, or ask whoever runs this server to look at the worker's log."
)

// FailReplay ends a replay that has no result.
func (a *Replaying) FailReplay(ctx context.Context, r ReplayRequest) error {
	reason := replayFailed
	if r.Cancelled {
		reason = replayCancelled
	}
	if err := a.replays.FailReplay(ctx, r.ReplayID, reason); err != nil && !errors.Is(err, faq.ErrState) {
		return fit(a.log, "fail the replay", err)
	}
	return nil
}
