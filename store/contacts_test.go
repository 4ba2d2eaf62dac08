package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// crowd is some people of two inboxes; those whose number divides by five have
// never written.
func (b bundle) crowd(t *testing.T) (inbox, other string) {
	t.Helper()
	inbox, other = b.inbox(t).ID, b.inbox(t).ID
	for i := range 20 {
		in := inbox
		if i%4 == 0 {
			in = other
		}
		name := fmt.Sprintf("Person %02d", i)
		if i == 7 {
			name = "Zoë Müller"
		}
		if i%5 == 0 {
			id := b.text(t, `INSERT INTO contacts (id, name, created_at) VALUES (gen_random_uuid(), $1, now() - $2 * interval '1 day') RETURNING id::text`, name, i)
			b.exec(t, `INSERT INTO contact_identities (inbox_id, kind, value, contact_id) VALUES ($1, 'wa_phone', $2, $3)`, in, fmt.Sprintf("4917012345%02d", i), id)
			continue
		}
		id := b.message(t, in, fmt.Sprintf("guest-%02d", i), "hello")
		b.exec(t, `UPDATE conversations SET last_at = now() - $2 * interval '1 hour', status = $3, labels = $4 WHERE id = $1`,
			id, i, []string{"new", "resolved"}[i%2], [][]string{{}, {"vip"}}[i%2])
		b.exec(t, `UPDATE contacts SET name = $2, opted_out_at = CASE WHEN $3 THEN now() END WHERE id = (SELECT contact_id FROM conversations WHERE id = $1)`,
			id, name, i%3 == 0)
	}
	return inbox, other
}

// contacts reads a whole list, page by page.
func (b bundle) contacts(t *testing.T, f conversation.ContactFilter) []string {
	t.Helper()
	var names []string
	f.Limit = 3
	for {
		page, next, err := b.ListContacts(t.Context(), f)
		require.NoError(t, err)
		for _, c := range page {
			names = append(names, c.Name)
		}
		if next == nil {
			return names
		}
		require.Len(t, page, 3)
		f.After = next
	}
}

func TestListContacts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, other := b.crowd(t)
	all := b.contacts(t, conversation.ContactFilter{})
	require.Len(t, all, 20)
	require.Equal(t, []string{"Person 01", "Person 02", "Person 03"}, all[:3], "the latest first")
	require.Equal(t, []string{"Person 00", "Person 05", "Person 10", "Person 15"}, all[16:], "then who never wrote, newest first")
	byName := b.contacts(t, conversation.ContactFilter{Sort: conversation.ContactsByName})
	require.Len(t, byName, 20)
	require.IsIncreasing(t, byName)
	require.Len(t, b.contacts(t, conversation.ContactFilter{Sort: conversation.ContactsByAge}), 20)

	for name, test := range map[string]struct {
		filter conversation.ContactFilter
		want   int
	}{
		"status":          {conversation.ContactFilter{Status: conversation.Resolved}, 8},
		"status, by name": {conversation.ContactFilter{Status: conversation.Resolved, Sort: conversation.ContactsByName}, 8},
		"inbox":           {conversation.ContactFilter{InboxID: other}, 5},
		"both":            {conversation.ContactFilter{InboxID: inbox, Status: conversation.New, Sort: conversation.ContactsByAge}, 4},
		"channel":         {conversation.ContactFilter{Channel: conversation.ChannelTelegram}, 0},
		"label":           {conversation.ContactFilter{Label: "vip"}, 8},
		"opted out":       {conversation.ContactFilter{OptedOut: "yes"}, 5},
		"not opted out":   {conversation.ContactFilter{OptedOut: "no"}, 15},
		"accents aside":   {conversation.ContactFilter{Query: "zoe mULLER"}, 1},
		"identity":        {conversation.ContactFilter{Query: "GUEST-1"}, 8},
		"a phone number":  {conversation.ContactFilter{Query: "+49 (170) 123-4515"}, 1},
		"short":           {conversation.ContactFilter{Query: "1", Sort: conversation.ContactsByName}, 13},
		"wildcards":       {conversation.ContactFilter{Query: "Person_0%"}, 0},
		"search in label": {conversation.ContactFilter{Query: "person", Label: "vip"}, 7},
	} {
		require.Len(t, b.contacts(t, test.filter), test.want, name)
	}
}

// Whoever is known from an inbox is found by it under every order, also who wrote to
// another one since.
func TestContactsOfAnInbox(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second := b.inbox(t).ID, b.inbox(t).ID
	asha := b.message(t, first, "asha", "hello")
	again := b.message(t, second, "asha", "hello again")
	contact := b.text(t, `SELECT contact_id::text FROM conversations WHERE id = $1`, asha)
	b.exec(t, `UPDATE contact_identities SET contact_id = $1`, contact)
	b.exec(t, `UPDATE conversations SET contact_id = $2, last_at = now() + interval '1 hour' WHERE id = $1`, again, contact)
	b.exec(t, `DELETE FROM contacts WHERE id <> $1`, contact)
	b.message(t, second, "lena", "hi")
	for _, sort := range []conversation.ContactSort{conversation.ContactsByActivity, conversation.ContactsByName, conversation.ContactsByAge} {
		require.Equal(t, []string{"Name of asha"}, b.contacts(t, conversation.ContactFilter{InboxID: first, Sort: sort}), sort)
		require.Len(t, b.contacts(t, conversation.ContactFilter{InboxID: second, Sort: sort}), 2, sort)
	}
}

// Of somebody with two conversations the latest counts, and who was merged is
// found by the one who goes on.
func TestContactPage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox, second := b.inbox(t), b.inbox(t)
	id := b.message(t, inbox.ID, "asha", "hello")
	contact := b.text(t, `SELECT contact_id::text FROM conversations WHERE id = $1`, id)
	later, alias := b.message(t, second.ID, "asha", "hello again"), b.message(t, inbox.ID, "alias", "me too")
	former := b.text(t, `SELECT contact_id::text FROM conversations WHERE id = $1`, alias)
	b.exec(t, `UPDATE contacts SET merged_into = $2 WHERE id IN (SELECT contact_id FROM conversations WHERE id = ANY ($1::uuid[]))`, []string{later, alias}, contact)
	b.exec(t, `UPDATE conversations SET contact_id = $2, status = 'pending', last_at = now() + interval '1 hour' WHERE id = $1`, later, contact)
	b.exec(t, `UPDATE conversations SET status = 'resolved', merged_into = $2 WHERE id = $1`, alias, id)
	campaign := b.text(t, `INSERT INTO campaigns (id, name, inbox_id, template) VALUES (gen_random_uuid(), 'Sale', $1, '{"text":"Hi"}') RETURNING id::text`, inbox.ID)
	for i, thread := range []string{id, later, alias} {
		b.exec(t, `INSERT INTO tickets (conversation_id, number, status, campaign_id, opened_at, changed_at) VALUES ($1, 1, 'resolved', $2, now() - $3 * interval '1 day', now())`,
			thread, []string{campaign, "", "spring"}[i], i)
	}

	page, err := b.GetContact(t.Context(), former)
	require.NoError(t, err)
	require.Equal(t, contact, page.ID)
	require.Equal(t, conversation.Pending, page.Status)
	require.Equal(t, later, page.ConversationID)
	require.Len(t, page.Threads, 2)
	require.Equal(t, []int{1, 2}, []int{page.Threads[0].Messages, page.Threads[1].Messages})
	require.Equal(t, 3, page.TicketCount)
	require.Equal(t, "Sale", page.Tickets[0].CampaignName)
	require.Equal(t, "spring", page.Tickets[2].CampaignID)
	require.Equal(t, id, page.Tickets[2].ConversationID, "a merged thread is read in the one that goes on")
	require.Equal(t, "asha", page.Identities[0].Value)
	require.WithinDuration(t, time.Now(), page.Identities[0].Since, time.Minute)
	require.Equal(t, []string{"Name of asha"}, b.contacts(t, conversation.ContactFilter{}))
	_, err = b.GetContact(t.Context(), uuid.NewString())
	require.ErrorIs(t, err, conversation.ErrNotFound)
}

// What somebody here calls a person stays, until they leave it to the channel.
func TestRenameContact(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	id := b.message(t, inbox.ID, "asha", "one")
	contact := b.text(t, `SELECT contact_id::text FROM conversations WHERE id = $1`, id)
	name := func() string {
		page, err := b.GetContact(t.Context(), contact)
		require.NoError(t, err)
		return page.Name
	}
	require.NoError(t, b.RenameContact(t.Context(), contact, "Asha Rao"))
	b.message(t, inbox.ID, "asha", "two")
	require.Equal(t, "Asha Rao", name())
	require.NoError(t, b.RenameContact(t.Context(), contact, ""))
	b.message(t, inbox.ID, "asha", "three")
	require.Equal(t, "Name of asha", name())
	require.ErrorIs(t, b.RenameContact(t.Context(), uuid.NewString(), "x"), conversation.ErrNotFound)
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM audit_log WHERE action = 'contact.renamed'`))
}
