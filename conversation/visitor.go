package conversation

import "time"

// IdentityUser is somebody at a widget whom the brand's own site names, by its id
// of them, and vouches for.
const IdentityUser IdentityKind = "user"

// Visitor is somebody at a widget, as their token says.
type Visitor struct {
	// ID is their browser's; UserID is what the brand's own site knows them as, ""
	// while it has not said. Exactly one of the two counts: UserID if there is one.
	ID, UserID string
	Name       string
}

// Identity is the name under which the inbox knows the visitor.
func (v Visitor) Identity() Identity {
	if v.UserID != "" {
		return Identity{Kind: IdentityUser, Value: v.UserID}
	}
	return Identity{Kind: IdentityVisitor, Value: v.ID}
}

// VisitorThread is the conversation that an identity leads to.
type VisitorThread struct {
	ConversationID string
	// Identified says that the brand's site knows whose it is: a browser that only
	// has a visitor's token does not get to see it any more.
	Identified bool
}

// VisitorMessage is a message as the visitor sees it: what they wrote, and what
// reached them.
type VisitorMessage struct {
	ID        string
	Direction Direction
	Author    Author
	// AgentName is the name of the person who wrote it, "" if nobody did.
	AgentName string
	// ExternalID is the id that the browser made, for a message of the visitor.
	ExternalID  string
	Text        string
	Attachments []Attachment
	State       MessageState
	Position    int64
	// Quoted is what the message says that this one answers, "" for none; Reaction is
	// the brand's emoji on it, "" for none.
	Quoted, Reaction string
	// Version grows with every change of the message.
	Version             uint64
	CreatedAt           time.Time
	EditedAt, DeletedAt time.Time
}

// VisitorPage is a part of a visitor's history, oldest message first.
type VisitorPage struct {
	Messages []VisitorMessage
	// Cursor is where to read on for what changes after this.
	Cursor uint64
}
