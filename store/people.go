package store

import (
	"slices"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// place is an identity in its inbox.
type place struct {
	inboxID string
	conversation.Identity
}

// endUser is somebody as far as a batch of events and the database tell: all
// identities that were ever named together.
type endUser struct {
	inboxID    string
	identities []conversation.Identity
	// name, username and language are those that were named last.
	name, username, language string
	// writes says that they need a conversation, meets that they need a contact:
	// of others nothing is noted if they are not known.
	writes, meets bool

	// What the database has: the contacts of the identities, and which identities
	// it does not have.
	contacts []contact
	unknown  []conversation.Identity
}

// contact is a contact as it was read, with its conversation in the inbox.
type contact struct {
	id             string
	conversationID string
}

// simple reports whether the database knows all there is to know.
func (p *endUser) simple() bool {
	if len(p.contacts) == 0 {
		return !p.meets
	}
	return len(p.contacts) == 1 && len(p.unknown) == 0 && (!p.writes || p.contacts[0].conversationID != "")
}

// people are the persons of a batch.
type people struct {
	byPlace map[place]*endUser
	list    []*endUser
}

// peopleIn gathers whom events name. Whoever shares an identity with somebody is
// the same person.
func peopleIn(events []happening) *people {
	all := &people{byPlace: map[place]*endUser{}}
	for _, h := range events {
		var p *endUser
		switch {
		case h.message() != nil:
			m := h.message()
			identities := m.Identities
			if len(identities) == 0 {
				identities = []conversation.Identity{m.Sender()}
			}
			p = all.name(h.inboxID, identities)
			p.writes, p.meets = true, true
			p.call(m.From.Name, m.Username, m.Language)
		case h.Echo != nil:
			all.name(h.inboxID, h.Echo.To.Identities)
		case h.Consent != nil:
			if p = all.name(h.inboxID, h.Consent.From.Identities); p != nil {
				p.meets = true
				p.call(shortName(h.Consent.From.Name), conversation.Clean(h.Consent.From.Username), "")
			}
		case h.Change != nil:
			all.name(h.inboxID, slices.Concat(h.Change.From, h.Change.To))
		case h.Receipt != nil && h.Receipt.ExternalID == "":
			all.name(h.inboxID, h.Receipt.To)
		}
	}
	return all
}

func (p *endUser) call(name, username, language string) {
	for _, said := range []struct {
		word string
		into *string
	}{{name, &p.name}, {username, &p.username}, {language, &p.language}} {
		if said.word != "" {
			*said.into = said.word
		}
	}
}

// called is what somebody who is new is called: what they call themselves, or what
// tells them apart until they do. Their name replaces it as soon as they say it.
func (p *endUser) called() string {
	if p.name != "" {
		return p.name
	}
	return provider.Person{Identities: p.identities, Username: p.username}.Handle()
}

// name returns the person with any of the identities, who has all of them from
// now on; nil if there are none.
func (all *people) name(inboxID string, identities []conversation.Identity) *endUser {
	if len(identities) == 0 {
		return nil
	}
	var found *endUser
	for _, id := range identities {
		if other := all.byPlace[place{inboxID, id}]; other != nil {
			found = all.unite(found, other)
		}
	}
	if found == nil {
		found = &endUser{inboxID: inboxID}
		all.list = append(all.list, found)
	}
	for _, id := range identities {
		if !slices.Contains(found.identities, id) {
			found.identities = append(found.identities, id)
			all.byPlace[place{inboxID, id}] = found
		}
	}
	return found
}

// unite makes one person of two; a may be nil.
func (all *people) unite(a, b *endUser) *endUser {
	if a == nil || a == b {
		return b
	}
	for _, id := range b.identities {
		a.identities = append(a.identities, id)
		all.byPlace[place{b.inboxID, id}] = a
	}
	a.contacts = append(a.contacts, b.contacts...)
	a.unknown = append(a.unknown, b.unknown...)
	a.writes, a.meets = a.writes || b.writes, a.meets || b.meets
	a.call(b.name, b.username, b.language)
	all.list = slices.DeleteFunc(all.list, func(p *endUser) bool { return p == b })
	return a
}

// contactOf returns who has one of the identities, "" if nobody is known by them.
func (all *people) contactOf(inboxID string, identities []conversation.Identity) contact {
	for _, id := range identities {
		if p := all.byPlace[place{inboxID, id}]; p != nil && len(p.contacts) > 0 {
			return p.contacts[0]
		}
	}
	return contact{}
}
