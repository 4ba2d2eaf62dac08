package activities

import (
	"context"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Rules knows what conversations live by.
type Rules interface {
	Rules(ctx context.Context) (conversation.Rules, error)
}

// FixedRules are those of the environment alone.
type FixedRules conversation.Rules

// Rules returns them.
func (r FixedRules) Rules(context.Context) (conversation.Rules, error) {
	return conversation.Rules(r), nil
}

// Settings knows what admins have set over the environment's rules.
type Settings interface {
	ConversationSettings(ctx context.Context) (conversation.Settings, error)
}

// SetRules are the environment's under what admins have set, as of a second ago
// at most. They are safe for concurrent use.
type SetRules struct {
	base conversation.Rules
	recent[conversation.Settings]
}

// NewSetRules returns some that have not been asked for yet.
func NewSetRules(base conversation.Rules, from Settings, now func() time.Time) *SetRules {
	return &SetRules{base: base, recent: recent[conversation.Settings]{from: from.ConversationSettings, now: now}}
}

// Rules returns those in force.
func (r *SetRules) Rules(ctx context.Context) (conversation.Rules, error) {
	settings, err := r.get(ctx)
	if err != nil {
		return conversation.Rules{}, err
	}
	return settings.Over(r.base), nil
}
