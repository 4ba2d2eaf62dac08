package conversation

// InboxCheck is what asking a provider about an inbox's account came to.
type InboxCheck struct {
	// AccountName is what the provider calls the account, "" if it did not say.
	AccountName string
	// Problem says in words why the account cannot be used, "" if it can.
	Problem string
	// NeedsReauth says that the problem is the credentials: nothing goes out or
	// comes in before they are replaced.
	NeedsReauth bool
	// Unreachable says that the provider did not answer, which says nothing about
	// the account: what was known of its credentials stays.
	Unreachable bool
}

// InboxFigures are what has to be counted to tell how an inbox is doing.
type InboxFigures struct {
	// Failures24h counts the messages of the last 24 hours that have failed.
	Failures24h int
	// Templates counts those that the provider listed last, approved or not.
	Templates int
}
