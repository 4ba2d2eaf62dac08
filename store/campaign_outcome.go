package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// FinishCampaignMessage records how an attempt ended. A message that has certainly
// not gone out waits again, until a.NotBefore.
func (s *Store) FinishCampaignMessage(ctx context.Context, a conversation.Attempted) error {
	if err := s.FinishDelivery(ctx, a); err != nil {
		return err
	}
	if _, err := s.pool.Exec(ctx, finishCampaignMessage, pgx.NamedArgs{"id": a.MessageID}); err != nil {
		return fmt.Errorf("finish campaign message: %w", err)
	}
	for _, id := range a.Learnt {
		args := pgx.NamedArgs{"id": a.MessageID, "kind": string(id.Kind), "value": id.Value}
		if _, err := s.pool.Exec(ctx, learnRecipient, args); err != nil {
			return fmt.Errorf("keep what was learnt of a recipient: %w", err)
		}
	}
	return nil
}

// learnRecipient keeps how else the provider calls somebody: under that they may
// reply. An identity of somebody else stays theirs.
const learnRecipient = `
INSERT INTO contact_identities (inbox_id, kind, value, contact_id)
SELECT inbox_id, @kind, @value, contact_id FROM campaign_messages WHERE id = @id
ON CONFLICT DO NOTHING`

// finishCampaignMessage follows the history's row, which a receipt may have
// settled before. A conversation that began while the call was under way gets the
// message now.
const finishCampaignMessage = `
WITH sent AS (
	SELECT id, state, not_before FROM messages WHERE id = @id
), followed AS (
	UPDATE campaign_messages k
	SET state = CASE WHEN sent.state = 'queued' THEN 'queued' ELSE 'done' END,
	    due_at = CASE WHEN sent.state = 'queued' THEN greatest(k.due_at, sent.not_before) ELSE k.due_at END
	FROM sent WHERE k.id = sent.id AND k.state = 'sending' AND sent.state <> 'sending'
)
` + adoptCampaignMessages + ` AND m.id = @id`

// adoptCampaignMessages puts messages that went out before there was a
// conversation into it.
const adoptCampaignMessages = `
UPDATE messages m SET conversation_id = c.id
FROM campaign_messages k JOIN conversations c ON c.inbox_id = k.inbox_id AND c.contact_id = k.contact_id
WHERE m.id = k.id AND m.conversation_id IS NULL`

// adoptForContact is for a conversation that has just begun: what campaigns sent
// to the person stands before their first message.
const adoptForContact = adoptCampaignMessages + ` AND k.contact_id = @contact AND k.inbox_id = @inbox`

// SettleLostCampaignMessages ends attempts that were recorded longer than age ago
// and whose end nobody recorded: their sender died. Nobody knows whether they
// went out, unless a receipt says so. It returns how many are still under way.
func (s *Store) SettleLostCampaignMessages(ctx context.Context, campaignID string, age time.Duration) (underWay int, err error) {
	args := pgx.NamedArgs{"campaign": campaignID, "age": age}
	for _, statement := range []string{settleLostMessages, followLostMessages} {
		if _, err := s.pool.Exec(ctx, statement, args); err != nil {
			return 0, fmt.Errorf("settle lost campaign messages: %w", err)
		}
	}
	if err := s.pool.QueryRow(ctx, countUnderWay, args).Scan(&underWay); err != nil {
		return 0, fmt.Errorf("count messages under way: %w", err)
	}
	return underWay, nil
}

const settleLostMessages = `
UPDATE messages m SET state = 'unknown', reason = 'an attempt was interrupted'
FROM campaign_messages k
WHERE k.campaign_id = @campaign AND k.state = 'sending' AND k.begun_at < clock_timestamp() - @age::interval
  AND m.id = k.id AND m.state = 'sending'`

// followLostMessages also follows what a receipt settled.
const followLostMessages = `
UPDATE campaign_messages k
SET state = CASE WHEN m.state = 'queued' THEN 'queued' ELSE 'done' END,
    due_at = CASE WHEN m.state = 'queued' THEN greatest(k.due_at, m.not_before) ELSE k.due_at END
FROM messages m
WHERE k.campaign_id = @campaign AND k.state = 'sending' AND k.begun_at < clock_timestamp() - @age::interval
  AND m.id = k.id AND m.state <> 'sending'`

const countUnderWay = `SELECT count(*) FROM campaign_messages WHERE campaign_id = @campaign AND state = 'sending'`

// CompleteCampaign ends a running campaign of which no message waits or is under
// way, and reports whether it did.
func (s *Store) CompleteCampaign(ctx context.Context, id string) (bool, error) {
	completed := false
	_, err := s.changeCampaign(ctx, id, func(ctx context.Context, tx pgx.Tx, now campaign.Campaign) error {
		// Those who add messages hold the row that is locked here.
		completed = false
		tag, err := tx.Exec(ctx, completeCampaign, id)
		completed = tag.RowsAffected() > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("complete campaign: %w", err)
	}
	return completed, nil
}

const completeCampaign = `
UPDATE campaigns SET status = 'completed', problem = '', version = version + 1, updated_at = now()
WHERE id = $1 AND status = 'running'
  AND NOT EXISTS (SELECT FROM campaign_messages WHERE campaign_id = $1 AND state IN ('queued', 'sending'))`

// NoteCampaign says in a sentence for people why a campaign stands still, "" for
// not.
func (s *Store) NoteCampaign(ctx context.Context, id, problem string) error {
	if _, err := s.pool.Exec(ctx, noteCampaign, pgx.NamedArgs{"id": id, "problem": problem}); err != nil {
		return fmt.Errorf("note campaign: %w", err)
	}
	return nil
}

const noteCampaign = `UPDATE campaigns SET problem = @problem WHERE id = @id AND problem <> @problem`
