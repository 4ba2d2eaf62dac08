package conversation

import (
	"strings"
	"time"
)

// ErasureType is the workflow that erases a person, under ErasureWorkflowID. It
// has no argument; who is erased stands in the database.
const ErasureType = "Erasure"

const erasurePrefix = "erasure/"

// ErasureWorkflowID is the id of an erasure's workflow.
func ErasureWorkflowID(erasureID string) string { return erasurePrefix + erasureID }

// FromErasureWorkflowID returns the erasure that a workflow id names, or "".
func FromErasureWorkflowID(workflowID string) string {
	id, found := strings.CutPrefix(workflowID, erasurePrefix)
	if !found {
		return ""
	}
	return id
}

// ErasureStep is what an erasure is at.
type ErasureStep string

// The steps, in their order. After the first one nobody finds the person any
// more; the others look after what lies elsewhere.
const (
	ErasingRows      ErasureStep = "rows"
	ErasingHistories ErasureStep = "histories"
	ErasingWebhooks  ErasureStep = "webhooks"
	ErasingFiles     ErasureStep = "files"
	Erased           ErasureStep = "done"
)

// Erasure is how far it has come that a person is erased. It says nothing about
// them.
type Erasure struct {
	ID          string
	ContactID   string
	RequestedBy string
	Step        ErasureStep
	// Messages, Histories, Webhooks and Files count what is gone.
	Messages, Histories, Webhooks, Files int64
	CreatedAt                            time.Time
	// FinishedAt is zero while it is under way.
	FinishedAt time.Time
}
