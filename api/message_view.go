package api

import "github.com/parleyhq/parley/conversation"

func messageView(m conversation.Message) Message {
	v := Message{
		ID: m.ID, Seq: orNull(m.Seq), Direction: Direction(m.Direction), Author: MessageAuthor(m.Author),
		Private: m.Private, Text: m.Text, Attachments: attachmentsView(m.Attachments),
		State: MessageState(m.State), Reason: orNull(m.Reason), SentAt: instant(m.SentAt), CreatedAt: m.CreatedAt.UTC(),
		ReplyTo: orNull(m.ReplyTo), CampaignID: orNull(m.CampaignID), DecisionID: orNull(m.DecisionID),
		ExternalID: orNull(m.ExternalID), Kind: string(m.Kind), Content: contentView(m.Content),
		ReplyToID: orNull(m.ReplyToID), FailureCode: orNull(m.FailureCode),
		DeliveredAt: instant(m.DeliveredAt), ReadAt: instant(m.ReadAt),
		EditedAt: instant(m.EditedAt), DeletedAt: instant(m.DeletedAt),
		Reactions: each(m.Reactions, func(r conversation.Reaction) Reaction {
			return Reaction{Author: ReactionAuthor(r.Author), Emoji: r.Emoji, At: r.At.UTC()}
		}),
		Former: each(m.Former, func(w conversation.Wording) Wording { return Wording{Text: w.Text, At: w.At.UTC()} }),
	}
	if m.Template != nil {
		v.Template = &MessageTemplate{Name: m.Template.Name, Language: m.Template.Language}
	}
	v.CorrectedBy, v.Mentions = personView(m.Corrected), each(m.Mentions, func(p conversation.Person) Person { return *personView(&p) })
	if m.AgentID != "" {
		v.Agent = &Person{ID: m.AgentID, Name: m.AgentName}
	}
	return v
}

// contentView leaves out what the message does not hold.
func contentView(c conversation.Content) MessageContent {
	v := MessageContent{Payload: c.Payload, Album: c.Album, Forwarded: c.Forwarded, Unsupported: c.Unsupported}
	if l := c.Location; l != nil {
		v.Location = &Location{Latitude: l.Latitude, Longitude: l.Longitude, Name: l.Name, Address: l.Address, URL: l.URL}
	}
	if r := c.Referral; r != nil {
		v.Referral = Referral{
			Source: r.Source, ID: r.ID, URL: r.URL, Headline: r.Headline, Body: r.Body, Ref: r.Ref, ClickID: r.ClickID,
		}
	}
	for _, card := range c.Cards {
		v.Cards = append(v.Cards, ContactCard{Name: card.Name, Phones: card.Phones, Emails: card.Emails})
	}
	return v
}
