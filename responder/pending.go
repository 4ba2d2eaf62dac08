package responder

// Pending is the work beside the conversations that was asked for and is not
// done: each has a workflow that must be running.
type Pending struct {
	// Training says that the FAQ set has changed since it was trained for.
	Training bool
	// Reembed says that another embedder is to take over.
	Reembed bool
	// Imports and Replays are the ids of those that have not ended.
	Imports []string
	Replays []string
	// Campaigns are the ids of those with messages that should have gone out.
	Campaigns []string
	// Erasures are the ids of those that have not ended.
	Erasures []string
}
