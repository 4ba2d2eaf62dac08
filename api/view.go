package api

import (
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
)

// This file turns domain values into what the API shows: zero means null.

// orNull returns nil for a zero value.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// instant returns nil for the zero instant, and UTC else.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// list returns an empty list rather than null.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// each applies a view to every item.
func each[T, V any](items []T, view func(T) V) []V {
	views := make([]V, len(items))
	for i, item := range items {
		views[i] = view(item)
	}
	return views
}

func personView(p *conversation.Person) *Person {
	if p == nil {
		return nil
	}
	return &Person{ID: p.ID, Name: p.Name}
}

func userView(u account.User) User {
	return User{
		ID: u.ID, Name: u.Name, Email: u.Email, CreatedAt: u.CreatedAt.UTC(), DisabledAt: instant(u.DisabledAt),
		Roles: each(u.Roles, func(r account.Role) string { return string(r) }),
	}
}

func attachmentsView(from []conversation.Attachment) []MessageAttachment {
	return each(from, func(a conversation.Attachment) MessageAttachment {
		return MessageAttachment{
			ID: a.ID, URL: a.URL, Name: a.Name, Mime: a.MIME, Size: a.Size, Kind: MessageAttachmentKind(a.Kind),
			State: AttachmentState(a.State), Problem: a.Problem,
		}
	})
}

// conversationView shows a conversation to somebody; blocked says why a message
// of theirs would be refused, may what an agent may send.
func conversationView(s conversation.Summary, blocked conversation.Reason, may MaySend) Conversation {
	v := Conversation{
		ID: s.ID, InboxID: s.InboxID, Inbox: ConversationInbox{ID: s.InboxID, Name: s.InboxName, Channel: string(s.Channel)},
		MergedInto: orNull(s.MergedInto), Contact: Person{ID: s.Contact.ID, Name: s.Contact.Name},
		ContactUsername: orNull(s.ContactUsername), ContactBlocked: s.ContactBlocked, ContactOptedOut: s.ContactOptedOut,
		Status: orNull(TicketStatus(s.Status)), Owner: personView(s.Owner), LeaseUntil: instant(s.LeaseUntil),
		PreviousOwner: personView(s.PreviousOwner), Ticket: s.Ticket, Campaign: orNull(s.CampaignID),
		Labels: list(s.Labels), WindowExpiresAt: instant(s.WindowExpiresAt), InactiveAt: instant(s.InactiveAt),
		CanReply: blocked == "", ReplyBlocked: orNull(ReplyBlock(blocked)), MaySend: may,
		WaitingSince: instant(s.WaitingSince), Version: s.Version, CreatedAt: s.CreatedAt.UTC(),
	}
	if s.LastDirection != "" {
		v.LastMessage = &LastMessage{Text: s.LastText, At: s.LastAt.UTC(), Direction: Direction(s.LastDirection)}
	}
	return v
}

func ticketView(t conversation.Ticket) Ticket {
	return Ticket{
		Number: t.Number, Status: TicketStatus(t.Status), Owner: personView(t.Owner), Campaign: orNull(t.CampaignID),
		Labels: list(t.Labels), OpenedAt: t.OpenedAt.UTC(), ChangedAt: t.ChangedAt.UTC(),
	}
}
