package faq

// Indexed is a stored question with its vector, as training, replay and the
// search for overlaps read it.
type Indexed struct {
	FAQID      string
	QuestionID string
	Type       Type
	Status     Status
	Question   string
	Answer     string
	// Vector is that of one model, the one that was asked for.
	Vector []float32
}

// Vector is the vector by which one compared part of a burst was compared.
// Kept beside a decision, it lets the burst be decided again without embedding.
type Vector struct {
	// Part is 0 for the whole burst, and i for its i-th line if the burst has
	// several that are compared by themselves.
	Part   int
	Values []float32
}
