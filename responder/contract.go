package responder

import "strings"

// The workflows that look after what the chain answers with. They run on the
// task queue of the conversations. Names and JSON never change meaning; new
// fields are optional. Payloads hold ids and numbers: what FAQs and end users say
// stays in Postgres.
const (
	// TrainingType is the workflow that trains for the FAQ set whenever it has
	// changed; one runs at a time, under TrainingID.
	TrainingType = "Training"
	TrainingID   = "training"
	// SignalFAQsChanged tells it that the set has changed, without a payload. It
	// is sent with start, so that nobody asks whether it runs.
	SignalFAQsChanged = "faqs-changed"

	// ImportType is the workflow that checks the rows of an uploaded file and, but
	// for a dry run, applies them at once; under ImportID of the import.
	ImportType = "Import"

	// ReembedType is the workflow that embeds every question by another model
	// while the old one serves, and then switches; under ReembedID. It has no
	// argument: which embedder is to take over stands in the database.
	ReembedType = "Reembed"
	ReembedID   = "reembed"

	// ReplayType is the workflow that decides about past messages anew with a
	// change that is not made yet; under ReplayID of the replay.
	ReplayType = "Replay"

	// SuggestionsType is the workflow that groups messages nothing answered and
	// proposes FAQs for them.
	SuggestionsType = "Suggestions"
	// SuggestionsSchedule is the schedule that starts it, under an id of its own
	// that begins with SuggestionsID; SuggestionsNowID is the run that a person
	// asks for, of which there is one at a time.
	SuggestionsSchedule = "suggestions"
	SuggestionsID       = "suggestions"
	SuggestionsNowID    = "suggestions/now"
)

const (
	importPrefix = "import/"
	replayPrefix = "replay/"
)

// ImportID is the id of an import's workflow.
func ImportID(importID string) string { return importPrefix + importID }

// ReplayID is the id of a replay's workflow.
func ReplayID(replayID string) string { return replayPrefix + replayID }

// FromImportID returns what a workflow id names as an import, or "".
func FromImportID(workflowID string) string { return named(workflowID, importPrefix) }

// FromReplayID returns what a workflow id names as a replay, or "".
func FromReplayID(workflowID string) string { return named(workflowID, replayPrefix) }

func named(workflowID, prefix string) string {
	id, found := strings.CutPrefix(workflowID, prefix)
	if !found {
		return ""
	}
	return id
}
