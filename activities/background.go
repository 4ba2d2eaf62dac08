package activities

// Background is everything that happens beside the conversations.
type Background struct {
	Training    *Training
	Importing   *Importing
	Reembedding *Reembedding
	Replaying   *Replaying
	Suggesting  *Suggesting
	Campaigning *Campaigning
	Erasing     *Erasing
}
