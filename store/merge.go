package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// merge makes one contact of those that are one person. The oldest conversation
// in which something was said stays; the others point to it, rest for good and
// take nothing in any more. All identities lead to the one that stays.
func (r *reception) merge(ctx context.Context, locked []lockedConversation) error {
	for _, p := range r.people.list {
		if len(p.contacts) < 2 {
			continue
		}
		rank := func(c contact) lockedConversation {
			at := slices.IndexFunc(locked, func(l lockedConversation) bool { return l.ID == c.conversationID })
			if at < 0 {
				return lockedConversation{}
			}
			return locked[at]
		}
		slices.SortFunc(p.contacts, func(a, b contact) int {
			x, y := rank(a), rank(b)
			return cmp.Or(
				before(x.ID != "", y.ID != ""), before(x.Spoken, y.Spoken), x.CreatedAt.Compare(y.CreatedAt),
				cmp.Compare(a.id, b.id),
			)
		})
		for _, other := range p.contacts[1:] {
			if err := mergeContacts(ctx, r.tx, p.contacts[0], other); err != nil {
				return fmt.Errorf("merge contacts: %w", err)
			}
		}
		if id := p.contacts[0].conversationID; id != "" {
			r.grown = append(r.grown, id)
		}
		p.contacts = p.contacts[:1]
	}
	return nil
}

// before puts what holds first.
func before(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// mergeContacts gives one contact what another had, and its conversation the
// other's.
func mergeContacts(ctx context.Context, tx pgx.Tx, into, from contact) error {
	args := pgx.NamedArgs{"into_contact": into.id, "from_contact": from.id, "into": nullID(into.conversationID), "from": nullID(from.conversationID)}
	statements := []string{mergeIdentities, mergeContact, mergedContact, mergeCampaignMessages, mergeAdopt}
	if from.conversationID != "" {
		statements = append(statements,
			mergeDropAutomatic, mergeEntries, mergeOutbox, mergeForwards, mergeDrafts, mergeLabels, mergeSummary, mergeTicket, mergeRest)
	}
	batch := &pgx.Batch{}
	for _, sql := range statements {
		batch.Queue(sql, args)
	}
	if from.conversationID != "" {
		for _, e := range [][2]string{{into.conversationID, from.conversationID}, {from.conversationID, into.conversationID}} {
			data, err := json.Marshal(conversation.Record{Type: conversation.Merged, ConversationID: e[1]})
			if err != nil {
				return fmt.Errorf("encode event: %w", err)
			}
			batch.Queue(mergeEvent, pgx.NamedArgs{"id": e[0], "type": string(conversation.Merged), "data": data})
		}
	}
	return tx.SendBatch(ctx, batch).Close()
}

const mergeIdentities = `UPDATE contact_identities SET contact_id = @into_contact WHERE contact_id = @from_contact`

const mergeContact = `
UPDATE contacts i SET name = coalesce(nullif(i.name, ''), f.name), username = coalesce(nullif(i.username, ''), f.username),
       language = coalesce(nullif(i.language, ''), f.language), opted_out_at = coalesce(i.opted_out_at, f.opted_out_at),
       consent_by = CASE WHEN i.opted_out_at IS NULL AND f.opted_out_at IS NOT NULL THEN f.consent_by ELSE i.consent_by END,
       consent_at = CASE WHEN i.opted_out_at IS NULL AND f.opted_out_at IS NOT NULL THEN f.consent_at ELSE i.consent_at END
FROM contacts f WHERE i.id = @into_contact AND f.id = @from_contact`

// mergedContact keeps whose the rest is, so that all of a person is found by the
// one contact that goes on.
const mergedContact = `
UPDATE contacts SET merged_into = @into_contact WHERE id = @from_contact OR merged_into = @from_contact`

// mergeCampaignMessages leaves what both had of one campaign where it is.
const mergeCampaignMessages = `
UPDATE campaign_messages k SET contact_id = @into_contact
WHERE contact_id = @from_contact AND NOT EXISTS (
	SELECT FROM campaign_messages had WHERE had.campaign_id = k.campaign_id AND had.contact_id = @into_contact)`

// mergeAdopt is for what campaigns sent to somebody who turns out to have a
// conversation under another name.
const mergeAdopt = adoptCampaignMessages + ` AND k.contact_id = @into_contact`

const mergeDropAutomatic = `
UPDATE messages SET state = 'dropped', reason = 'the conversation was merged with another one of the same person'
WHERE conversation_id = @from AND author = 'auto' AND state = 'queued'`

// mergeEntries moves what the other workflow has not read, and what nobody has
// answered, behind what the mailbox holds: it opens a ticket there as it did
// here. All other messages stay where they are and are read from both.
const mergeEntries = `
WITH moved AS (
	SELECT m.id, row_number() OVER (ORDER BY m.position) AS n
	FROM messages m JOIN conversations f ON f.id = m.conversation_id
	WHERE f.id = @from AND m.seq IS NOT NULL AND (
		m.seq > f.applied_seq
		OR m.direction = 'in' AND f.status IN ('new', 'active', 'pending') AND m.created_at >= f.waiting_since)
), renumbered AS (
	UPDATE messages m SET conversation_id = i.id, seq = i.last_seq + moved.n
	FROM moved, conversations i WHERE i.id = @into AND m.id = moved.id
	RETURNING m.seq, m.created_at
)
UPDATE conversations i SET last_seq = r.seq, last_received_at = greatest(i.last_received_at, r.at)
FROM (SELECT max(seq) AS seq, max(created_at) AS at FROM renumbered) r
WHERE i.id = @into AND r.seq IS NOT NULL`

// mergeOutbox lets the other workflow send what is on its way. Without a seq it
// is accepted already.
const mergeOutbox = `
UPDATE messages SET conversation_id = @into, seq = NULL, answers_seq = NULL
WHERE conversation_id = @from AND direction = 'out' AND state IN ('queued', 'sending')`

const mergeForwards = `UPDATE conversations SET merged_into = @into WHERE merged_into = @from`

// mergeDrafts keeps what people were writing in either conversation.
const mergeDrafts = `
WITH moved AS (DELETE FROM drafts WHERE conversation_id = @from RETURNING user_id, text)
INSERT INTO drafts (conversation_id, user_id, text) SELECT @into, user_id, text FROM moved
ON CONFLICT (conversation_id, user_id) DO UPDATE SET text = drafts.text || E'\n' || excluded.text, updated_at = now()`

// mergeLabels gives the ticket that goes on the labels of one that was open too.
const mergeLabels = `
WITH joined AS (
	SELECT i.id, i.ticket, ARRAY(SELECT l FROM unnest(i.labels || f.labels) WITH ORDINALITY AS u (l, n) GROUP BY l ORDER BY min(n) LIMIT 20) AS labels
	FROM conversations i, conversations f
	WHERE i.id = @into AND f.id = @from AND f.status IN ('new', 'active', 'pending') AND f.labels <> '{}'
), ticket AS (
	UPDATE tickets t SET labels = j.labels FROM joined j WHERE t.conversation_id = j.id AND t.number = j.ticket
)
UPDATE conversations c SET labels = j.labels FROM joined j WHERE c.id = j.id`

// mergeSummary takes over what is later: the latest message, and the window, which
// is the person's. The new version makes a workflow that runs read the row again.
const mergeSummary = `
UPDATE conversations i
SET version = i.version + 1,
    window_expires_at = greatest(i.window_expires_at, f.window_expires_at),
    last_text = CASE WHEN f.last_at > i.last_at AND f.last_direction <> '' THEN f.last_text ELSE i.last_text END,
    last_direction = CASE WHEN f.last_at > i.last_at AND f.last_direction <> '' THEN f.last_direction ELSE i.last_direction END,
    last_at = CASE WHEN f.last_direction <> '' THEN greatest(f.last_at, i.last_at) ELSE i.last_at END
FROM conversations f WHERE i.id = @into AND f.id = @from`

const mergeTicket = `
UPDATE tickets t SET status = 'resolved', changed_at = now()
FROM conversations f
WHERE f.id = @from AND t.conversation_id = f.id AND t.number = f.ticket AND t.status IN ('new', 'active', 'pending')`

// mergeRest leaves nothing that would wake the conversation. A workflow that runs
// finds another version, reads this, and ends.
const mergeRest = `
UPDATE conversations
SET merged_into = @into, version = version + 1, applied_seq = last_seq,
    status = CASE WHEN status IN ('new', 'active', 'pending') THEN 'resolved' ELSE status END,
    owner_id = NULL, lease_until = NULL, waiting_since = NULL, inactive_at = NULL, answer_from = 0, answer_at = NULL,
    wake_at = NULL, rung_at = NULL, sweep_after = NULL
WHERE id = @from`

const mergeEvent = `
INSERT INTO events (conversation_id, version, ticket, type, data, at)
SELECT id, version, ticket, @type, @data, now() FROM conversations WHERE id = @id`
