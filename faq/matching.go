package faq

import "time"

// Matching is how matching stands, for people: what live traffic is matched
// with and what is coming.
type Matching struct {
	Serving Serving
	// Embedder is the serving one, nil before the first start of a worker.
	Embedder *Embedder
	// Training is the serving one without its Data, nil while there is none. Its
	// Revision falls behind Serving.Revision while a newer one is being made.
	Training *TrainingRecord
	// Reembedding is nil while no other embedder is taking over.
	Reembedding *Reembedding
	UpdatedAt   time.Time
}

// Reembedding is the progress of a change of the embedding model: the one that
// serves keeps serving until every question has a vector of the new one.
type Reembedding struct {
	To Embedder
	// Done of Total questions have a vector of To's model.
	Done  int
	Total int
	// Error is a sentence for people about what the change waits for, "" while it
	// goes on.
	Error     string
	StartedAt time.Time
}
