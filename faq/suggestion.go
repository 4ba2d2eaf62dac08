package faq

import "time"

// SuggestionStatus is what became of a suggestion.
type SuggestionStatus string

const (
	// SuggestionOpen waits for somebody to decide.
	SuggestionOpen SuggestionStatus = "open"
	// SuggestionAccepted became the draft that FAQID names.
	SuggestionAccepted SuggestionStatus = "accepted"
	// SuggestionDismissed is not proposed again.
	SuggestionDismissed SuggestionStatus = "dismissed"
)

// Suggestion is a group of messages that mean the same and were not answered,
// as an FAQ somebody might want. Its wordings are those of the messages, read
// when the suggestion is read: what has been erased is not shown.
type Suggestion struct {
	ID     string
	Status SuggestionStatus
	// Question and Related are real wordings, the most typical first.
	Question string
	Related  []string
	// Answer is what an agent replied to the most typical message that an agent
	// replied to, "" if to none.
	Answer string
	// Size is the number of messages in the group.
	Size    int
	FirstAt time.Time
	LastAt  time.Time
	// FAQID is the draft of an accepted suggestion, else "".
	FAQID string
	// Samples are the most typical messages, at most [MaxSamples].
	Samples   []Sample
	CreatedAt time.Time
	// DecidedBy is the user who accepted or dismissed it, "" for an API key.
	DecidedBy string
}

// MaxSamples is how many messages of a suggestion are shown.
const MaxSamples = 20

// Sample is one unanswered message of a suggestion.
type Sample struct {
	DecisionID     string
	ConversationID string
	Text           string
	At             time.Time
}

// Unanswered is a burst that no responder answered, as the grouping reads it.
type Unanswered struct {
	DecisionID     string
	ConversationID string
	// Text is the whole burst, one line for each message.
	Text string
	// Vector is that of the whole burst.
	Vector []float32
	At     time.Time
	// AgentReply is the first message an agent wrote after it, "" if none did.
	AgentReply string
}

// Proposal is a group that the grouping found, to be kept as a suggestion. It
// names messages by their decisions and holds no text.
type Proposal struct {
	// Model is the embedding model of Centre.
	Model  string
	Centre []float32
	// Question is the decision of the message whose wording is proposed as the
	// question, Related those of the related ones.
	Question string
	Related  []string
	// Members are all messages of the group, the most typical first; Question
	// and Related are among them.
	Members []string
}
