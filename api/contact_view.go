package api

import (
	"github.com/parleyhq/parley/conversation"
)

func contactView(c conversation.Contact) ContactRow {
	return ContactRow{
		ID: c.ID, Name: c.Name, KnownAs: c.Known(), Username: orNull(c.Username), Language: orNull(c.Language),
		Identities: each(c.Identities, contactIdentityView), Status: orNull(TicketStatus(c.Status)),
		ConversationID: orNull(c.ConversationID), Labels: list(c.Labels), LastAt: instant(c.LastAt),
		OptedOutAt: instant(c.OptedOutAt), BlockedAt: instant(c.BlockedAt), CreatedAt: c.CreatedAt.UTC(),
		Consent: consentView(c.Consent),
	}
}

func contactIdentityView(i conversation.ContactIdentity) ContactIdentity {
	return ContactIdentity{
		Kind: string(i.Kind), Value: i.Value, Inbox: Person{ID: i.InboxID, Name: i.InboxName},
		Channel: InboxChannel(i.Channel), Since: i.Since.UTC(),
	}
}

func contactPageView(p conversation.ContactPage) ContactPage {
	row := contactView(p.Contact)
	v := ContactPage{
		ID: row.ID, Name: row.Name, KnownAs: row.KnownAs, Username: row.Username, Language: row.Language,
		Identities: row.Identities, Status: row.Status, ConversationID: row.ConversationID, Labels: row.Labels,
		LastAt: row.LastAt, OptedOutAt: row.OptedOutAt, BlockedAt: row.BlockedAt, CreatedAt: row.CreatedAt,
		Consent:       row.Consent,
		Conversations: each(p.Threads, contactThreadView), Tickets: each(p.Tickets, contactTicketView),
		TicketCount: p.TicketCount,
	}
	if p.Erasure != nil {
		v.Erasure = erasureView(*p.Erasure)
	}
	return v
}

func contactThreadView(t conversation.ContactThread) ContactThread {
	return ContactThread{
		ID: t.ID, Inbox: Person{ID: t.InboxID, Name: t.InboxName}, Channel: InboxChannel(t.Channel),
		Status: orNull(TicketStatus(t.Status)), Owner: personView(t.Owner), LastText: t.LastText, LastAt: t.LastAt.UTC(),
		Messages: t.Messages, CreatedAt: t.CreatedAt.UTC(),
	}
}

func contactTicketView(t conversation.ContactTicket) ContactTicket {
	v := ContactTicket{
		ConversationID: t.ConversationID, Number: t.Number, Inbox: t.InboxName, Channel: InboxChannel(t.Channel),
		Status: TicketStatus(t.Status), Owner: personView(t.Owner), Campaign: orNull(t.CampaignID),
		CampaignName: orNull(t.CampaignName), Labels: list(t.Labels), OpenedAt: t.OpenedAt.UTC(), ChangedAt: t.ChangedAt.UTC(),
	}
	if t.Status == conversation.Resolved || t.Status == conversation.Inactive {
		v.ClosedAt = instant(t.ChangedAt)
	}
	return v
}

func erasureView(e conversation.Erasure) Erasure {
	return Erasure{
		ID: e.ID, ContactID: e.ContactID, Step: ErasureStep(e.Step), Messages: e.Messages, Histories: e.Histories,
		Webhooks: e.Webhooks, Files: e.Files, CreatedAt: e.CreatedAt.UTC(), FinishedAt: instant(e.FinishedAt),
	}
}
