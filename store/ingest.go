package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// Ingest puts messages of end users into their mailboxes in one transaction:
// when it returns without an error, they are durable, and only then is anything
// acknowledged. Single messages that arrive at the same time share theirs. A message whose
// external id the inbox knows is not stored again; with other content it is
// reported as a conflict and counted. Conversations are created by the UNIQUE
// keys of identity and (inbox, contact), and locked in id order, so that batches
// cannot block each other for good. Messages that are not Named are of services:
// only inboxes of the webhook channel take those, others fail with
// conversation.ErrInvalid. It fails with conversation.ErrNotFound if an inbox
// does not exist.
//
// The results are in the order of the messages.
func (s *Store) Ingest(ctx context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error) {
	if slices.ContainsFunc(batch, conversation.Inbound.Named) {
		return s.receiveMessages(ctx, batch)
	}
	if len(batch) != 1 {
		return s.ingestBatch(ctx, batch)
	}
	accepted, err := s.intake.take(ctx, batch[0])
	if err != nil {
		return nil, err
	}
	return []conversation.Accepted{accepted}, nil
}

// ingestAlone ingests one message by itself.
func (s *Store) ingestAlone(ctx context.Context, m conversation.Inbound) (conversation.Accepted, error) {
	// Nearly always the conversation is there, and one statement needs no BEGIN
	// and COMMIT of its own.
	accepted, err := appendInbound(ctx, s.pool, m)
	if err == nil {
		return accepted, nil
	}
	if !errors.Is(err, pgx.ErrNoRows) && !retriable(err) {
		return conversation.Accepted{}, fmt.Errorf("ingest: %w", invalid(err))
	}
	batch, err := s.ingestBatch(ctx, []conversation.Inbound{m})
	if err != nil {
		return conversation.Accepted{}, err
	}
	return batch[0], nil
}

// ingestBatch ingests messages in one transaction of their own.
func (s *Store) ingestBatch(ctx context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error) {
	order := make([]int, len(batch))
	ids := make([]string, len(batch))
	for i, m := range batch {
		order[i], ids[i] = i, conversation.ID(m.InboxID, m.From.ID)
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(ids[a], ids[b]) })

	accepted := make([]conversation.Accepted, len(batch))
	err := pgx.ErrNoRows
	if len(batch) > 1 {
		err = s.inTx(ctx, func(tx pgx.Tx) error { return ingestTogether(ctx, tx, batch, order, accepted) })
	}
	if errors.Is(err, pgx.ErrNoRows) {
		err = s.inTx(ctx, func(tx pgx.Tx) error {
			for _, i := range order {
				a, err := ingest(ctx, tx, batch[i])
				if err != nil {
					return err
				}
				accepted[i] = a
			}
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("ingest: %w", invalid(err))
	}
	return accepted, nil
}

// ingestTogether appends messages in one round trip. It fails with
// pgx.ErrNoRows, and nothing stays, if one of the conversations has to be
// created first: creating some after others were locked would not be in id
// order.
func ingestTogether(
	ctx context.Context, tx pgx.Tx, batch []conversation.Inbound, order []int, accepted []conversation.Accepted,
) error {
	queued := &pgx.Batch{}
	for _, i := range order {
		id, args, err := inboundArgs(batch[i])
		if err != nil {
			return err
		}
		queued.Queue(appendMessage, args).QueryRow(func(row pgx.Row) error {
			accepted[i], err = scanAppended(row, batch[i], id)
			return err
		})
	}
	if err := tx.SendBatch(ctx, queued).Close(); err != nil {
		return fmt.Errorf("append messages: %w", err)
	}
	for _, i := range order {
		if accepted[i].Duplicate {
			a, err := known(ctx, tx, batch[i], accepted[i].Ring)
			if err != nil {
				return err
			}
			accepted[i] = a
		}
	}
	return nil
}

// ingest appends one message, creating its conversation if there is none. What
// the inbox knows under that id already creates nothing, whoever sent it.
func ingest(ctx context.Context, tx pgx.Tx, m conversation.Inbound) (conversation.Accepted, error) {
	accepted, err := appendInbound(ctx, tx, m)
	if !errors.Is(err, pgx.ErrNoRows) {
		return accepted, err
	}
	accepted, err = known(ctx, tx, m, true)
	if !errors.Is(err, pgx.ErrNoRows) {
		return accepted, err
	}
	var channel conversation.Channel
	err = tx.QueryRow(ctx, inboxChannel, m.InboxID).Scan(&channel)
	if errors.Is(err, pgx.ErrNoRows) {
		return conversation.Accepted{}, conversation.ErrNotFound
	}
	if err != nil {
		return conversation.Accepted{}, fmt.Errorf("find inbox: %w", err)
	}
	if channel != conversation.ChannelWebhook {
		return conversation.Accepted{}, fmt.Errorf("a service's message for a %s inbox: %w", channel, conversation.ErrInvalid)
	}
	_, err = tx.Exec(ctx, createConversation, pgx.NamedArgs{
		"id": conversation.ID(m.InboxID, m.From.ID), "contact": conversation.ContactID(m.InboxID, m.From.ID),
		"inbox": m.InboxID, "kind": conversation.IdentityExternal, "value": m.From.ID, "name": m.From.Name,
	})
	if err != nil {
		return conversation.Accepted{}, fmt.Errorf("create conversation: %w", err)
	}
	_, err = tx.Exec(ctx, adoptForContact, pgx.NamedArgs{"inbox": m.InboxID, "contact": conversation.ContactID(m.InboxID, m.From.ID)})
	if err != nil {
		return conversation.Accepted{}, fmt.Errorf("adopt what campaigns sent: %w", err)
	}
	return appendInbound(ctx, tx, m)
}

const inboxChannel = `SELECT channel FROM inboxes WHERE id = $1`

// appendInbound appends a message to the mailbox of its sender's conversation.
// It fails with pgx.ErrNoRows if there is no such conversation yet.
func appendInbound(ctx context.Context, q querier, m conversation.Inbound) (conversation.Accepted, error) {
	id, args, err := inboundArgs(m)
	if err != nil {
		return conversation.Accepted{}, err
	}
	accepted, err := scanAppended(q.QueryRow(ctx, appendMessage, args), m, id)
	if err != nil {
		return conversation.Accepted{}, fmt.Errorf("append message: %w", err)
	}
	if accepted.Duplicate {
		return known(ctx, q, m, accepted.Ring)
	}
	return accepted, nil
}

func inboundArgs(m conversation.Inbound) (id string, args pgx.NamedArgs, err error) {
	attachments, err := json.Marshal(awaited(m.Attachments))
	if err != nil {
		return "", nil, fmt.Errorf("encode attachments: %w", err)
	}
	content, err := contentOf(m)
	if err != nil {
		return "", nil, err
	}
	id = uuid.Must(uuid.NewV7()).String()
	sender := m.Sender()
	return id, pgx.NamedArgs{
		"inbox": m.InboxID, "identity": sender.Kind, "sender": sender.Value, "name": m.From.Name,
		"kind": kindOf(m.Kind), "content": content,
		"id": id, "external": m.ExternalID, "fingerprint": m.Fingerprint(), "text": m.Text, "attachments": attachments,
		"reply_to": m.ReplyTo, "campaign": m.CampaignID, "sent_at": null(m.SentAt), "received_at": null(m.ReceivedAt),
	}, nil
}

// scanAppended reads the result of appendMessage. Duplicate then means that the
// inbox knows the external id; whether it is the same message has yet to be
// found out.
func scanAppended(row pgx.Row, m conversation.Inbound, id string) (conversation.Accepted, error) {
	var box mailbox
	var seq *int64
	err := row.Scan(&box.id, &box.inboxID, &box.lastSeq, &box.appliedSeq, &box.status, &box.ringing, &seq)
	if err != nil {
		return conversation.Accepted{}, err
	}
	if seq == nil {
		return conversation.Accepted{Duplicate: true, Ring: box.mayRing()}, nil
	}
	return conversation.Accepted{
		ConversationID: box.id, MessageID: id, Seq: *seq, Ring: box.mayRing(),
		InboxID: m.InboxID, Sleeping: box.sleeping(),
	}, nil
}

// appendMessage locks the conversation of an identity, inserts the message and
// advances the mailbox: one statement, one round trip, with what was locked and
// the new seq as its result. When the inbox knows the external id it does
// neither, and the seq is null.
const appendMessage = `
WITH m AS (
	SELECT @campaign::text AS campaign, @reply_to::text AS reply_to
), box AS MATERIALIZED (
	SELECT c.id, c.inbox_id, c.contact_id, c.last_seq, c.applied_seq, c.status, c.last_received_at,
	       coalesce(c.rung_at > clock_timestamp() - interval '2 seconds', false) AS ringing
	FROM contact_identities i
	JOIN conversations c ON c.inbox_id = i.inbox_id AND c.contact_id = i.contact_id
	WHERE i.inbox_id = @inbox AND i.kind = @identity AND i.value = @sender AND c.merged_into IS NULL
	FOR UPDATE OF c
), added AS (
	INSERT INTO messages (id, conversation_id, inbox_id, seq, direction, author, external_id, fingerprint,
	                      kind, text, attachments, content, reply_to, campaign_id, state, sent_at, created_at)
	SELECT @id, box.id, @inbox, box.last_seq + 1, 'in', 'contact', @external, @fingerprint,
	       @kind, @text, @attachments, @content, @reply_to, ` + repliedCampaign + `, 'received', @sent_at,
	       coalesce(@received_at::timestamptz, greatest(clock_timestamp(), box.last_received_at))
	FROM box CROSS JOIN m
	ON CONFLICT (inbox_id, external_id) WHERE external_id IS NOT NULL DO NOTHING
	RETURNING conversation_id, seq, text, created_at
), advanced AS (
	UPDATE conversations c
	SET last_seq = added.seq, last_received_at = added.created_at,
	    last_text = left(added.text, 500), last_at = added.created_at, last_direction = 'in',
	    window_closed_at = NULL,
	    rung_at = CASE WHEN box.ringing AND box.applied_seq < box.last_seq THEN c.rung_at ELSE clock_timestamp() END
	FROM added JOIN box ON box.id = added.conversation_id
	WHERE c.id = added.conversation_id
), named AS (
	UPDATE contacts SET name = @name FROM added JOIN box ON box.id = added.conversation_id
	WHERE contacts.id = box.contact_id AND @name <> '' AND contacts.name <> @name AND contacts.renamed_at IS NULL
), seen AS (
	UPDATE inboxes SET last_inbound_at = added.created_at FROM added
	WHERE inboxes.id = @inbox AND coalesce(inboxes.last_inbound_at, '-infinity') < added.created_at - interval '1 minute'
)
SELECT box.id, box.inbox_id, box.last_seq, box.applied_seq, box.status, box.ringing, added.seq
FROM box LEFT JOIN added ON added.conversation_id = box.id`

// known reports a message whose external id the inbox has already.
func known(ctx context.Context, q querier, m conversation.Inbound, ring bool) (conversation.Accepted, error) {
	var a conversation.Accepted
	var stored []byte
	var applied bool
	err := q.QueryRow(ctx, knownMessage, m.InboxID, m.ExternalID).
		Scan(&a.ConversationID, &a.MessageID, &a.Seq, &stored, &applied)
	if err != nil {
		return conversation.Accepted{}, fmt.Errorf("find known message: %w", err)
	}
	a.InboxID = m.InboxID
	if bytes.Equal(stored, m.Fingerprint()) {
		// The first sender may have died before ringing.
		a.Duplicate, a.Ring = true, ring && !applied
		return a, nil
	}
	a.Conflict = true
	if _, err := q.Exec(ctx, countConflict, m.InboxID); err != nil {
		return conversation.Accepted{}, fmt.Errorf("count conflict: %w", err)
	}
	return a, nil
}

const knownMessage = `
SELECT m.conversation_id, m.id, coalesce(m.seq, 0), m.fingerprint, coalesce(m.seq, 0) <= c.applied_seq
FROM messages m JOIN conversations c ON c.id = m.conversation_id
WHERE m.inbox_id = $1 AND m.external_id = $2`

const countConflict = `UPDATE inboxes SET conflicts = conflicts + 1 WHERE id = $1`

// mailbox is the locked row of a conversation.
type mailbox struct {
	id         string
	inboxID    string
	lastSeq    int64
	appliedSeq int64
	status     string
	// ringing says that a ring younger than two seconds was sent.
	ringing bool
}

// mayRing: not while a young ring is unapplied. The workflow compares last_seq
// with its cursor when it commits, under this row's lock, so that ring covers
// what arrives until then.
func (m mailbox) mayRing() bool { return !m.ringing || m.appliedSeq == m.lastSeq }

func (m mailbox) sleeping() bool {
	return m.status == "" || m.status == string(conversation.Resolved) || m.status == string(conversation.Inactive)
}

// kindOf is a kind as it is stored.
func kindOf(k conversation.Kind) conversation.Kind {
	if k == "" {
		return conversation.KindText
	}
	return k
}

// contentOf is what a message holds beside its text and files, as it is stored.
func contentOf(m conversation.Inbound) ([]byte, error) {
	if !m.Named() {
		// Nearly every message: services send text and files.
		return []byte("{}"), nil
	}
	content, err := json.Marshal(m.Content)
	if err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	return content, nil
}

const createConversation = `
WITH contact AS (
	INSERT INTO contacts (id, name) VALUES (@contact, @name) ON CONFLICT (id) DO NOTHING
), identity AS (
	INSERT INTO contact_identities (inbox_id, kind, value, contact_id) VALUES (@inbox, @kind, @value, @contact)
	ON CONFLICT (inbox_id, kind, value) DO NOTHING
)
INSERT INTO conversations (id, inbox_id, contact_id) VALUES (@id, @inbox, @contact)
ON CONFLICT DO NOTHING`

func scanMailbox(row pgx.Row) (mailbox, error) {
	var m mailbox
	if err := row.Scan(&m.id, &m.inboxID, &m.lastSeq, &m.appliedSeq, &m.status, &m.ringing); err != nil {
		return mailbox{}, fmt.Errorf("lock conversation: %w", err)
	}
	return m, nil
}

// nonNil makes an empty list encode as [] instead of null.
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
