package whatsapp

import (
	"slices"
	"strings"

	"github.com/parleyhq/parley/channels/graph"
	"github.com/parleyhq/parley/provider"
)

// Phone writes a phone number as WhatsApp does: the digits of its international
// form. "+49 (170) 123-45" and "004917012345" are "4917012345". What is no phone
// number is left as it is.
func Phone(number string) string {
	number = strings.TrimSpace(number)
	if strings.Trim(number, "+0123456789 ()-./\u00a0") != "" {
		return number
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	return strings.TrimPrefix(digits, "00")
}

// subscriber is the same for the two spellings that WhatsApp has for some
// numbers: with and without the ninth digit in Brazil, the 1 in Mexico, the 9 in
// Argentina.
func subscriber(phone string) string {
	phone = Phone(phone)
	switch {
	case len(phone) == 13 && strings.HasPrefix(phone, "55") && phone[4] == '9':
		return phone[:4] + phone[5:]
	case len(phone) == 13 && strings.HasPrefix(phone, "521"), len(phone) == 13 && strings.HasPrefix(phone, "549"):
		return phone[:2] + phone[3:]
	default:
		return phone
	}
}

// contact is an item of "contacts", which says more about those who are named
// elsewhere in the change.
type contact struct {
	phone, user, parent, name, username string
}

func contactsOf(items []graph.Object) []contact {
	contacts := make([]contact, 0, len(items))
	for _, item := range items {
		profile := item.Object("profile")
		contacts = append(contacts, contact{
			phone: item.Text("wa_id"), user: item.Text("user_id"), parent: item.Text("parent_user_id"),
			name: profile.Text("name"), username: profile.Text("username"),
		})
	}
	return contacts
}

// is says whether the contact is somebody, who is known by any of these.
func (c contact) is(phone, user, parent string) bool {
	return user != "" && c.user == user ||
		parent != "" && c.parent == parent ||
		phone != "" && subscriber(c.phone) == subscriber(phone)
}

// person is somebody whom an item names by any of three ids, and what the
// change's contacts add to that. A contact is never taken for somebody by its
// place in the list, unless the item names nobody and there is only one.
func (c *changeDecoder) person(phone, user, parent string) provider.Person {
	at := slices.IndexFunc(c.contacts, func(other contact) bool { return other.is(phone, user, parent) })
	if at < 0 && phone == "" && user == "" && parent == "" && len(c.contacts) == 1 {
		at = 0
	}
	var known contact
	if at >= 0 {
		known = c.contacts[at]
	}
	return provider.Person{
		Identities: identities(first(user, known.user), first(parent, known.parent), phone, known.phone),
		Name:       known.name, Username: known.username,
	}
}

// identities are in the order of how long they last: the ids of the user come
// with every message, the phone number only if the user shows it.
func identities(user, parent string, phones ...string) []provider.Identity {
	var list []provider.Identity
	add := func(kind provider.IdentityKind, value string) {
		id := provider.Identity{Kind: kind, Value: value}
		if graph.Usable(value) && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	add(provider.WhatsAppUser, user)
	add(provider.WhatsAppParentUser, parent)
	for _, phone := range phones {
		add(provider.WhatsAppPhone, Phone(phone))
	}
	return list
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
