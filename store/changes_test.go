package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

func edited(target, key, text string, second int) provider.Event {
	return provider.Event{Edit: &provider.Edit{
		Target: target, Key: key, From: provider.Person{Identities: []provider.Identity{phone("491")}}, Text: text, At: at(second),
	}}
}

func deleted(target string) provider.Event {
	return provider.Event{Deletion: &provider.Deletion{Target: target, Key: "d/" + target, At: at(50)}}
}

// Edits keep the former wordings, in whatever order and how often they arrive, and
// also before their message.
func TestEdits(t *testing.T) {
	t.Parallel()
	for name, order := range map[string][]int{
		"in order": {0, 1, 2}, "shuffled": {0, 2, 1}, "before the message": {2, 1, 0}, "twice": {1, 0, 1, 2, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := whatsApp(t)
			events := []provider.Event{says("1", "first", phone("491")), edited("1", "e1", "second", 10), edited("1", "e2", "third", 20)}
			for _, i := range order {
				a.post(events[i])
			}
			stored := a.post(events[0])[0]
			require.True(t, stored.Duplicate)
			m := a.message(stored.ConversationID, stored.MessageID)
			require.Equal(t, "third", m.Text)
			require.Equal(t, at(20), m.EditedAt)
			require.Len(t, m.Former, 2)
			var former []string
			for _, w := range m.Former {
				former = append(former, w.Text)
			}
			require.ElementsMatch(t, []string{"first", "second"}, former)
			c, err := a.GetConversation(t.Context(), stored.ConversationID)
			require.NoError(t, err)
			require.Equal(t, "third", c.LastText)
			require.Zero(t, a.number(t, `SELECT count(*) FROM parked_events`))
		})
	}
}

// An edit of a caption leaves the file that was fetched where it is; another file
// is fetched.
func TestEditsOfCaptions(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	photo := says("1", "my gate", phone("491"))
	photo.Message.Kind, photo.Message.Attachments = provider.KindImage, []provider.Attachment{{MediaID: "7", Kind: provider.KindImage}}
	stored := a.post(photo)[0]
	files := func() []provider.Attachment { return a.message(stored.ConversationID, stored.MessageID).Attachments }
	first := files()[0].ID
	require.NoError(t, a.FileFetched(t.Context(), conversation.File{ID: first, MIME: "image/png", SHA256: "cd"}, conversation.KindImage))

	same := edited("1", "e1", "my fence", 10)
	same.Edit.Attachments = []provider.Attachment{{MediaID: "7", Kind: provider.KindImage}}
	a.post(same)
	require.Equal(t, "my fence", a.message(stored.ConversationID, stored.MessageID).Text)
	require.Equal(t, []any{first, conversation.FileStored}, []any{files()[0].ID, files()[0].State})
	other := edited("1", "e2", "my fence", 20)
	other.Edit.Attachments = []provider.Attachment{{MediaID: "8", Kind: provider.KindImage}, {MediaID: "9", SHA256: "cd"}}
	a.post(other)
	require.Len(t, files(), 2)
	require.Equal(t, conversation.FilePending, files()[0].State)
	require.Equal(t, first, files()[1].ID, "the same content under another name")
}

// Only who wrote a message edits it, and only the latest message is in the list.
func TestEditsOfOthers(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	stored := a.post(says("1", "first", phone("491")))[0]
	a.sent(stored.ConversationID, "wamid.1", conversation.MessageSent)
	a.post(edited("wamid.1", "e", "forged", 10))
	a.post(says("2", "latest", phone("491")))
	a.post(edited("1", "e", "first, corrected", 10))
	require.Equal(t, []string{"first, corrected", "hello", "latest"}, a.history(stored.ConversationID))
	c, err := a.GetConversation(t.Context(), stored.ConversationID)
	require.NoError(t, err)
	require.Equal(t, "latest", c.LastText)
}

// Of a message that was taken back nothing is left but that it was there, and no
// edit brings it back.
func TestDeletions(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	e := says("1", "a secret", phone("491"))
	e.Message.Kind, e.Message.Attachments = provider.KindImage, []provider.Attachment{{MediaID: "7"}}
	e.Message.Payload = "a secret"
	for name, order := range map[string][]provider.Event{
		"after":  {e, edited("1", "e1", "another secret", 10), deleted("1"), edited("1", "e2", "a third secret", 20)},
		"before": {deleted("1"), edited("1", "e1", "another secret", 10), e},
	} {
		for _, event := range order {
			a.post(event)
		}
		stored := a.post(e)[0]
		m := a.message(stored.ConversationID, stored.MessageID)
		require.Empty(t, m.Text, name)
		require.Empty(t, m.Attachments, name)
		require.Empty(t, m.Former, name)
		require.Zero(t, m.Content, name)
		require.Equal(t, conversation.KindImage, m.Kind, name)
		require.Equal(t, at(50), m.DeletedAt, name)
		c, err := a.GetConversation(t.Context(), stored.ConversationID)
		require.NoError(t, err)
		require.Empty(t, c.LastText, name)
		require.Zero(t, a.number(t, `SELECT count(*) FROM parked_events`), name)
		require.Zero(t, a.number(t, `SELECT count(*) FROM messages WHERE messages::text LIKE '%secret%'`), name)
		a.exec(t, `DELETE FROM messages`)
	}
}

// Somebody has one reaction on a message: the latest, also where it came first or
// before the message.
func TestReactions(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	reacts := func(emoji string, second int, from ...provider.Identity) provider.Event {
		return provider.Event{Reaction: &provider.Reaction{
			Key: emoji, Target: "1", From: provider.Person{Identities: from}, Emoji: emoji, At: at(second),
		}}
	}
	a.post(reacts("👍", 10, phone("491")), reacts("🎉", 11))
	stored := a.post(says("1", "hello", phone("491")))[0]
	a.post(reacts("❤️", 30, phone("491")))
	a.post(reacts("😀", 20, phone("491")), reacts("👍", 10, phone("491")))
	m := a.message(stored.ConversationID, stored.MessageID)
	require.Equal(t, []conversation.Reaction{
		{Author: conversation.ByAgent, Emoji: "🎉", At: at(11)}, {Author: conversation.ByContact, Emoji: "❤️", At: at(30)},
	}, m.Reactions)
	a.post(reacts("", 40, phone("491")))
	require.Len(t, a.message(stored.ConversationID, stored.MessageID).Reactions, 1)
	require.Equal(t, 1, a.number(t, `SELECT last_seq FROM conversations`), "no reaction is a message")
}

// What the brand wrote by hand in the provider's app stands in the history once,
// takes no place in the mailbox, and begins no conversation.
func TestEchoes(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	echo := func(id string, to ...provider.Identity) provider.Event {
		return provider.Event{Echo: &provider.Echo{
			Message: provider.Message{ExternalID: id, Kind: provider.KindText, Text: "by hand", SentAt: at(5)},
			To:      provider.Person{Identities: to},
		}}
	}
	a.post(echo("e0", phone("491")))
	require.Zero(t, a.living(t))
	id := a.post(says("1", "hello", phone("491")))[0].ConversationID
	holder := a.createUser(t, "ben@example.org", account.Agent)
	a.exec(t, `UPDATE conversations SET owner_id = $2, status = 'pending', ticket = 1 WHERE id = $1`, id, holder.ID)
	held, err := a.GetConversation(t.Context(), id)
	require.NoError(t, err)
	a.post(receipt("e1", conversation.MessageRead))
	a.post(echo("e1", phone("491")), echo("e1", phone("491")))
	a.post(echo("e1", phone("491")))
	messages, err := a.Messages(t.Context(), id, 0, 10)
	require.NoError(t, err)
	require.Len(t, messages, 2)
	m := messages[0]
	require.Equal(t, []any{"by hand", conversation.ByAgent, "", int64(0), conversation.Out},
		[]any{m.Text, m.Author, m.AgentID, m.Seq, m.Direction})
	require.Equal(t, conversation.MessageRead, m.State, "the receipt that came first counts")
	c, err := a.GetConversation(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []any{"by hand", conversation.Out}, []any{c.LastText, c.LastDirection})
	require.Equal(t, holder.ID, c.Owner.ID)
	require.Equal(t, []any{held.Status, held.Ticket, held.WindowExpiresAt, held.InactiveAt}, []any{c.Status, c.Ticket, c.WindowExpiresAt, c.InactiveAt},
		"whoever holds it goes on holding it")
}

// A burst that somebody answered by hand is theirs: a reply that waits is dropped, a
// decision on its way is taken anew and says why it is silent.
func TestEchoesComeBeforeAutomaticReplies(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	asked := says("1", "where is it?", phone("491"))
	asked.Message.SentAt = at(10)
	id := a.post(asked)[0].ConversationID
	a.exec(t, `UPDATE conversations SET applied_seq = 1, status = 'new', ticket = 1, answer_from = 1 WHERE id = $1`, id)
	echo := func(id string, second int) provider.Event {
		return provider.Event{Echo: &provider.Echo{
			Message: provider.Message{ExternalID: id, Kind: provider.KindText, Text: "by hand", SentAt: at(second)},
			To:      provider.Person{Identities: []provider.Identity{phone("491")}},
		}}
	}
	taken := func() bool {
		_, _, past, err := a.Burst(t.Context(), id, 1, 1)
		require.NoError(t, err)
		return past.Taken
	}
	require.False(t, taken())
	a.post(echo("e0", 9))
	require.False(t, taken(), "it was written before the question, and told late")
	before := a.snapshot(t, id).State
	a.post(echo("e1", 11))
	require.True(t, taken())
	require.True(t, a.decide(t, before, answer).Conflict, "decided without knowing of it")

	// As if it had been decided first.
	require.False(t, a.decide(t, a.snapshot(t, id).State, answer).Conflict)
	a.post(echo("e2", 9))
	require.Equal(t, 1, a.number(t, `SELECT count(*) FROM messages WHERE author = 'auto' AND state = 'queued'`))
	a.post(echo("e3", 12))
	require.Equal(t, 1, a.number(t, `SELECT count(*) FROM messages WHERE author = 'auto' AND state = 'dropped' AND reason <> ''`))
}

// Blocking and opting out are noted, also of people who never wrote, and taken
// back; a message of somebody who blocked us says that they do not any more.
func TestConsents(t *testing.T) {
	t.Parallel()
	b := setup(t)
	wa, tg := b.provided(t, conversation.ChannelWhatsApp), b.provided(t, conversation.ChannelTelegram)
	fb, psid := b.provided(t, conversation.ChannelMessenger), provider.Identity{Kind: provider.MessengerUser, Value: "8"}
	person := provider.Identity{Kind: provider.TelegramUser, Value: "7"}
	consent := func(who provider.Identity, blocked, noMarketing bool) provider.Event {
		return provider.Event{Consent: &provider.Consent{
			Key: "k", From: provider.Person{Identities: []provider.Identity{who}}, Blocked: blocked, NoMarketing: noMarketing, At: at(3),
		}}
	}
	is := func(who provider.Identity) [2]bool {
		var blocked, out bool
		require.NoError(t, b.raw.QueryRow(t.Context(), `
SELECT blocked_at IS NOT NULL, opted_out_at IS NOT NULL FROM contacts k JOIN contact_identities i ON i.contact_id = k.id
WHERE i.value = $1`, who.Value).Scan(&blocked, &out))
		return [2]bool{blocked, out}
	}
	wa.post(consent(phone("491"), false, true))
	require.Equal(t, [2]bool{false, true}, is(phone("491")), "before they ever wrote")
	wa.post(says("1", "hello", phone("491")))
	require.Equal(t, [2]bool{false, true}, is(phone("491")), "writing is no consent to marketing")
	wa.post(consent(phone("491"), false, false))
	require.Equal(t, [2]bool{false, false}, is(phone("491")))

	fb.post(consent(psid, false, true))
	require.Equal(t, [2]bool{false, true}, is(psid))
	fb.post(consent(psid, false, false))
	require.Equal(t, [2]bool{false, false}, is(psid))

	tg.post(says("1", "hello", person))
	tg.post(consent(person, true, false))
	require.Equal(t, [2]bool{true, false}, is(person))
	tg.post(consent(person, false, false))
	require.Equal(t, [2]bool{false, false}, is(person))
	tg.post(consent(person, true, false))
	tg.post(says("2", "me again", person))
	require.Equal(t, [2]bool{false, false}, is(person))
}

// Of verdicts on a template the latest counts, part by part.
func TestTemplateChanges(t *testing.T) {
	t.Parallel()
	a := whatsApp(t)
	change := func(c provider.TemplateChange) { a.post(provider.Event{Template: &c}) }
	change(provider.TemplateChange{ID: "7", Name: "hello", Language: "en", Quality: "green", At: at(1)})
	require.Zero(t, a.number(t, `SELECT count(*) FROM templates`), "a quality of nobody knows what")
	change(provider.TemplateChange{ID: "7", Name: "hello", Language: "en", Status: "approved", At: at(2)})
	change(provider.TemplateChange{ID: "7", Quality: "red", At: at(5)})
	change(provider.TemplateChange{Name: "hello", Language: "en", Status: "paused", Reason: "bad quality", At: at(6)})
	change(provider.TemplateChange{Name: "hello", Language: "en", Status: "approved", At: at(4)})
	require.Equal(t, 1, a.number(t, `
SELECT count(*) FROM templates WHERE id = '7' AND status = 'paused' AND quality = 'red' AND reason = 'bad quality'`))
}
