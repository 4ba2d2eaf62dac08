package conversation

import (
	"errors"
	"time"
)

// ErrChanged: the settings have been changed since they were read.
var ErrChanged = errors.New("conversation: settings changed meanwhile")

// Settings are what admins set over the deployment's rules while it runs; nil
// leaves a rule as the environment has it.
type Settings struct {
	Window, Lease, Debounce, KeepOwner *time.Duration
	InactiveIncludesResolved           *bool
	// Version grows with every change.
	Version int64
	// UpdatedBy is the user who changed them last, "" for nobody or an API key.
	UpdatedBy string
	UpdatedAt time.Time
}

// Over returns the rules with these settings in place of theirs.
func (s Settings) Over(r Rules) Rules {
	for _, o := range []struct {
		set  *time.Duration
		rule *time.Duration
	}{{s.Window, &r.Window}, {s.Lease, &r.Lease}, {s.Debounce, &r.Debounce}, {s.KeepOwner, &r.KeepOwner}} {
		if o.set != nil {
			*o.rule = *o.set
		}
	}
	if s.InactiveIncludesResolved != nil {
		r.InactiveIncludesResolved = *s.InactiveIncludesResolved
	}
	return r
}

// Bound is what a setting may be, both ends included.
type Bound struct{ Least, Most time.Duration }

// Bounds returns what the settings may be, by the names that the API gives them: a
// window shorter than a minute leaves nobody time to answer, and one of over a
// month is none; who waited longer than a minute for a burst to end would wait for
// a person.
func Bounds() map[string]Bound {
	const day = 24 * time.Hour
	return map[string]Bound{
		"window_ms": {time.Minute, 30 * day}, "lease_ms": {10 * time.Second, day},
		"debounce_ms": {0, time.Minute}, "keep_owner_ms": {0, 7 * day},
	}
}
