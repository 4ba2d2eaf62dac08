package provider

import (
	"strings"

	"github.com/parleyhq/parley/conversation"
)

// Handle is what somebody can be called while nobody has said their name: the
// username, the phone number, or the end of an id. It is "" for people of channels
// that always name them, or can be asked, and for users of the brand's own app.
func (p Person) Handle() string {
	var handle string
	for _, id := range p.Identities {
		switch {
		case id.Kind == WhatsAppPhone:
			handle = FormatPhone(id.Value)
		case handle == "" && (id.Kind == WhatsAppUser || id.Kind == WhatsAppParentUser):
			handle = "WhatsApp " + ending(id.Value)
		case handle == "" && id.Kind == conversation.IdentityVisitor:
			handle = "Visitor " + ending(id.Value)
		}
	}
	if handle != "" && p.Username != "" {
		return "@" + strings.TrimPrefix(p.Username, "@")
	}
	return handle
}

// FormatPhone writes the digits of an international number as people read them:
// "4917012345678" is "+49 170 123 456 78". What is no such number is left as it is.
func FormatPhone(digits string) string {
	const shortest, longest = 7, 15 // E.164
	if len(digits) < shortest || len(digits) > longest || strings.Trim(digits, "0123456789") != "" {
		return digits
	}
	country := countryCode(digits)
	groups := []string{"+" + country}
	const group = 3
	rest := digits[len(country):]
	for ; len(rest) > group; rest = rest[group:] {
		groups = append(groups, rest[:group])
	}
	return strings.Join(append(groups, rest), " ")
}

// countryCode is the country's part of a number (ITU-T E.164): one digit for North
// America and Russia, two for the codes listed here, three else.
func countryCode(digits string) string {
	const two = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 " +
		"60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 "
	switch {
	case digits[0] == '1', digits[0] == '7':
		return digits[:1]
	case strings.Contains(two, " "+digits[:2]+" "):
		return digits[:2]
	default:
		return digits[:3]
	}
}

// ending tells two long ids apart.
func ending(id string) string {
	const shown = 6
	return id[max(0, len(id)-shown):]
}
