package conversation

import "time"

// Person is a contact or a user by id and name.
type Person struct {
	ID   string
	Name string
}

// Summary is a row of a conversation list.
type Summary struct {
	ID        string
	InboxID   string
	InboxName string
	Channel   Channel
	Contact   Person
	// ContactBlocked says that the contact has blocked the account.
	ContactBlocked bool
	// ContactUsername can change hands. ContactOptedOut says that campaigns must not
	// write to them.
	ContactUsername string
	ContactOptedOut bool
	// MergedInto is the conversation that goes on in place of this one, "" for one
	// that takes messages.
	MergedInto string
	Status     Status
	Owner      *Person
	LeaseUntil time.Time
	Ticket     int
	CampaignID string
	Labels     []string
	// WindowExpiresAt is the end of the send window. Whether free-form messages
	// are refused after it is the channel's policy, see ReplyBlocked.
	WindowExpiresAt time.Time
	InactiveAt      time.Time
	LastText        string
	LastAt          time.Time
	LastDirection   Direction
	WaitingSince    time.Time
	PreviousOwner   *Person
	// Version grows with every change of what is in this row. It is not the
	// workflow's.
	Version   int64
	CreatedAt time.Time
}

// Ticket is one episode of a conversation.
type Ticket struct {
	Number     int
	Status     Status
	Owner      *Person
	CampaignID string
	Labels     []string
	OpenedAt   time.Time
	ChangedAt  time.Time
}

// Place is one of the three lists of the inbox.
type Place string

// The places.
const (
	PlaceAll      Place = "all"
	PlaceMine     Place = "mine"
	PlaceInactive Place = "inactive"
)

// Sort orders a conversation list.
type Sort string

// The sorts.
const (
	SortLastActivity  Sort = "last_activity"
	SortWaiting       Sort = "waiting_longest"
	SortWindowClosing Sort = "window_closing"
)

// Scope is where a query is looked for.
type Scope string

// The scopes.
const (
	// ScopeLatest is the contact's name and the latest message, as is "".
	ScopeLatest Scope = "latest"
	// ScopeMessages is all messages, notes among them.
	ScopeMessages Scope = "messages"
)

// Counts is what the places of the inbox hold for a user, none more than
// [MostCounted].
type Counts struct {
	// All are the conversations whose ticket is New, Active or Pending.
	All, Mine, Inactive int
	// Unread are those with a message that waits for an answer, that the user has
	// not read, and that nobody else holds.
	Unread int
	// Mentions are the notes that name the user and that they have not read.
	Mentions int
}

// MostCounted and MostUnread stand for that many conversations or messages, or
// more.
const (
	MostCounted = 1000
	MostUnread  = 100
)

// Filter selects conversations. Zero fields do not filter.
type Filter struct {
	Place      Place
	UserID     string // whose "mine"
	Status     Status
	CampaignID string
	Label      string
	InboxID    string
	// Query matches what Scope says, accents and case aside, as a substring; if
	// Whole, only where words begin and end.
	Query string
	Scope Scope
	Whole bool
	Sort  Sort
	// After is the keyset of the last row of the previous page, nil for the first.
	After *ListKey
	Limit int
}

// ListKey is where a page of conversations ended: the instant it is sorted by,
// and the id.
type ListKey struct {
	At time.Time
	ID string
	// Rest says that the page ended among the rows that the sort has no instant
	// for (nobody waits, the window is over): they follow the others by last
	// activity, and At is that.
	Rest bool
}
