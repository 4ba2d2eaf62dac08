package provider

// IdentityKind names a kind of identity; two identities are the same if kind and
// value are, within one inbox.
type IdentityKind string

// The kinds of identity. WhatsApp knows a person by several at once, and may
// leave out the phone number.
const (
	WhatsAppPhone      IdentityKind = "wa_phone"
	WhatsAppUser       IdentityKind = "wa_user"
	WhatsAppParentUser IdentityKind = "wa_parent_user"
	MessengerUser      IdentityKind = "fb_psid"
	TelegramUser       IdentityKind = "tg_user"
)

// Identity is one of the names under which a provider knows somebody.
type Identity struct {
	Kind  IdentityKind
	Value string
}

// Person is an end user as an event shows them.
type Person struct {
	// Identities are all that the event names, the most lasting first; never
	// empty for who sent a message.
	Identities []Identity
	// Name is what they call themselves, "" if the event does not say.
	Name string
	// Username can change hands and is never an identity.
	Username string
	// Language is an IETF tag, "" if the event does not say.
	Language string
}
