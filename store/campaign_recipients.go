package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// AddRecipients makes people recipients of a campaign, each with a verdict in
// their order; the messages of those that are accepted wait until the campaign
// runs and they are due. bulk is a file: of it, everybody gets one message per
// campaign, however often it is handed in. A single message is found again by its
// MessageID. With dryRun nothing is stored.
//
// People who are new become contacts, and no conversation is created. by is the
// user who asks, "" for an API key: who adds to a draft has edited it. It fails
// with campaign.ErrNotFound and *campaign.StateError, and for a repeated
// MessageID with another recipient or values with conversation.ErrConflict.
func (s *Store) AddRecipients(
	ctx context.Context, campaignID string, recipients []campaign.Recipient, bulk, dryRun bool, by string,
) ([]campaign.Verdict, error) {
	var verdicts []campaign.Verdict
	_, err := s.changeCampaign(ctx, campaignID, func(ctx context.Context, tx pgx.Tx, now campaign.Campaign) error {
		if err := now.TakesMessages(bulk); err != nil {
			return err
		}
		r := &recipientBatch{campaign: now, recipients: recipients, bulk: bulk}
		if err := r.judge(ctx, tx); err != nil {
			return err
		}
		verdicts = r.verdicts
		if dryRun {
			return nil
		}
		if err := r.store(ctx, tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, recipientsAdded, pgx.NamedArgs{"id": campaignID, "by": nullID(by)})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add recipients: %w", invalid(err))
	}
	return verdicts, nil
}

// recipientsAdded lets a campaign that was done run again.
const recipientsAdded = `
UPDATE campaigns
SET status = CASE WHEN status = 'completed' THEN 'running' ELSE status END,
    edited_by = CASE WHEN status = 'draft' THEN @by ELSE edited_by END, updated_at = now()
WHERE id = @id`

type recipientBatch struct {
	campaign   campaign.Campaign
	recipients []campaign.Recipient
	bulk       bool
	verdicts   []campaign.Verdict
	// contacts are the recipients' contacts, "" for those who are new.
	contacts []string
}

// acquaintance is what is known of a recipient.
type acquaintance struct {
	ContactID *string
	Blocked   bool
	OptedOut  bool
	Added     bool
}

func (b *recipientBatch) judge(ctx context.Context, tx pgx.Tx) error {
	known, err := b.known(ctx, tx)
	if err != nil {
		return err
	}
	b.verdicts, b.contacts = make([]campaign.Verdict, len(known)), make([]string, len(known))
	for i, k := range known {
		b.contacts[i] = text(k.ContactID)
		switch {
		case k.ContactID == nil && (b.recipients[i].ContactID != "" || !campaign.ReachesStrangers(b.campaign.Channel)):
			b.verdicts[i] = campaign.Unacquainted
		case k.Blocked:
			b.verdicts[i] = campaign.Blocked
		case k.OptedOut && !b.campaign.Transactional:
			b.verdicts[i] = campaign.OptedOut
		case b.bulk && k.Added:
			b.verdicts[i] = campaign.Duplicate
		default:
			b.verdicts[i] = campaign.Accepted
		}
	}
	return nil
}

func (b *recipientBatch) known(ctx context.Context, tx pgx.Tx) ([]acquaintance, error) {
	n := len(b.recipients)
	ids, kinds, values := make([]*string, n), make([]string, n), make([]string, n)
	for i, r := range b.recipients {
		ids[i], kinds[i], values[i] = nullID(r.ContactID), string(r.To.Kind), r.To.Value
	}
	rows, err := tx.Query(ctx, selectAcquaintances, pgx.NamedArgs{
		"campaign": b.campaign.ID, "inbox": b.campaign.InboxID, "contacts": ids, "kinds": kinds, "values": values,
	})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[acquaintance])
}

// selectAcquaintances finds people by id or by identity, in an inbox.
const selectAcquaintances = `
SELECT t.id AS contact_id, t.blocked_at IS NOT NULL AS blocked, t.opted_out_at IS NOT NULL AS opted_out,
       EXISTS (SELECT FROM campaign_messages m
               WHERE m.campaign_id = @campaign AND m.contact_id = t.id AND m.bulk) AS added
FROM unnest(@contacts::uuid[], @kinds::text[], @values::text[]) WITH ORDINALITY AS r (contact, kind, value, n)
LEFT JOIN LATERAL (
	SELECT i.contact_id FROM contact_identities i
	WHERE i.inbox_id = @inbox
	  AND CASE WHEN r.contact IS NULL THEN i.kind = r.kind AND i.value = r.value ELSE i.contact_id = r.contact END
	LIMIT 1
) i ON true
LEFT JOIN contacts t ON t.id = i.contact_id
ORDER BY r.n`

func (b *recipientBatch) store(ctx context.Context, tx pgx.Tx) error {
	if err := b.meet(ctx, tx); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for i, r := range b.recipients {
		if b.verdicts[i] != campaign.Accepted {
			continue
		}
		args, err := b.messageArgs(r, b.contacts[i])
		if err != nil {
			return err
		}
		batch.Queue(insertCampaignMessage, args).QueryRow(func(row pgx.Row) error {
			var contact string
			var parameters []byte
			var fresh bool
			err := row.Scan(&contact, &parameters, &fresh)
			switch {
			case errors.Is(err, pgx.ErrNoRows):
				// Another upload, or another line of this one, was first.
				b.verdicts[i] = campaign.Duplicate
				return nil
			case err != nil || fresh:
				return err
			case contact != b.contacts[i] || !sameJSON(parameters, args["parameters"].([]byte)):
				return conversation.ErrConflict
			}
			b.verdicts[i] = campaign.Repeated
			return nil
		})
	}
	return tx.SendBatch(ctx, batch).Close()
}

func (b *recipientBatch) messageArgs(r campaign.Recipient, contact string) (pgx.NamedArgs, error) {
	parameters, err := json.Marshal(r.Values)
	if err != nil {
		return nil, fmt.Errorf("encode parameters: %w", err)
	}
	id := r.MessageID
	if id == "" {
		id = uuid.Must(uuid.NewV7()).String()
	}
	return pgx.NamedArgs{
		"id": id, "campaign": b.campaign.ID, "inbox": b.campaign.InboxID, "contact": contact, "bulk": b.bulk,
		"parameters": parameters, "due": null(r.SendAt),
	}, nil
}

// insertCampaignMessage also returns the row that stood there under this id; none
// where the campaign has the contact from a file.
const insertCampaignMessage = `
WITH added AS (
	INSERT INTO campaign_messages (id, campaign_id, inbox_id, contact_id, bulk, parameters, due_at)
	VALUES (@id, @campaign, @inbox, @contact, @bulk, @parameters, coalesce(@due::timestamptz, now()))
	ON CONFLICT DO NOTHING
	RETURNING contact_id, parameters
)
SELECT contact_id::text, parameters::text::bytea, true AS fresh FROM added
UNION ALL
SELECT contact_id::text, parameters::text::bytea, false FROM campaign_messages WHERE id = @id AND campaign_id = @campaign`

// meet makes contacts of those who are new.
func (b *recipientBatch) meet(ctx context.Context, tx pgx.Tx) error {
	batch := &pgx.Batch{}
	for i, r := range b.recipients {
		if b.contacts[i] != "" || b.verdicts[i] != campaign.Accepted {
			continue
		}
		batch.Queue(meetContact, pgx.NamedArgs{
			"id": b.newContactID(r.To), "name": cmp.Or(r.Name, provider.Person{Identities: []conversation.Identity{r.To}}.Handle()), "inbox": b.campaign.InboxID,
			"kind": string(r.To.Kind), "value": r.To.Value,
		}).QueryRow(func(row pgx.Row) error { return row.Scan(&b.contacts[i]) })
	}
	return tx.SendBatch(ctx, batch).Close()
}

// newContactID is what the contact would be called that a first message creates.
// Of a phone number nobody must be able to guess it.
func (b *recipientBatch) newContactID(to conversation.Identity) string {
	if b.campaign.Channel == conversation.ChannelWebhook {
		return conversation.ContactID(b.campaign.InboxID, to.Value)
	}
	return uuid.NewString()
}

// meetContact stores a contact with its identity unless somebody has it by now,
// and returns whose it is. The update of nothing makes a row of another
// transaction visible.
const meetContact = `
WITH owner AS (
	SELECT contact_id FROM contact_identities WHERE inbox_id = @inbox AND kind = @kind AND value = @value
), contact AS (
	INSERT INTO contacts (id, name) SELECT @id, @name WHERE NOT EXISTS (SELECT FROM owner)
	ON CONFLICT (id) DO UPDATE SET name = contacts.name
	RETURNING id
), identity AS (
	INSERT INTO contact_identities (inbox_id, kind, value, contact_id)
	SELECT @inbox, @kind, @value, id FROM contact
	ON CONFLICT (inbox_id, kind, value) DO UPDATE SET created_at = contact_identities.created_at
	RETURNING contact_id
)
SELECT contact_id FROM owner UNION ALL SELECT contact_id FROM identity LIMIT 1`

func sameJSON(a, b []byte) bool {
	var left, right map[string]string
	if json.Unmarshal(a, &left) != nil || json.Unmarshal(b, &right) != nil {
		return bytes.Equal(a, b)
	}
	if len(left) != len(right) {
		return false
	}
	for k, v := range left {
		if w, ok := right[k]; !ok || v != w {
			return false
		}
	}
	return true
}
