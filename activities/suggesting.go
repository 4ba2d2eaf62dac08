package activities

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
	"github.com/parleyhq/parley/matcher/groups"
)

// Suggestions keeps what nothing answered, and what FAQs that suggests.
type Suggestions interface {
	GetMatching(ctx context.Context) (faq.Matching, error)
	UnansweredBursts(ctx context.Context, since time.Time, model string, limit int) ([]faq.Unanswered, error)
	// SaveSuggestions keeps the proposals that are new and returns how many.
	SaveSuggestions(ctx context.Context, proposals []faq.Proposal) (int, error)
}

// Suggesting are the activities that look for suggestions.
type Suggesting struct {
	Suggestions Suggestions
	Now         func() time.Time
	Log         *slog.Logger
}

const (
	// suggestionsSpan is how far back messages are looked at.
	suggestionsSpan = 30 * 24 * time.Hour
	// mostUnanswered is how many messages are grouped, the newest.
	mostUnanswered = 20_000
)

// Suggested counts the messages that were grouped and the suggestions that were
// new.
type Suggested struct {
	Messages int `json:"messages"`
	Saved    int `json:"saved"`
}

// Suggest groups the messages that nothing answered and keeps an FAQ proposed for
// each group, unless that was proposed before.
func (a *Suggesting) Suggest(ctx context.Context) (Suggested, error) {
	beating := beat(ctx)
	defer beating.stop()
	matching, err := a.Suggestions.GetMatching(ctx)
	if err != nil {
		return Suggested{}, fit(a.Log, "read the state of matching", err)
	}
	model := matching.Serving.Model
	messages, err := a.Suggestions.UnansweredBursts(ctx, a.Now().Add(-suggestionsSpan), model, mostUnanswered)
	if err != nil {
		return Suggested{}, fit(a.Log, "read unanswered messages", err)
	}
	proposals, err := groups.Find(ctx, messages, groups.Options{Model: model, Centre: centre(matching.Training)})
	if err != nil {
		return Suggested{}, fit(a.Log, "group unanswered messages", err)
	}
	saved, err := a.Suggestions.SaveSuggestions(ctx, proposals)
	if err != nil {
		return Suggested{}, fit(a.Log, "save suggestions", err)
	}
	a.Log.Info("unanswered messages grouped", "messages", len(messages), "groups", len(proposals), "new", saved)
	return Suggested{Messages: len(messages), Saved: saved}, nil
}

// centre is how alike the training found questions of different FAQs, 0 if there
// is none to say.
func centre(t *faq.TrainingRecord) float64 {
	var summary matcher.Summary
	if t == nil || json.Unmarshal(t.Summary, &summary) != nil {
		return 0
	}
	return summary.Centre
}
