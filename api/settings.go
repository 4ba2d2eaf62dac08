package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// Settings is what admins set over the environment's rules.
type Settings interface {
	ConversationSettings(ctx context.Context) (conversation.Settings, error)
	// SetConversationSettings fails with conversation.ErrChanged.
	SetConversationSettings(ctx context.Context, set conversation.Settings, by string) (conversation.Settings, error)
}

type settingsHandlers struct {
	settings Settings
	// environment are the rules where nothing is set.
	environment conversation.Rules
}

// GetSettings reads what conversations live by.
func (h settingsHandlers) GetSettings(ctx context.Context, _ GetSettingsRequestObject) (GetSettingsResponseObject, error) {
	now, err := h.settings.ConversationSettings(ctx)
	if err != nil {
		return nil, err
	}
	return GetSettings200JSONResponse(h.view(now)), nil
}

// SetSettings replaces them.
func (h settingsHandlers) SetSettings(ctx context.Context, r SetSettingsRequestObject) (SetSettingsResponseObject, error) {
	var f fields
	b := r.Body
	set := conversation.Settings{
		Window: f.span("window_ms", b.WindowMs), Lease: f.span("lease_ms", b.LeaseMs), Debounce: f.span("debounce_ms", b.DebounceMs),
		KeepOwner: f.span("keep_owner_ms", b.KeepOwnerMs), InactiveIncludesResolved: b.InactiveIncludesResolved,
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	before, err := h.settings.ConversationSettings(ctx)
	if err != nil {
		return nil, err
	}
	set.Version = seenVersion(b.Version, before.Version)
	now, err := h.settings.SetConversationSettings(ctx, set, editor(ctx))
	if errors.Is(err, conversation.ErrChanged) {
		p := refuse(kindStale, "Somebody else changed the settings meanwhile. Look at them again, then save.")
		there, lost := h.settings.ConversationSettings(ctx)
		p.version = there.Version
		return nil, errors.Join(p, lost)
	}
	if err != nil {
		return nil, err
	}
	return SetSettings200JSONResponse(h.view(now)), nil
}

// span is a setting within its bounds, nil for none.
func (f *fields) span(name string, ms *int64) *time.Duration {
	if ms == nil {
		return nil
	}
	bound := conversation.Bounds()[name]
	if *ms < bound.Least.Milliseconds() || *ms > bound.Most.Milliseconds() {
		f.add(name, fmt.Sprintf("must be from %d to %d", bound.Least.Milliseconds(), bound.Most.Milliseconds()))
		return nil
	}
	d := time.Duration(*ms) * time.Millisecond
	return &d
}

func (h settingsHandlers) view(s conversation.Settings) SettingsState {
	return SettingsState{
		Chosen: ChosenSettings{
			WindowMs: millis(s.Window), LeaseMs: millis(s.Lease), DebounceMs: millis(s.Debounce), KeepOwnerMs: millis(s.KeepOwner),
			InactiveIncludesResolved: s.InactiveIncludesResolved, Version: s.Version,
		},
		Environment: inForceView(h.environment), InForce: inForceView(s.Over(h.environment)),
		UpdatedBy: orNull(s.UpdatedBy), UpdatedAt: instant(s.UpdatedAt),
	}
}

func inForceView(r conversation.Rules) SettingsInForce {
	return SettingsInForce{
		WindowMs: r.Window.Milliseconds(), LeaseMs: r.Lease.Milliseconds(), DebounceMs: r.Debounce.Milliseconds(),
		KeepOwnerMs: r.KeepOwner.Milliseconds(), InactiveIncludesResolved: r.InactiveIncludesResolved,
	}
}

func millis(d *time.Duration) *int64 {
	if d == nil {
		return nil
	}
	ms := d.Milliseconds()
	return &ms
}
