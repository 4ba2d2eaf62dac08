package provider_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

func TestHandle(t *testing.T) {
	t.Parallel()
	phone := provider.Identity{Kind: provider.WhatsAppPhone, Value: "4917012345678"}
	user := provider.Identity{Kind: provider.WhatsAppUser, Value: "US.13491208655302"}
	for want, person := range map[string]provider.Person{
		"+49 170 123 456 78": {Identities: []provider.Identity{user, phone}},
		"@leila":             {Identities: []provider.Identity{user, phone}, Username: "leila"},
		"WhatsApp 655302":    {Identities: []provider.Identity{user}},
		"Visitor 5a0b1c":     {Identities: []provider.Identity{{Kind: conversation.IdentityVisitor, Value: "0198c1de-77aa-7d3e-9c55-2f1e6d5a0b1c"}}},
		"":                   {Identities: []provider.Identity{{Kind: provider.TelegramUser, Value: "7"}}, Username: "tomas"},
	} {
		require.Equal(t, want, person.Handle())
	}
}

func TestFormatPhone(t *testing.T) {
	t.Parallel()
	for digits, want := range map[string]string{
		"15550783881": "+1 555 078 388 1", "971501234567": "+971 501 234 567", "12345": "12345", "<PHONE>": "<PHONE>", "": "",
	} {
		require.Equal(t, want, provider.FormatPhone(digits))
	}
}
