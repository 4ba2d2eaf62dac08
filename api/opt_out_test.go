package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
)

// TestOptOutShowsWhoSetIt: the person by a word, or an agent, and the audit log
// keeps it.
func TestOptOutShowsWhoSetIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, agent := b.user(t, "asha", account.Agent)
	_, boss := b.user(t, "boss", account.Admin)
	path := "/v1/contacts/" + b.contactOf(t, b.conversation(t, b.inbox(t).ID, "guest-1", "Unsubscribe!"))
	read := func() api.ContactPage { return into[api.ContactPage](t, b.do(t, "GET", path, nil, agent).want(t, 200)) }
	c := read()
	require.NotNil(t, c.OptedOutAt)
	require.Equal(t, api.ConsentSourceKind("contact"), c.Consent.Kind)

	b.do(t, "PUT", path+"/opt-out", `{"opted_out":false}`, agent).want(t, 200)
	c = read()
	require.Nil(t, c.OptedOutAt)
	require.Equal(t, api.ConsentSource{Kind: "user", ID: asha.ID, Name: asha.Name, At: c.Consent.At}, *c.Consent)
	log := into[api.AuditLog](t, b.do(t, "GET", "/v1/audit?action=contact.opted_in", nil, boss).want(t, 200)).Items
	require.Len(t, log, 1)
	require.Equal(t, asha.ID, log[0].Actor.ID)
}

func TestOptOutWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, boss := b.user(t, "boss", account.Admin)
	const path = "/v1/opt-out-words"
	now := into[api.OptOutWordsState](t, b.do(t, "GET", path, nil, boss).want(t, 200))
	require.Contains(t, now.Stop, "stop")
	set := into[api.OptOutWordsState](t, b.do(t, "PUT", path, `{"stop":["Halt!"],"start":["los"],"version":1}`, boss).want(t, 200))
	require.Equal(t, []string{"halt"}, set.Stop)
	require.NotNil(t, set.UpdatedBy)
	require.EqualValues(t, 2, b.do(t, "PUT", path, `{"stop":[],"start":[],"version":1}`, boss).problem(t, 409, "stale").Version)
	p := b.do(t, "PUT", path, `{"stop":["go"],"start":["GO"],"version":2}`, boss).problem(t, 422, "invalid")
	require.Equal(t, "start", p.Errors[0].Field)
	for _, body := range []string{`{"stop":[""],"start":[]}`, `{"stop":[]}`, `{"stop":["a word that nobody would ever write as a message"],"start":[]}`} {
		b.do(t, "PUT", path, body, boss).problem(t, 422, "invalid")
	}
}
