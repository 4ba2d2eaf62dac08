package faq

import (
	"encoding/json"
	"time"
)

// TrainingRecord is a training as it is kept: what package matcher made of the
// FAQ set of one revision for one embedding model.
type TrainingRecord struct {
	// ID is a UUID, set by whoever trains.
	ID    string
	Model string
	// Revision is that of the FAQ set it was made of.
	Revision int64
	// Questions and FAQs count what it was made of.
	Questions int
	FAQs      int
	// Data is the training itself, as matcher writes and reads it. It is empty
	// where only the figures were asked for.
	Data []byte
	// Balanced and Cautious are the thresholds it calibrated.
	Balanced float64
	Cautious float64
	// Summary holds figures for people, as JSON.
	Summary json.RawMessage
	// Took is how long training lasted.
	Took      time.Duration
	CreatedAt time.Time
}
