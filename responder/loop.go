package responder

import (
	"strings"
	"time"
	"unicode"

	"github.com/parleyhq/parley/faq"
)

// Bounds of what a conversation is answered automatically, so that two machines
// never talk to each other for long, and no end user can keep the embedder busy.
const (
	// LoopSpan is how far back exchanges are looked at.
	LoopSpan = time.Hour
	// LoopLimit is how often within LoopSpan somebody is answered who may be a
	// machine.
	LoopLimit = 3
	// MachinePace is how soon after an answer nobody who read it has written three
	// times in a row.
	MachinePace = 5 * time.Second
	// AskLimit is how many bursts of one conversation are looked at in a minute.
	AskLimit = 30
)

// Reasons of silence towards what may be a machine, or where a person was faster.
// A person reads it.
const (
	// ReasonPerson says that somebody answered the burst in the provider's own app.
	ReasonPerson faq.Reason = "person"
	// ReasonEcho says that the burst holds an automatic message of ours.
	ReasonEcho faq.Reason = "echo"
	// ReasonLoop says that the conversation goes in circles (the same is written, or
	// would be answered, again and again) or faster than people read.
	ReasonLoop faq.Reason = "loop"
	// ReasonTooMany says that more bursts came in a minute than a person writes.
	ReasonTooMany faq.Reason = "too_many"
)

// Exchange is a burst that was answered automatically, with what, and when.
type Exchange struct {
	Burst  string
	Answer string
	At     time.Time
}

// Suspicion returns why a burst is not to be looked at by any responder, "" if it
// is: a person has answered it, it is our own echo, repeats what was answered, follows our answers faster
// than people read, or is one too many.
func Suspicion(b Burst, p Past) faq.Reason {
	if p.Taken {
		return ReasonPerson
	}
	if p.Asked >= AskLimit {
		return ReasonTooMany
	}
	text := bareText(strings.Join(b.Lines, "\n"))
	if text == "" {
		return ""
	}
	repeated := false
	for _, e := range p.Exchanges {
		if answer := bareText(e.Answer); answer == text || len(answer) >= echoLength && strings.Contains(text, answer) {
			return ReasonEcho
		}
		repeated = repeated || bareText(e.Burst) == text
	}
	if len(p.Exchanges) >= LoopLimit && (repeated || hurried(b, p)) {
		return ReasonLoop
	}
	return ""
}

// hurried reports whether the burst and those before it came as fast after our
// answers as machines write.
func hurried(b Burst, p Past) bool {
	next := b.At
	for _, e := range p.Exchanges[:LoopLimit] {
		if next.Sub(e.At) > MachinePace {
			return false
		}
		next = e.At
	}
	return true
}

// echoLength is from how many bytes on a text inside a longer one is no accident.
const echoLength = 20

// Circular reports whether an answer has been given LoopLimit times within
// LoopSpan: once more would help nobody.
func Circular(answer string, p Past) bool {
	given := 0
	for _, e := range p.Exchanges {
		if e.Answer == answer {
			given++
		}
	}
	return given >= LoopLimit
}

// bareText is what of a text stays the same where a machine counts or tells the
// time: its letters, or its digits where there is nothing else.
func bareText(text string) string {
	text = faq.Normalize(text)
	if letters := only(text, unicode.IsLetter); letters != "" {
		return letters
	}
	return only(text, unicode.IsDigit)
}

func only(text string, keep func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if keep(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
