package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/archive"
	"github.com/parleyhq/parley/conversation"
)

// contactOf is whose a conversation is.
func (b *bundle) contactOf(t *testing.T, conversationID string) string {
	t.Helper()
	c, err := b.store.GetConversation(t.Context(), conversationID)
	require.NoError(t, err)
	return c.Contact.ID
}

func TestContacts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, session := b.user(t, "asha", account.Agent)
	inbox := b.inbox(t)
	id := b.conversation(t, inbox.ID, "guest-1", "where is my order")
	b.conversation(t, inbox.ID, "guest-2", "hello")
	b.commit(t, id, func(s *conversation.State) { s.Status, s.Ticket, s.OwnerID = conversation.Active, 1, asha.ID })
	list := func(query string) api.ContactList {
		return into[api.ContactList](t, b.do(t, "GET", "/v1/contacts"+query, nil, session).want(t, 200))
	}
	require.Len(t, list("").Items, 2)
	first := list("?limit=1")
	second := list("?limit=1&cursor=" + url.QueryEscape(*first.NextCursor))
	require.NotEqual(t, first.Items[0].ID, second.Items[0].ID)
	require.Nil(t, second.NextCursor)
	active := list("?status=active").Items
	require.Len(t, active, 1)
	require.Equal(t, "Name of guest-1", active[0].KnownAs)
	require.Equal(t, id, *active[0].ConversationID)
	require.Len(t, list("?q=GUEST-2&sort=name").Items, 1)
	require.Empty(t, list("?opted_out=yes&channel=telegram&sort=created&label=vip&inbox_id="+inbox.ID).Items)
	b.do(t, "GET", "/v1/contacts?sort=age", nil, session).problem(t, 400, "malformed")
	b.do(t, "GET", "/v1/contacts?limit=1&sort=name&cursor="+url.QueryEscape(*first.NextCursor), nil, session).problem(t, 400, "malformed")

	path := "/v1/contacts/" + active[0].ID
	c := into[api.ContactPage](t, b.do(t, "GET", path, nil, session).want(t, 200))
	require.Equal(t, inbox.Name, c.Identities[0].Inbox.Name)
	require.Equal(t, "guest-1", c.Identities[0].Value)
	require.Len(t, c.Conversations, 1)
	require.Equal(t, "Asha", c.Conversations[0].Owner.Name)
	c = into[api.ContactPage](t, b.do(t, "PUT", path, `{"name":" Guest One "}`, session).want(t, 200))
	require.Equal(t, "Guest One", c.Name)
	b.do(t, "PUT", path, `{"name":"`+strings.Repeat("x", 201)+`"}`, session).problem(t, 422, "invalid")
	b.do(t, "PUT", "/v1/contacts/"+nobody, `{"name":"x"}`, session).problem(t, 404, "not-found")
	_, boss := b.user(t, "boss", account.Admin)
	log := into[api.AuditLog](t, b.do(t, "GET", "/v1/audit?action=contact.renamed", nil, boss).want(t, 200)).Items
	require.Len(t, log, 1)
	require.Equal(t, "Asha", log[0].Actor.Name)
}

// TestExportContact: all there is of one person, and nothing of another.
func TestExportContact(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, boss := b.user(t, "boss", account.Admin)
	inbox := b.inbox(t)
	id := b.conversation(t, inbox.ID, "guest-1", "mine alone")
	b.conversation(t, inbox.ID, "guest-2", "of somebody else")
	b.commit(t, id, func(s *conversation.State) { s.Status, s.Ticket = conversation.New, 1 })
	b.do(t, "POST", "/v1/conversations/"+id+"/notes", `{"text":"a note"}`, boss).want(t, 201)
	file := into[api.StoredAttachment](t, b.attach(t, "odd%3Aname.png", png, boss).want(t, 201))
	b.do(t, "POST", "/v1/conversations/"+id+"/messages", `{"text":"see","attachments":[{"id":"`+file.ID+`"}]}`, boss).want(t, 202)

	contact := b.contactOf(t, id)
	got := b.do(t, "GET", "/v1/contacts/"+contact+"/export", nil, boss).want(t, 200)
	require.Equal(t, "application/zip", got.header.Get("Content-Type"))
	require.NotContains(t, string(got.body), "somebody else")
	reader, err := zip.NewReader(bytes.NewReader(got.body), int64(len(got.body)))
	require.NoError(t, err)
	entries := map[string]string{}
	for _, f := range reader.File {
		r, err := f.Open()
		require.NoError(t, err)
		raw, err := io.ReadAll(r)
		require.NoError(t, err)
		entries[f.Name] = string(raw)
	}
	require.Equal(t, 3, strings.Count(entries["messages.jsonl"], "\n"))
	require.Contains(t, entries["messages.jsonl"], "mine alone")
	require.Contains(t, entries["messages.jsonl"], "a note")
	require.NotContains(t, entries["messages.jsonl"], "somebody else")
	require.Contains(t, entries["contacts.jsonl"], "guest-1")
	require.Equal(t, string(png), entries["files/"+file.ID+"-odd_name.png"])
	require.NotContains(t, entries, "users.jsonl")
	var m archive.Manifest
	require.NoError(t, json.Unmarshal([]byte(entries["manifest.json"]), &m))
	require.Equal(t, contact, m.ContactID)
	require.EqualValues(t, 1, m.Files.Count)
	b.do(t, "GET", "/v1/contacts/"+uuid.NewString()+"/export", nil, boss).problem(t, 404, "not-found")
	log := into[api.AuditLog](t, b.do(t, "GET", "/v1/audit?action=contact.exported", nil, boss).want(t, 200)).Items
	require.Len(t, log, 1)
	require.Equal(t, "Boss", log[0].Actor.Name)
}

// TestEraseContact: whoever erases a person says who that is.
func TestEraseContact(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, boss := b.user(t, "boss", account.Admin)
	_, agent := b.user(t, "asha", account.Agent)
	contact := b.contactOf(t, b.conversation(t, b.inbox(t).ID, "guest-1", "hello"))
	path := "/v1/contacts/" + contact + "/erase"
	b.do(t, "POST", path, `{"known_as":"Name of guest-1"}`, agent).problem(t, 403, "forbidden")
	wrong := b.do(t, "POST", path, `{"known_as":"Somebody"}`, boss).problem(t, 422, "invalid")
	require.Equal(t, "known_as", wrong.Errors[0].Field)
	require.Empty(t, b.jobs.heard())
	got := b.do(t, "POST", path, `{"known_as":" name of  GUEST-1"}`, boss).want(t, 202)
	e := into[api.Erasure](t, got)
	require.Equal(t, "/v1/erasures/"+e.ID, got.header.Get("Location"))
	require.Equal(t, []string{"erasure " + e.ID}, b.jobs.heard())
	again := into[api.Erasure](t, b.do(t, "POST", path, `{"known_as":"Name of guest-1"}`, boss).want(t, 202))
	require.Equal(t, e, again)
	c := into[api.ContactPage](t, b.do(t, "GET", "/v1/contacts/"+contact, nil, agent).want(t, 200))
	require.Equal(t, e.ID, c.Erasure.ID)

	_, err := b.store.EraseRows(t.Context(), e.ID)
	require.NoError(t, err)
	b.do(t, "GET", "/v1/contacts/"+contact, nil, boss).problem(t, 404, "not-found")
	now := into[api.Erasure](t, b.do(t, "GET", "/v1/erasures/"+e.ID, nil, boss).want(t, 200))
	require.Equal(t, api.ErasureStepHistories, now.Step)
	require.EqualValues(t, 1, now.Messages)
	require.Len(t, into[api.ErasureList](t, b.do(t, "GET", "/v1/erasures?limit=1", nil, boss).want(t, 200)).Items, 1)
	b.do(t, "GET", "/v1/erasures/"+nobody, nil, boss).problem(t, 404, "not-found")
	require.NotContains(t, b.log.String(), "guest-1")
}
