package provider

import "github.com/parleyhq/parley/conversation"

// IdentityKind and Identity are those of the domain.
type (
	IdentityKind = conversation.IdentityKind
	Identity     = conversation.Identity
)

// The kinds of identity that providers give. WhatsApp knows a person by several
// at once, and may leave out the phone number.
const (
	WhatsAppPhone      IdentityKind = "wa_phone"
	WhatsAppUser       IdentityKind = "wa_user"
	WhatsAppParentUser IdentityKind = "wa_parent_user"
	MessengerUser      IdentityKind = "fb_psid"
	TelegramUser       IdentityKind = "tg_user"
)

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
