package live

import "context"

// Change is something that is different now, and not what it was: who hears of it
// reads the thing itself.
type Change struct {
	// Kind is KindConversation or KindMessage.
	Kind Kind
	// ID is that of the conversation or the message.
	ID             string
	ConversationID string
	// Version of a conversation grows with every change of it. 0 for a message.
	Version int64
	// In is the transaction that made it.
	In uint64
}

// Changes is what has changed between two looks.
type Changes struct {
	// Changes has every thing once, as it is now.
	Changes []Change
	// At is the look they were seen at.
	At Snapshot
	// Foreign says that the earlier look was at another database, or at a later
	// state of this one.
	Foreign bool
}

// Ledger is where changes are looked for; package store implements it.
type Ledger interface {
	// Snapshot is the look of now.
	Snapshot(ctx context.Context) (Snapshot, error)
	// Changes returns what an earlier look did not see, of each kind at most limit:
	// what was changed latest.
	Changes(ctx context.Context, since Snapshot, limit int) (Changes, error)
}
