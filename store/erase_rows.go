package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/parleyhq/parley/conversation"
)

// EraseRows deletes everything of a person from the database, in one transaction:
// from then on nobody finds them, and a message of theirs is one of somebody new.
// What is needed to find the rest of them stays in the erasure's row. Done
// already, it does nothing.
func (s *Store) EraseRows(ctx context.Context, erasureID string) (conversation.Erasure, error) {
	var err error
	// Something may be added to the person between two of the statements: the keys
	// say so, and it is all done again.
	for range 5 {
		err = s.inTx(ctx, func(tx pgx.Tx) error { return eraseRows(ctx, tx, erasureID) })
		if !foreignKey(err) {
			break
		}
	}
	if err != nil {
		return conversation.Erasure{}, fmt.Errorf("erase rows: %w", err)
	}
	return s.GetErasure(ctx, erasureID)
}

func foreignKey(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23503"
}

func eraseRows(ctx context.Context, tx pgx.Tx, erasureID string) error {
	var step conversation.ErasureStep
	var contactID string
	if err := tx.QueryRow(ctx, lockErasure, erasureID).Scan(&step, &contactID); err != nil {
		return err
	}
	if step != conversation.ErasingRows {
		return nil
	}
	// Somebody may have written a great deal.
	if _, err := tx.Exec(ctx, eraseAtLeisure); err != nil {
		return err
	}
	args := pgx.NamedArgs{"id": contactID, "erasure": erasureID}
	batch := &pgx.Batch{}
	for _, sql := range eraseStatements() {
		batch.Queue(sql, args)
	}
	return tx.SendBatch(ctx, batch).Close()
}

const lockErasure = `SELECT step, contact_id FROM erasures WHERE id = $1 FOR UPDATE`

const eraseAtLeisure = `
SELECT set_config('statement_timeout', '600000', true), set_config('idle_in_transaction_session_timeout', '0', true)`

// eraseStatements are in an order in which each still finds what it goes by. All
// of them look for the contacts that are the person, their conversations (those
// that were merged among them), and the messages in these, or that campaigns sent
// before there was one.
func eraseStatements() []string {
	return []string{
		eraseLockThreads, eraseLockContacts, eraseNote,
		eraseResponses, eraseReactions, eraseParked, eraseSuggestions, eraseFiles,
		eraseReached, eraseMessages, eraseCampaignMessages,
		eraseDecisions, eraseEvents, eraseRequests, eraseDrafts, eraseTickets, eraseThreads,
		eraseIdentities, eraseContacts, eraseDone,
	}
}

const (
	erasedPeople  = `SELECT id FROM contacts WHERE id = @id OR merged_into = @id`
	erasedThreads = `SELECT id FROM conversations WHERE contact_id IN (` + erasedPeople + `)`
	erasedSent    = `SELECT id FROM campaign_messages WHERE contact_id IN (` + erasedPeople + `)`
	// A message of a campaign that was adopted by a conversation is in both.
	erasedMessages = `SELECT id FROM messages WHERE conversation_id IN (` + erasedThreads + `)
		UNION SELECT id FROM messages WHERE id IN (` + erasedSent + `)`
)

// eraseLockThreads waits for messages that are just going in, in the order in
// which everybody locks conversations.
const eraseLockThreads = `SELECT FROM conversations WHERE contact_id IN (` + erasedPeople + `) ORDER BY id FOR UPDATE`

const eraseLockContacts = `SELECT FROM contacts WHERE id = @id OR merged_into = @id ORDER BY id FOR UPDATE`

// eraseNote keeps what the other steps need. Of files, those that others sent or
// a campaign sends stay.
const eraseNote = `
UPDATE erasures SET
	known_as = ARRAY(SELECT DISTINCT value FROM contact_identities WHERE contact_id IN (` + erasedPeople + `)),
	conversations = ARRAY(` + erasedThreads + `),
	files = ARRAY(
		SELECT a.id FROM attachments a WHERE a.message_id IN (` + erasedMessages + `)
		UNION SELECT a.id FROM attachments a JOIN attachment_uses u ON u.attachment_id = a.id
		WHERE u.message_id IN (` + erasedMessages + `)
		  AND NOT EXISTS (SELECT FROM attachment_uses o WHERE o.attachment_id = a.id AND o.message_id NOT IN (` + erasedMessages + `))
		  AND NOT EXISTS (SELECT FROM campaigns g WHERE
			jsonb_path_exists(g.template, '$.**.attachment.id ? (@ == $id)', jsonb_build_object('id', a.id)))
		UNION SELECT a.id FROM attachments a JOIN contact_identities i
			ON a.uploader = 'widget:' || i.inbox_id || ':' || i.kind || ':' || i.value
		WHERE i.contact_id IN (` + erasedPeople + `)
	),
	messages = (SELECT count(*) FROM (` + erasedMessages + `) m)
WHERE id = @erasure`

// eraseResponses: what requests were answered, kept for a day in case they are
// repeated.
const eraseResponses = `
DELETE FROM idempotency_keys k USING (
	SELECT DISTINCT k.principal, k.key
	FROM idempotency_keys k,
	     regexp_matches(encode(k.body, 'escape'), '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') AS named (id)
	WHERE named.id[1] IN (
		SELECT id::text FROM (` + erasedPeople + ` UNION ` + erasedThreads + ` UNION ` + erasedSent + ` UNION ` + erasedMessages + `) ids)
) said
WHERE k.principal = said.principal AND k.key = said.key`

// erasedTargets are all ids by which providers know the messages.
const erasedTargets = `
	SELECT inbox_id, external_id AS target FROM messages WHERE external_id IS NOT NULL AND id IN (` + erasedMessages + `)
	UNION SELECT inbox_id, external_id FROM message_parts WHERE message_id IN (` + erasedMessages + `)`

const eraseReactions = `
DELETE FROM reactions r USING (` + erasedTargets + `) said WHERE r.inbox_id = said.inbox_id AND r.target = said.target`

// eraseParked also finds what names the person and waits for a message that is not
// known.
const eraseParked = `
DELETE FROM parked_events p
WHERE (p.inbox_id, p.target) IN (` + erasedTargets + `)
   OR EXISTS (
	SELECT FROM contact_identities i
	WHERE i.contact_id IN (` + erasedPeople + `) AND i.inbox_id = p.inbox_id
	  AND jsonb_path_exists(p.event, '$.**.value ? (@ == $v)', jsonb_build_object('v', i.value)))`

// eraseSuggestions: a group that nobody has decided about is found again without
// the person, and one of theirs alone is nobody's any more.
const eraseSuggestions = `
DELETE FROM suggestions s
WHERE EXISTS (
	SELECT FROM suggestion_members m JOIN decisions d ON d.id = m.decision_id
	WHERE m.suggestion_id = s.id AND d.conversation_id IN (` + erasedThreads + `))
  AND (s.status = 'open' OR NOT EXISTS (
	SELECT FROM suggestion_members m JOIN decisions d ON d.id = m.decision_id
	WHERE m.suggestion_id = s.id AND d.conversation_id NOT IN (` + erasedThreads + `)))`

// eraseFiles leaves of files that they are to go. Of those that are being fetched
// just now due_at says until when that may go on.
const eraseFiles = `
UPDATE attachments SET
	due_at = CASE WHEN state IN ('pending', 'uploading') THEN greatest(due_at, clock_timestamp() + interval '1 minute') END,
	state = 'discarded', message_id = NULL, uploader = '', source = '{}', name = '', mime = '', sha256 = '', problem = ''
WHERE id IN (SELECT unnest(files) FROM erasures WHERE id = @erasure)`

// eraseReached: how far a campaign's message came is in the reports' numbers already.
const eraseReached = `DELETE FROM report_reached WHERE message_id IN (` + erasedMessages + `)`

const eraseMessages = `DELETE FROM messages WHERE id IN (` + erasedMessages + `)`

const eraseCampaignMessages = `DELETE FROM campaign_messages WHERE contact_id IN (` + erasedPeople + `)`

const eraseDecisions = `DELETE FROM decisions WHERE conversation_id IN (` + erasedThreads + `)`

const eraseEvents = `DELETE FROM events WHERE conversation_id IN (` + erasedThreads + `)`

const eraseRequests = `DELETE FROM requests WHERE conversation_id IN (` + erasedThreads + `)`

const eraseDrafts = `DELETE FROM drafts WHERE conversation_id IN (` + erasedThreads + `)`

const eraseTickets = `DELETE FROM tickets WHERE conversation_id IN (` + erasedThreads + `)`

const eraseThreads = `DELETE FROM conversations WHERE contact_id IN (` + erasedPeople + `)`

const eraseIdentities = `DELETE FROM contact_identities WHERE contact_id IN (` + erasedPeople + `)`

const eraseContacts = `DELETE FROM contacts WHERE id = @id OR merged_into = @id`

// eraseDone comes last: what providers post until the transaction ends may still
// be about the person.
const eraseDone = `
UPDATE erasures SET step = 'histories', erased_at = clock_timestamp() WHERE id = @erasure`
