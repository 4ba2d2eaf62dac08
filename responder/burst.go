package responder

import (
	"slices"
	"time"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/schedule"
)

// Burst is what an end user wrote in one go: one message, or several lines that
// came within the debounce. It gets one answer at most.
type Burst struct {
	ConversationID string
	// FromSeq is the seq of its first message.
	FromSeq int64
	Lines   []string
	// More says that the mailbox holds something behind it.
	More bool
	// At is the instant at which a reply would be sent.
	At time.Time
}

// HasWord reports whether any line has a letter or digit. A burst without one,
// an emoji say, asks no FAQ and gets no filler, but may get a quick reply.
func (b Burst) HasWord() bool { return slices.ContainsFunc(b.Lines, faq.HasWord) }

// Setup is how the chain stands at one instant: what one read from the store
// gives.
type Setup struct {
	Order Order
	// QuickReplies are the active ones, by position.
	QuickReplies []QuickReply
	// Calendars holds at least those that the quick replies name.
	Calendars schedule.Calendars
	// Fillers are the active FAQs of that type, by id.
	Fillers []faq.FAQ
	Serving faq.Serving
	// prepared holds the timetables of the quick replies, see [Setup.Prepared].
	prepared timetables
}

// Past is what the conversation was sent already.
type Past struct {
	// Periods holds, by the id of a quick reply, the start of the period in
	// which the conversation had it last.
	Periods map[string]time.Time
	// Filler says that the latest automatic message of the ticket is a filler.
	Filler bool
	// Exchanges are those of the last [LoopSpan], as far as they matter, newest
	// first.
	Exchanges []Exchange
	// Asked is how many bursts were looked at in the last minute, as far as that
	// matters.
	Asked int
	// Taken says that a person has written to the end user since the burst began,
	// past Parley: in the provider's own app.
	Taken bool
}
