package conversation

import "time"

// Contact is an end user as a list shows them.
type Contact struct {
	ID string
	// Name is what somebody here called them, else what they call themselves; ""
	// while nobody has.
	Name string
	// Username can change hands and is never an identity.
	Username string
	// Language is an IETF tag, "" where the channel does not say.
	Language string
	// Identities are the names under which channels know them, first seen first.
	Identities []ContactIdentity
	// Status is the status of their latest ticket, "" for none, ConversationID the
	// conversation it is in, Labels what stands on it, and LastAt when something
	// last happened there.
	Status         Status
	ConversationID string
	Labels         []string
	LastAt         time.Time
	// OptedOutAt is since when they want no campaigns, BlockedAt since when they
	// have blocked the account; zero for not.
	OptedOutAt time.Time
	BlockedAt  time.Time
	// Consent is who last said whether they want campaigns.
	Consent   Consent
	CreatedAt time.Time
}

// Consent says who last decided whether somebody wants messages of campaigns.
type Consent struct {
	// By is "contact" for themselves, by a word, "provider" for themselves, by what
	// the channel offers, else "user/<id>" or "key/<id>"; "" if it is not known.
	By string
	// Name is what that user or key is called now.
	Name string
	At   time.Time
}

// Known is what people call a contact: their name, else the identity that was
// seen first, else their id.
func (c Contact) Known() string {
	switch {
	case c.Name != "":
		return c.Name
	case len(c.Identities) > 0:
		return c.Identities[0].Value
	default:
		return c.ID
	}
}

// ContactIdentity is one of the names of a contact, in the inbox that knows them
// by it.
type ContactIdentity struct {
	Identity
	InboxID   string
	InboxName string
	Channel   Channel
	Since     time.Time
}

// ContactTicket is a ticket of any conversation of a contact.
type ContactTicket struct {
	Ticket
	ConversationID string
	InboxName      string
	Channel        Channel
	// CampaignName is "" for a campaign that is only known by what a service calls it.
	CampaignName string
}

// ContactThread is a conversation of a contact.
type ContactThread struct {
	ID        string
	InboxID   string
	InboxName string
	Channel   Channel
	Status    Status
	Owner     *Person
	LastText  string
	LastAt    time.Time
	Messages  int
	CreatedAt time.Time
}

// ContactPage is a contact with all that belongs to them.
type ContactPage struct {
	Contact
	// Threads are their conversations, latest first; Tickets the latest of all of
	// them, and TicketCount how many there are.
	Threads     []ContactThread
	Tickets     []ContactTicket
	TicketCount int
	// Erasure is the one that is under way, nil for none.
	Erasure *Erasure
}

// ContactSort orders a list of contacts.
type ContactSort string

// The sorts. By activity, those without a conversation come last, newest first.
const (
	ContactsByActivity ContactSort = "last_activity"
	ContactsByName     ContactSort = "name"
	ContactsByAge      ContactSort = "created"
)

// ContactFilter selects contacts. Zero fields do not filter.
type ContactFilter struct {
	// Query is looked for in names, usernames and identities, accents and case
	// aside, anywhere in them.
	Query string
	// Status is that of the latest ticket.
	Status  Status
	InboxID string
	Channel Channel
	Label   string
	// OptedOut is "yes", "no" or "".
	OptedOut string
	Sort     ContactSort
	// After is where the previous page ended, nil for the first.
	After *ContactKey
	Limit int
}

// ContactKey is where a page of contacts ended.
type ContactKey struct {
	At   time.Time `json:",omitzero"`
	Name string    `json:",omitempty"`
	ID   string
	// Rest says that the page ended among those without a conversation.
	Rest bool `json:",omitempty"`
}
