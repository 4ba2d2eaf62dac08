// Package report is what people look back at: which measures there are, how a
// range of days in somebody's time zone is cut into steps, how times that took
// long are summed up. It is pure: standard library only, no clock, no input or
// output.
package report

// Kind is whom a report tells apart.
type Kind string

// The kinds. Everything counts for [All] too.
const (
	All      Kind = "all"
	Agent    Kind = "agent"
	Campaign Kind = "campaign"
	FAQ      Kind = "faq"
)

// Measure names something that is counted.
type Measure string

// The measures. Whatever happens is counted once, when it happened: a message of a
// campaign, how far it came and who replied when the message was sent.
const (
	// MessagesIn are of end users; the others are messages that left.
	MessagesIn       Measure = "messages_in"
	MessagesAgent    Measure = "messages_agent"
	MessagesAuto     Measure = "messages_auto"
	MessagesCampaign Measure = "messages_campaign"

	// Conversations are people who wrote for the first time.
	Conversations Measure = "conversations"
	TicketsOpened Measure = "tickets_opened"
	// TicketsResolved and TicketsInactive count a ticket once, when it first became so.
	TicketsResolved Measure = "tickets_resolved"
	TicketsInactive Measure = "tickets_inactive"
	// TicketsTaken count a ticket once for each agent who held it.
	TicketsTaken Measure = "tickets_taken"

	// FirstResponse is how long a ticket that an end user began waited for an agent's
	// first message, Resolution how long a ticket took to be resolved first. Both
	// have bins.
	FirstResponse Measure = "first_response"
	Resolution    Measure = "resolution"

	// Bursts are what the autoresponder had to judge; it was silent, or answered by a
	// step of its chain.
	Bursts             Measure = "bursts"
	AnsweredFAQ        Measure = "answered_faq"
	AnsweredQuickReply Measure = "answered_quick_reply"
	AnsweredFiller     Measure = "answered_filler"
	// Corrected are answers that an agent said were wrong. They are few and can be
	// taken back, so they are counted when they are asked for.
	Corrected Measure = "corrected"

	// Delivered, Read and Failed are messages of campaigns; Replied are people who
	// replied to one, Settled those whose ticket was resolved then.
	Delivered Measure = "delivered"
	Read      Measure = "read"
	Failed    Measure = "failed"
	Replied   Measure = "replied"
	Settled   Measure = "settled"
)

// Timed reports whether a measure has bins, see [Times].
func (m Measure) Timed() bool { return m == FirstResponse || m == Resolution }

// Filter is what of everything is looked at. At most one of AgentID and
// CampaignID is not "".
type Filter struct {
	InboxID, AgentID, CampaignID string
}

// Kind returns whose numbers the filter asks for, and of which one.
func (f Filter) Kind() (Kind, string) {
	switch {
	case f.AgentID != "":
		return Agent, f.AgentID
	case f.CampaignID != "":
		return Campaign, f.CampaignID
	default:
		return All, ""
	}
}

// Measures returns every measure that is counted beforehand. Their order is stored,
// see [Slot]: new ones come last.
func Measures() []Measure {
	return []Measure{
		MessagesIn, MessagesAgent, MessagesAuto, MessagesCampaign,
		Conversations, TicketsOpened, TicketsResolved, TicketsInactive, TicketsTaken, FirstResponse, Resolution,
		Bursts, AnsweredFAQ, AnsweredQuickReply, AnsweredFiller,
		Delivered, Read, Failed, Replied, Settled,
	}
}
