package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// says puts a service's message into the mailbox of somebody.
func (b bundle) says(t *testing.T, inboxID, from, text string, sentAt time.Time) conversation.Accepted {
	t.Helper()
	return b.ingest(t, conversation.Inbound{
		InboxID: inboxID, ExternalID: uuid.NewString(), From: conversation.Sender{ID: from}, Text: text, SentAt: sentAt,
	})[0]
}

// consentOf is whether somebody is opted out, and who says so.
func (b bundle) consentOf(t *testing.T, contactID string) (out bool, by string) {
	t.Helper()
	page, err := b.GetContact(t.Context(), contactID)
	require.NoError(t, err)
	return !page.OptedOutAt.IsZero(), page.Consent.By
}

// TestOptOutByWord: a whole message that is one of the words, however it is
// written, and no other.
func TestOptOutByWord(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	for text, out := range map[string]bool{
		"STOP": true, " Stop. ": true, "“unsubscribe”": true, "Stop  all!": true, "/stop": true, "Ștop": true, "opt-out": true,
		"stop it please": false, "Where does the bus stop?": false, "nonstop": false, "start": false, "!": false, "": false,
		"STOP writing to me, I said STOP, and I mean that you should STOP now": false,
	} {
		sender := uuid.NewString()
		accepted := b.says(t, inbox.ID, sender, text, time.Time{})
		got, by := b.consentOf(t, conversation.ContactID(inbox.ID, sender))
		require.Equal(t, out, got, text)
		if out {
			require.Equal(t, "contact", by)
		}
		require.Equal(t, 1, b.number(t, `SELECT count(*) FROM messages WHERE conversation_id = $1`, accepted.ConversationID), "it is shown like any other")
	}
}

// TestOptOutByWordAndBack: who said it last counts, also where an older message
// comes in later; what is so already keeps who said it first, and when.
func TestOptOutByWordAndBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	inbox := b.inbox(t)
	contact := conversation.ContactID(inbox.ID, "asha")
	b.says(t, inbox.ID, "asha", "hello", time.Time{})
	b.says(t, inbox.ID, "asha", "stop", time.Time{})
	since := func() time.Time {
		page, err := b.GetContact(t.Context(), contact)
		require.NoError(t, err)
		return page.OptedOutAt
	}
	first := since()
	require.False(t, first.IsZero())
	b.says(t, inbox.ID, "asha", "STOP", time.Time{})
	require.Equal(t, first, since())
	b.says(t, inbox.ID, "asha", "Start!", time.Time{})
	require.Zero(t, since())

	user := b.createUser(t, "agent@example.com", account.Agent)
	_, err := b.SetOptOut(t.Context(), contact, true, "user/"+user.ID)
	require.NoError(t, err)
	b.says(t, inbox.ID, "asha", "start", time.Now().Add(-time.Hour))
	page, err := b.GetContact(t.Context(), contact)
	require.NoError(t, err)
	require.False(t, page.OptedOutAt.IsZero(), "what they wrote an hour ago is overtaken")
	require.Equal(t, "user/"+user.ID, page.Consent.By)
	require.Equal(t, user.Name, page.Consent.Name)
	require.WithinDuration(t, time.Now(), page.Consent.At, time.Minute)

	b.says(t, inbox.ID, "asha", "start", time.Time{})
	require.Zero(t, since(), "it is theirs to say")
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM audit_log WHERE action = 'contact.opted_out' AND object_id = $1`, contact))
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM audit_log WHERE action = 'contact.opted_in' AND detail->>'by' = 'contact' AND object_id = $1`, contact))
}

// TestOptOutByWordOfProviders: a message that a provider posts says the same.
func TestOptOutByWordOfProviders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	wa := b.provided(t, conversation.ChannelWhatsApp)
	wa.post(says("1", "hello", phone("491")))
	wa.post(says("2", "STOP", phone("491")))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM contacts WHERE opted_out_at IS NOT NULL AND consent_by = 'contact'`))
}

// TestOptOutWords: kept as they are compared; of two who change them one is told.
func TestOptOutWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now, err := b.OptOutWords(t.Context())
	require.NoError(t, err)
	require.Contains(t, now.Stop, "unsubscribe")
	set, err := b.SetOptOutWords(t.Context(), campaign.Words{Stop: []string{" Arrêter! ", "ARRETER", "..."}, Version: now.Version}, "")
	require.NoError(t, err)
	require.Equal(t, []string{"arreter"}, set.Stop)
	require.Empty(t, set.Start)
	_, err = b.SetOptOutWords(t.Context(), campaign.Words{Version: now.Version}, "")
	require.ErrorIs(t, err, campaign.ErrChanged)
	_, err = b.SetOptOutWords(t.Context(), campaign.Words{Stop: []string{"go"}, Start: []string{"Go."}, Version: set.Version}, "")
	require.ErrorIs(t, err, campaign.ErrWordsOverlap)

	inbox := b.inbox(t)
	b.says(t, inbox.ID, "asha", "arrêter", time.Time{})
	b.says(t, inbox.ID, "bela", "stop", time.Time{})
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM contacts WHERE opted_out_at IS NOT NULL`))
	require.Equal(t, 1, b.number(t, `SELECT count(*) FROM audit_log WHERE action = 'settings.opt_out_words_set'`))
}
