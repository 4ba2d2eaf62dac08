package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// appendMessages is appendMessage for many messages of any conversations: locks
// the conversations in id order, gives the new messages dense seqs in the order
// of @ns, and returns them. Messages whose conversation does not exist, whose
// external id is known or stands twice in the group are not among them. A
// message that another process stores at the same time violates a key, and
// nothing at all is stored.
const appendMessages = `
WITH arrived AS (
	SELECT *, row_number() OVER (PARTITION BY inbox, external ORDER BY n) AS nth
	FROM unnest(@ns::int[], @ids::uuid[], @inboxes::uuid[], @senders::text[], @names::text[], @externals::text[],
	            @fingerprints::bytea[], @texts::text[], @attachments::text[], @reply_tos::text[], @campaigns::text[],
	            @sent_ats::timestamptz[], @received_ats::timestamptz[])
	  AS m(n, id, inbox, sender, name, external, fingerprint, text, attachments, reply_to, campaign, sent_at, received_at)
), box AS MATERIALIZED (
	SELECT c.id, c.inbox_id, c.contact_id, c.last_seq, c.applied_seq, c.status, i.value AS sender,
	       greatest(clock_timestamp(), c.last_received_at) AS at,
	       coalesce(c.rung_at > clock_timestamp() - interval '2 seconds', false) AS ringing
	FROM contact_identities i
	JOIN conversations c ON c.inbox_id = i.inbox_id AND c.contact_id = i.contact_id
	WHERE (i.inbox_id, i.value) IN (SELECT inbox, sender FROM arrived) AND i.kind = @kind
	ORDER BY c.id
	FOR UPDATE OF c
), fresh AS (
	SELECT m.*, box.id AS conversation, box.at,
	       box.last_seq + row_number() OVER (PARTITION BY box.id ORDER BY m.n) AS seq
	FROM arrived m JOIN box ON box.inbox_id = m.inbox AND box.sender = m.sender
	WHERE m.nth = 1
	  AND NOT EXISTS (SELECT FROM messages known WHERE known.inbox_id = m.inbox AND known.external_id = m.external)
), named AS (
	UPDATE contacts SET name = latest.name
	FROM (SELECT DISTINCT ON (box.contact_id) box.contact_id, fresh.name
	      FROM fresh JOIN box ON box.id = fresh.conversation
	      WHERE fresh.name <> '' ORDER BY box.contact_id, fresh.n DESC) latest
	WHERE contacts.id = latest.contact_id AND contacts.name <> latest.name
), added AS (
	INSERT INTO messages (id, conversation_id, inbox_id, seq, direction, author, external_id, fingerprint,
	                      text, attachments, reply_to, campaign_id, state, sent_at, created_at)
	SELECT id, conversation, inbox, seq, 'in', 'contact', external, fingerprint,
	       text, attachments::jsonb, reply_to, campaign, 'received', sent_at, coalesce(received_at, at)
	FROM fresh ORDER BY conversation, seq
	RETURNING conversation_id, seq, text, created_at
), advanced AS (
	UPDATE conversations c
	SET last_seq = latest.seq, last_received_at = latest.created_at,
	    last_text = left(latest.text, 500), last_at = latest.created_at, last_direction = 'in',
	    rung_at = CASE WHEN box.ringing AND box.applied_seq < box.last_seq THEN c.rung_at ELSE clock_timestamp() END
	FROM (SELECT DISTINCT ON (conversation_id) * FROM added ORDER BY conversation_id, seq DESC) latest
	JOIN box ON box.id = latest.conversation_id
	WHERE c.id = latest.conversation_id
), seen AS (
	UPDATE inboxes i SET last_inbound_at = latest.at
	FROM (SELECT inbox_id, max(added.created_at) AS at FROM added JOIN box ON box.id = added.conversation_id GROUP BY 1) latest
	WHERE i.id = latest.inbox_id AND coalesce(i.last_inbound_at, '-infinity') < latest.at - interval '1 minute'
)
SELECT fresh.n, box.id, box.last_seq, box.applied_seq, box.status, box.ringing, fresh.seq
FROM fresh JOIN box ON box.id = fresh.conversation
ORDER BY fresh.n`

// appendedRow is a message that went in, and its conversation as it was locked.
type appendedRow struct {
	N                   int
	ID                  string
	LastSeq, AppliedSeq int64
	Status              string
	Ringing             bool
	Seq                 int64
}

func (r appendedRow) box() mailbox {
	return mailbox{id: r.ID, lastSeq: r.LastSeq, appliedSeq: r.AppliedSeq, status: r.Status, ringing: r.Ringing}
}

// groupArgs returns the arguments of appendMessages and the ids it will give.
func groupArgs(group []*arrival) (args pgx.NamedArgs, ids []string, err error) {
	n := len(group)
	column := func() []string { return make([]string, n) }
	ids = column()
	inboxes, senders, names, externals := column(), column(), column(), column()
	texts, attachments, replyTos, campaigns := column(), column(), column(), column()
	ns, fingerprints := make([]int, n), make([][]byte, n)
	sentAts, receivedAts := make([]*time.Time, n), make([]*time.Time, n)
	for i, a := range group {
		m := a.message
		files, err := json.Marshal(nonNil(m.Attachments))
		if err != nil {
			return nil, nil, fmt.Errorf("encode attachments: %w", err)
		}
		ns[i], ids[i], attachments[i] = i, uuid.Must(uuid.NewV7()).String(), string(files)
		inboxes[i], senders[i], names[i], externals[i] = m.InboxID, m.From.ID, m.From.Name, m.ExternalID
		texts[i], replyTos[i], campaigns[i], fingerprints[i] = m.Text, m.ReplyTo, m.CampaignID, m.Fingerprint()
		sentAts[i], receivedAts[i] = null(m.SentAt), null(m.ReceivedAt)
	}
	return pgx.NamedArgs{
		"kind": identityKind, "ns": ns, "ids": ids, "inboxes": inboxes, "senders": senders, "names": names,
		"externals": externals, "fingerprints": fingerprints, "texts": texts, "attachments": attachments,
		"reply_tos": replyTos, "campaigns": campaigns, "sent_ats": sentAts, "received_ats": receivedAts,
	}, ids, nil
}

// createConversations is createConversation for many messages. Those for an
// inbox that does not exist are passed over.
const createConversations = `
WITH arrived AS (
	SELECT DISTINCT ON (m.id) m.*
	FROM unnest(@ids::uuid[], @contacts::uuid[], @inboxes::uuid[], @senders::text[], @names::text[])
	  AS m(id, contact, inbox, sender, name)
	JOIN inboxes ON inboxes.id = m.inbox
	ORDER BY m.id
), contact AS (
	INSERT INTO contacts (id, name) SELECT contact, name FROM arrived ORDER BY contact ON CONFLICT (id) DO NOTHING
), identity AS (
	INSERT INTO contact_identities (inbox_id, kind, value, contact_id)
	SELECT inbox, @kind, sender, contact FROM arrived ORDER BY inbox, sender
	ON CONFLICT (inbox_id, kind, value) DO NOTHING
)
INSERT INTO conversations (id, inbox_id, contact_id) SELECT id, inbox, contact FROM arrived ORDER BY id
ON CONFLICT DO NOTHING`

func startArgs(group []*arrival) pgx.NamedArgs {
	column := func() []string { return make([]string, len(group)) }
	ids, contacts, inboxes, senders, names := column(), column(), column(), column(), column()
	for i, a := range group {
		inbox, from := a.message.InboxID, a.message.From
		ids[i], contacts[i] = conversation.ID(inbox, from.ID), conversation.ContactID(inbox, from.ID)
		inboxes[i], senders[i], names[i] = inbox, from.ID, from.Name
	}
	return pgx.NamedArgs{
		"ids": ids, "contacts": contacts, "inboxes": inboxes, "senders": senders, "names": names, "kind": identityKind,
	}
}
