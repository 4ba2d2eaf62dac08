package responder

import (
	"time"

	"github.com/parleyhq/parley/faq"
)

// Recorded is a decision as it was kept, so that "why did it say that?" has an
// answer.
type Recorded struct {
	ID             string
	ConversationID string
	Ticket         int
	// FromSeq and UptoSeq are the first and the last seq of the burst.
	FromSeq int64
	UptoSeq int64
	// Decision is without its Vectors. Of one that was taken before there was a
	// chain to record, FAQ says everything and Order is empty.
	Decision
	CreatedAt time.Time
	// Correction says who found the answer wrong, nil if nobody did.
	Correction *Correction
}

// StoredBurst is a burst of the past with what is needed to decide about it
// anew, as the replay reads it.
type StoredBurst struct {
	DecisionID string
	// Burst is as it was; its Lines are read from the messages, so there are none
	// where these have been erased.
	Burst
	Ticket int
	// Vectors are those of one model, empty if the burst was not embedded by it.
	Vectors []faq.Vector
	// Answered, Step and AnsweredBy are what it came to then; AnsweredBy is the id
	// of the FAQ or the quick reply.
	Answered   bool
	Step       Step
	AnsweredBy string
}

// BurstKey is where a page of stored bursts ended. Pages are oldest first.
type BurstKey struct {
	At time.Time
	ID string
}
