package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// appendMessages is appendMessage for many messages of one sender: locks the
// conversation, gives the new messages dense seqs in their order, and returns
// them by their place from 1 on. Messages whose external id is known or stands
// twice among them are not returned, and none is while there is no such
// conversation. A message that another process stores at the same time violates
// a key, and nothing at all is stored.
const appendMessages = `
WITH arrived AS (
	SELECT *, row_number() OVER (PARTITION BY external ORDER BY n) AS nth
	FROM unnest(@ids::uuid[], @names::text[], @externals::text[], @fingerprints::bytea[], @texts::text[],
	            @attachments::text[], @reply_tos::text[], @campaigns::text[], @sent_ats::timestamptz[],
	            @received_ats::timestamptz[])
	  WITH ORDINALITY AS m(id, name, external, fingerprint, text, attachments, reply_to, campaign, sent_at, received_at, n)
), box AS MATERIALIZED (
	SELECT c.id, c.contact_id, c.last_seq, c.applied_seq, c.status,
	       greatest(clock_timestamp(), c.last_received_at) AS at,
	       coalesce(c.rung_at > clock_timestamp() - interval '2 seconds', false) AS ringing
	FROM contact_identities i
	JOIN conversations c ON c.inbox_id = i.inbox_id AND c.contact_id = i.contact_id
	WHERE i.inbox_id = @inbox AND i.kind = @identity AND i.value = @sender AND c.merged_into IS NULL
	FOR UPDATE OF c
), fresh AS (
	SELECT m.*, ` + repliedCampaign + ` AS replied, box.id AS conversation, box.at, box.last_seq + row_number() OVER (ORDER BY m.n) AS seq
	FROM arrived m CROSS JOIN box
	WHERE m.nth = 1
	  AND NOT EXISTS (SELECT FROM messages known WHERE known.inbox_id = @inbox AND known.external_id = m.external)
), added AS (
	INSERT INTO messages (id, conversation_id, inbox_id, seq, direction, author, external_id, fingerprint,
	                      text, attachments, reply_to, campaign_id, state, sent_at, created_at)
	SELECT id, conversation, @inbox, seq, 'in', 'contact', external, fingerprint,
	       text, attachments::jsonb, reply_to, replied, 'received', sent_at, coalesce(received_at, at)
	FROM fresh ORDER BY seq
	RETURNING seq, text, created_at
), latest AS (
	SELECT * FROM added ORDER BY seq DESC LIMIT 1
), advanced AS (
	UPDATE conversations c
	SET last_seq = latest.seq, last_received_at = latest.created_at,
	    last_text = left(latest.text, 500), last_at = latest.created_at, last_direction = 'in',
	    window_closed_at = NULL,
	    rung_at = CASE WHEN box.ringing AND box.applied_seq < box.last_seq THEN c.rung_at ELSE clock_timestamp() END
	FROM latest, box WHERE c.id = box.id
), named AS (
	UPDATE contacts SET name = newest.name
	FROM box, (SELECT name FROM fresh WHERE name <> '' ORDER BY n DESC LIMIT 1) newest
	WHERE contacts.id = box.contact_id AND contacts.name <> newest.name AND contacts.renamed_at IS NULL
), seen AS (
	UPDATE inboxes SET last_inbound_at = latest.created_at FROM latest
	WHERE inboxes.id = @inbox AND coalesce(inboxes.last_inbound_at, '-infinity') < latest.created_at - interval '1 minute'
)
SELECT fresh.n, box.id, box.last_seq, box.applied_seq, box.status, box.ringing, fresh.seq
FROM fresh CROSS JOIN box
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
	names, externals, texts, attachments, replyTos, campaigns := column(), column(), column(), column(), column(), column()
	fingerprints, sentAts, receivedAts := make([][]byte, n), make([]*time.Time, n), make([]*time.Time, n)
	for i, a := range group {
		m := a.message
		files, err := json.Marshal(awaited(m.Attachments))
		if err != nil {
			return nil, nil, fmt.Errorf("encode attachments: %w", err)
		}
		ids[i], attachments[i] = uuid.Must(uuid.NewV7()).String(), string(files)
		names[i], externals[i], texts[i], replyTos[i], campaigns[i] = m.From.Name, m.ExternalID, m.Text, m.ReplyTo, m.CampaignID
		fingerprints[i], sentAts[i], receivedAts[i] = m.Fingerprint(), null(m.SentAt), null(m.ReceivedAt)
	}
	first := group[0].message
	return pgx.NamedArgs{
		"inbox": first.InboxID, "identity": conversation.IdentityExternal, "sender": first.From.ID, "ids": ids, "names": names,
		"externals": externals, "fingerprints": fingerprints, "texts": texts, "attachments": attachments,
		"reply_tos": replyTos, "campaigns": campaigns, "sent_ats": sentAts, "received_ats": receivedAts,
	}, ids, nil
}
