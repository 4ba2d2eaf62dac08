package whatsapp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/channels/whatsapp"
	"github.com/parleyhq/parley/provider"
)

func TestPhone(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"4917012345": "4917012345", "+49 (170) 123-45": "4917012345", "004917012345": "4917012345", " 49.170/12345 ": "4917012345",
		"<PHONE>": "<PHONE>", "DE.123": "DE.123", "": "",
	} {
		require.Equal(t, want, whatsapp.Phone(given), given)
	}
}

// TestAliases: a person is known by all the ids that one payload shows of them,
// and by nobody else's.
func TestAliases(t *testing.T) {
	t.Parallel()
	ids := func(pairs ...string) []provider.Identity {
		var list []provider.Identity
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, provider.Identity{Kind: provider.IdentityKind(pairs[i]), Value: pairs[i+1]})
		}
		return list
	}
	for name, row := range map[string]struct {
		contacts, sender, name string
		want                   []provider.Identity
	}{
		"all three": {
			`{"wa_id":"4917012345","user_id":"DE.1","parent_user_id":"DE.ENT.1","profile":{"name":"Ann"}}`, `"from":"4917012345"`, "Ann",
			ids("wa_user", "DE.1", "wa_parent_user", "DE.ENT.1", "wa_phone", "4917012345"),
		},
		"no number": {
			`{"user_id":"DE.1","profile":{"name":"Ann","username":"ann"}}`, `"from_user_id":"DE.1"`, "Ann",
			ids("wa_user", "DE.1"),
		},
		"number in the contact only": {
			`{"wa_id":"4917012345","user_id":"DE.1"}`, `"from_user_id":"DE.1"`, "",
			ids("wa_user", "DE.1", "wa_phone", "4917012345"),
		},
		"written with a plus": {
			`{"wa_id":"4917012345","user_id":"DE.1"}`, `"from":"+49 170 12345"`, "",
			ids("wa_user", "DE.1", "wa_phone", "4917012345"),
		},
		"ninth digit of Brazil": {
			`{"wa_id":"551187654321","user_id":"BR.1"}`, `"from":"5511987654321"`, "",
			ids("wa_user", "BR.1", "wa_phone", "5511987654321", "wa_phone", "551187654321"),
		},
		"the 1 of Mexico": {
			`{"wa_id":"5215512345678"}`, `"from":"525512345678"`, "",
			ids("wa_phone", "525512345678", "wa_phone", "5215512345678"),
		},
		"the 9 of Argentina": {
			`{"wa_id":"5491123456789"}`, `"from":"541123456789"`, "",
			ids("wa_phone", "541123456789", "wa_phone", "5491123456789"),
		},
		"the second of two contacts": {
			`{"wa_id":"1","user_id":"US.1","profile":{"name":"Bo"}},{"wa_id":"2","user_id":"US.2","profile":{"name":"Cy"}}`, `"from":"2"`, "Cy",
			ids("wa_user", "US.2", "wa_phone", "2"),
		},
		"somebody else's contact": {
			`{"wa_id":"1","user_id":"US.1","profile":{"name":"Bo"}}`, `"from":"2"`, "",
			ids("wa_phone", "2"),
		},
		"the same username is no identity": {
			`{"wa_id":"1","user_id":"US.1","profile":{"name":"Bo","username":"bo"}}`, `"from":"2","username":"bo"`, "",
			ids("wa_phone", "2"),
		},
		"another user id than the contact's": {
			`{"wa_id":"1","user_id":"US.9","profile":{"name":"Bo"}}`, `"from":"1","from_user_id":"US.1"`, "Bo",
			ids("wa_user", "US.1", "wa_phone", "1"),
		},
		"nobody named, one contact": {
			`{"wa_id":"1","profile":{"name":"Bo"}}`, `"x":1`, "Bo",
			ids("wa_phone", "1"),
		},
	} {
		events := decode(t, change("messages", `"contacts":[`+row.contacts+`],"messages":[{`+row.sender+`,"id":"w","type":"text","text":{"body":"x"}}]`))
		require.Len(t, events, 1, name)
		require.NotNil(t, events[0].Message, name)
		require.Equal(t, row.want, events[0].Message.From.Identities, name)
		require.Equal(t, row.name, events[0].Message.From.Name, name)
	}
	events := decode(t, change("messages", `"contacts":[{"wa_id":"1"},{"wa_id":"2"}],"messages":[{"id":"w","type":"text","text":{"body":"x"}}]`))
	require.NotNil(t, events[0].Unhandled, "nobody named, two contacts")
}

// TestTwoNumbers: the account of each event is that of its own change.
func TestTwoNumbers(t *testing.T) {
	t.Parallel()
	one := func(number, id string) string {
		return `{"field":"messages","value":{"metadata":{"phone_number_id":"` + number + `"},"messages":[{"from":"1","id":"` + id + `","type":"text","text":{"body":"x"}}],` +
			`"statuses":[{"id":"wamid.SAME","status":"sent","recipient_id":"1"}]}}`
	}
	events := decode(t, []byte(`{"object":"whatsapp_business_account","entry":[{"id":"A","changes":[`+one("106", "w1")+","+one("107", "w1")+`]},{"id":"B","changes":[`+one("206", "w2")+`]}]}`))
	var accounts []string
	for _, e := range events {
		accounts = append(accounts, e.Account)
	}
	require.Equal(t, []string{"106", "106", "107", "107", "206", "206"}, accounts, "messages and statuses of each number")
}
