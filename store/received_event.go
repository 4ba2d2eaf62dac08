package store

import (
	"slices"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// inboundOf is a provider's message on its way into an inbox.
func inboundOf(inboxID string, m provider.Message) conversation.Inbound {
	in := conversation.Inbound{
		InboxID: inboxID, Identities: m.From.Identities,
		Username: conversation.Clean(m.From.Username), Language: conversation.Clean(m.From.Language),
		ExternalID: m.ExternalID, Kind: m.Kind, Content: cleanContent(m.Content()), Text: conversation.Clean(m.Text),
		Attachments: cleanAttachments(m.Attachments), SentAt: conversation.Believable(m.SentAt),
		ReplyTo: conversation.Clean(m.ReplyTo), CampaignID: m.CampaignID,
	}
	in.From = conversation.Sender{ID: in.Sender().Value, Name: shortName(m.From.Name)}
	return in
}

// shortName bounds a name in the lists of people.
func shortName(name string) string {
	const longest = 256
	letters := []rune(conversation.Clean(name))
	return string(letters[:min(len(letters), longest)])
}

// storable reports whether the ids of an event can be kept and told apart. They
// are a provider's, so this is never false unless something is wrong there.
func storable(e provider.Event) bool {
	var ids []string
	var people []provider.Identity
	switch {
	case e.Message != nil:
		ids, people = []string{e.Message.ExternalID}, e.Message.From.Identities
		if len(people) == 0 || e.Message.ExternalID == "" {
			return false
		}
	case e.Echo != nil:
		ids, people = []string{e.Echo.ExternalID}, e.Echo.To.Identities
		if e.Echo.ExternalID == "" {
			return false
		}
	case e.Receipt != nil:
		ids, people = []string{e.Receipt.ExternalID}, e.Receipt.To
	case e.Reaction != nil:
		ids = []string{e.Reaction.Target}
	case e.Edit != nil:
		ids = []string{e.Edit.Target, e.Edit.Key}
	case e.Deletion != nil:
		ids = []string{e.Deletion.Target, e.Deletion.Key}
	case e.Change != nil:
		people = slices.Concat(e.Change.From, e.Change.To)
	case e.Consent != nil:
		people = e.Consent.From.Identities
	}
	for _, p := range people {
		if p.Value == "" {
			return false
		}
		ids = append(ids, p.Value)
	}
	return !slices.ContainsFunc(ids, func(id string) bool {
		return len(id) > conversation.MaxID || !conversation.PlainID(id)
	})
}

// kindOfEvent names an event for people who look at what was posted, "" for one
// that means nothing.
func kindOfEvent(e provider.Event) string {
	switch {
	case e.Message != nil:
		return "message"
	case e.Receipt != nil:
		return "receipt"
	case e.Reaction != nil:
		return "reaction"
	case e.Edit != nil:
		return "edit"
	case e.Deletion != nil:
		return "deletion"
	case e.Change != nil:
		return "identity change"
	case e.Echo != nil:
		return "echo"
	case e.Consent != nil:
		return "consent"
	case e.Template != nil:
		return "template"
	default:
		return ""
	}
}

// nameUnhandled says which kind of event nothing came of.
func nameUnhandled(e provider.Event, kind string) string {
	switch {
	case e.Unhandled != nil:
		return conversation.Clean(e.Unhandled.Kind)
	case kind == "":
		return "empty"
	default:
		return kind + " of no inbox"
	}
}

func cleanAttachments(files []conversation.Attachment) []conversation.Attachment {
	files = slices.Clone(files)
	for i := range files {
		f := &files[i]
		for _, s := range []*string{&f.URL, &f.Name, &f.MIME, &f.MediaID, &f.SHA256} {
			*s = conversation.Clean(*s)
		}
	}
	return files
}

// cleanContent makes texts storable: jsonb takes no NUL.
func cleanContent(c conversation.Content) conversation.Content {
	for _, s := range []*string{&c.Payload, &c.Album, &c.Unsupported} {
		*s = conversation.Clean(*s)
	}
	if c.Location != nil {
		l := *c.Location
		l.Name, l.Address, l.URL = conversation.Clean(l.Name), conversation.Clean(l.Address), conversation.Clean(l.URL)
		c.Location = &l
	}
	if c.Referral != nil {
		r := *c.Referral
		for _, s := range []*string{&r.Source, &r.ID, &r.URL, &r.Headline, &r.Body, &r.Ref, &r.ClickID} {
			*s = conversation.Clean(*s)
		}
		c.Referral = &r
	}
	c.Cards = slices.Clone(c.Cards)
	for i, card := range c.Cards {
		c.Cards[i] = conversation.Card{
			Name: conversation.Clean(card.Name), Phones: cleanAll(card.Phones), Emails: cleanAll(card.Emails),
		}
	}
	return c
}

func cleanAll(texts []string) []string {
	texts = slices.Clone(texts)
	for i := range texts {
		texts[i] = conversation.Clean(texts[i])
	}
	return texts
}
