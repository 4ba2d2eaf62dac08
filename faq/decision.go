package faq

// Candidate is one stored question that came near a message.
type Candidate struct {
	FAQID      string `json:"faq_id"`
	QuestionID string `json:"question_id"`
	Question   string `json:"question"`
	Answer     string `json:"answer"`
	Type       Type   `json:"type"`
	// Score is how well the question fits the message. A source fills in the
	// cosine similarity of the vectors, in [-1, 1]; in a [Decision] it is the
	// matcher's score, see package matcher.
	Score float64 `json:"score"`
}

// Decision is what the FAQs have to say to an inbound burst, with everything
// that explains it. It holds the words of the FAQs only, never those of the
// message, and can be stored as JSON.
type Decision struct {
	// Answered says whether Answer may be sent. FAQID to Answer and Type are
	// those of the best candidate only if it is true, else empty.
	Answered   bool   `json:"answered"`
	FAQID      string `json:"faq_id,omitempty"`
	QuestionID string `json:"question_id,omitempty"`
	Question   string `json:"question,omitempty"`
	Answer     string `json:"answer,omitempty"`
	Type       Type   `json:"type,omitempty"`
	// Score is that of the best candidate, whether or not it was good enough.
	Score     float64 `json:"score"`
	Threshold float64 `json:"threshold"`
	Margin    float64 `json:"margin"`
	// Calibration is what Threshold came from, see [Serving.ThresholdFrom]; empty
	// in decisions older than calibrations.
	Calibration Calibration `json:"calibration,omitempty"`
	// RunnerUp is the best question of the best other FAQ, if there is one.
	RunnerUp *Candidate `json:"runner_up,omitempty"`
	// Candidates are the best question of each FAQ that came near, best first.
	Candidates []Candidate `json:"candidates,omitempty"`
	// Model is the embedding model that compared the message.
	Model string `json:"model,omitempty"`
	// TrainingID is the UUID of the training that scored it, empty if the
	// candidates were scored without one.
	TrainingID string `json:"training_id,omitempty"`
	// Corrected is the copy that was compared, with spelling mistakes mended. It
	// holds the words of the message: only Test FAQ shows it, nothing stores it.
	Corrected string `json:"-"`
	// Step is the step of the responder chain that decided: always [StepFAQ].
	Step   string `json:"step"`
	Reason Reason `json:"reason"`
}

// StepFAQ is the name of the FAQs in the responder chain.
const StepFAQ = "faq"

// Reason says why a decision came out as it did.
type Reason string

const (
	// ReasonMatched is the reason of every answer.
	ReasonMatched Reason = "matched"
	// ReasonNoWords says that the burst has no letter or digit: nothing, emoji
	// or punctuation only.
	ReasonNoWords Reason = "no_words"
	// ReasonTooLong says that the burst is an essay, which is for a person to read.
	ReasonTooLong Reason = "too_long"
	// ReasonNoFAQ says that there is no FAQ it could be compared with.
	ReasonNoFAQ Reason = "no_faq"
	// ReasonBelowThreshold says that the best candidate is not close enough.
	ReasonBelowThreshold Reason = "below_threshold"
	// ReasonTie says that the best candidate is not far enough ahead of another FAQ.
	ReasonTie Reason = "tie"
	// ReasonFailed says that the embedder was down, slow or wrong: a person
	// answers instead.
	ReasonFailed Reason = "matching_failed"
)
