package channels

import (
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// Policy is what a provider allows, as data: how long after the person's last
// message one may write freely, and how large things may be.
type Policy struct {
	// Window is how long after the person's latest message anything may be sent;
	// 0 means at any time.
	Window time.Duration
	// HumanWindow is how long people, but not programs, may write; 0 means no
	// longer than Window.
	HumanWindow time.Duration
	// Templates says that approved templates may be sent at any time.
	Templates bool
	// Pace bounds the messages to one person; zero is no bound.
	Pace conversation.Pace
	// MaxText bounds a text, counted in Unicode characters, or in UTF-16 units
	// if UTF16 is set.
	MaxText int
	UTF16   bool
	// MaxFiles is how many files one message may have, 0 for as many as one likes.
	MaxFiles int
	// Media are the kinds of file that may be sent.
	Media []MediaRule
	// Quotes says that a message may answer one that it names, and is shown with it.
	Quotes bool
	// Reactions are the emoji with which the brand may react to a message, none
	// where the channel cannot show that.
	Reactions []string
}

// WindowBlocks says whether the provider takes no free-form message once the send
// window is over.
func (p Policy) WindowBlocks() bool { return p.Window > 0 }

// Terms is the part of the policy that is about time.
func (p Policy) Terms() conversation.Terms {
	return conversation.Terms{Window: p.Window, HumanWindow: p.HumanWindow, Templates: p.Templates, Pace: p.Pace}
}

// MediaRule is what a provider takes as one kind of file.
type MediaRule struct {
	Kind provider.Kind
	// MIME are the types it takes, without parameters; empty means any.
	MIME []string
	// MaxBytes bounds the file.
	MaxBytes int64
	// MaxCaption bounds the text that goes with it; 0 means that none does.
	MaxCaption int
}

// Length counts a text as the policy's provider does.
func (p Policy) Length(text string) int {
	if !p.UTF16 {
		return utf8.RuneCountInString(text)
	}
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Rule returns the rule for a kind of file, false if it cannot be sent.
func (p Policy) Rule(kind provider.Kind) (MediaRule, bool) {
	for _, r := range p.Media {
		if r.Kind == kind {
			return r, true
		}
	}
	return MediaRule{}, false
}

// KindFor returns the kind to send a file of a type as, false if there is none.
// The rules' order decides between several.
func (p Policy) KindFor(mime string) (provider.Kind, bool) {
	for _, r := range p.Media {
		if r.Takes(mime) {
			return r.Kind, true
		}
	}
	return "", false
}

// Takes says whether a file of a type may be sent as this kind. Parameters of
// the type ("; codecs=opus") are passed over.
func (r MediaRule) Takes(mime string) bool {
	if len(r.MIME) == 0 {
		return true
	}
	mime, _, _ = strings.Cut(mime, ";")
	mime = strings.ToLower(strings.TrimSpace(mime))
	return slices.Contains(r.MIME, mime)
}
