package responder

import (
	"time"

	"github.com/parleyhq/parley/faq"
)

// Limits of a replay.
const (
	// MaxReplayDays is how far back a replay looks.
	MaxReplayDays = 30
	// MaxReplayBursts is how many bursts it decides about, the newest.
	MaxReplayBursts = 50_000
)

// ReplayRequest is a change that is not made yet, to be tried on what end users
// really wrote. What is nil or empty stays as it is.
type ReplayRequest struct {
	// Days back from now, 1 to [MaxReplayDays].
	Days int `json:"days"`
	// Upsert are FAQs as they would be: one with the id of a stored FAQ in its
	// place, one without an id beside the others.
	Upsert []faq.FAQ `json:"upsert,omitempty"`
	// Remove are the ids of FAQs that would not answer any more.
	Remove      []string        `json:"remove,omitempty"`
	Calibration faq.Calibration `json:"calibration,omitempty"`
	Threshold   *float64        `json:"threshold,omitempty"`
	// Order is nil for the order as it is; an empty one is silence.
	Order Order `json:"order,omitzero"`
}

// ReplayResult says what the change would have changed. Its examples name
// messages by their decisions; their texts are read when the result is read, so
// that what has been erased is not shown.
type ReplayResult struct {
	// Messages were decided about before and after the change; Skipped could not
	// be: embedded by another model, or erased.
	Messages int       `json:"messages"`
	Skipped  int       `json:"skipped"`
	Since    time.Time `json:"since"`
	// AnsweredBefore and AnsweredAfter are how many got an answer.
	AnsweredBefore int `json:"answered_before"`
	AnsweredAfter  int `json:"answered_after"`
	Unchanged      int `json:"unchanged"`
	// Newly are answered now and were not, NoLonger the other way round,
	// Differently get another answer.
	Newly       ReplayList `json:"newly"`
	NoLonger    ReplayList `json:"no_longer"`
	Differently ReplayList `json:"differently"`
}

// ReplayList is one kind of change: all of it counted, some of it shown.
type ReplayList struct {
	Count    int             `json:"count"`
	Examples []ReplayExample `json:"examples,omitempty"`
}

// ReplayExample is one message with what it comes to before and after.
type ReplayExample struct {
	DecisionID     string `json:"decision_id"`
	ConversationID string `json:"conversation_id"`
	// Text is never stored: the store fills it in from the messages.
	Text   string    `json:"-"`
	At     time.Time `json:"at"`
	Before Outcome   `json:"before"`
	After  Outcome   `json:"after"`
}

// Outcome is what a burst comes to.
type Outcome struct {
	// Step answered; it is empty for silence.
	Step Step `json:"step,omitempty"`
	// FAQID and Question are what matched, or came nearest.
	FAQID    string  `json:"faq_id,omitempty"`
	Question string  `json:"question,omitempty"`
	Answer   string  `json:"answer,omitempty"`
	Score    float64 `json:"score"`
}

// ReplayStatus is how far a replay has come.
type ReplayStatus string

const (
	// ReplayRunning waits for a worker or is at work.
	ReplayRunning ReplayStatus = "running"
	// ReplayDone has its result.
	ReplayDone ReplayStatus = "done"
	// ReplayFailed has none; its Error says why.
	ReplayFailed ReplayStatus = "failed"
)

// Replay is a request with how far it has come.
type Replay struct {
	// ID is the replay's UUID; empty until it is stored.
	ID     string
	Status ReplayStatus
	// By is the user who asked, "" for an API key.
	By      string
	Request ReplayRequest
	// Done of Total bursts have been decided about.
	Done  int
	Total int
	// Result is nil until Status is done.
	Result *ReplayResult
	// Error is a sentence for people where Status is failed.
	Error     string
	CreatedAt time.Time
	// FinishedAt is zero until the replay has ended.
	FinishedAt time.Time
}
