package activities

import "context"

// Suggested counts the messages that were grouped and the suggestions that were
// new.
type Suggested struct {
	Messages int `json:"messages"`
	Saved    int `json:"saved"`
}

// Suggesting are the activities that look for suggestions.
type Suggesting struct{}

func (a *Suggesting) Suggest(ctx context.Context) (Suggested, error) { return Suggested{}, nil }
