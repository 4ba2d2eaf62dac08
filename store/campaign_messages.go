package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// CampaignMessages returns at most f.Limit messages of a campaign in the order in
// which they were handed in; none of an unknown campaign.
func (s *Store) CampaignMessages(ctx context.Context, campaignID string, f campaign.MessageFilter) ([]campaign.Message, error) {
	rows, err := s.pool.Query(ctx, listCampaignMessages, pgx.NamedArgs{
		"campaign": campaignID, "state": string(f.State), "after": f.After, "limit": f.Limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list campaign messages: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanCampaignMessage)
	if err != nil {
		return nil, fmt.Errorf("list campaign messages: %w", err)
	}
	return found, nil
}

// campaignMessages shows each message as it stands: while it waits by its own
// row, after that by the one of the history.
const campaignMessages = `
SELECT s.id, s.position, s.contact_id, ` + knownAs + ` AS contact_name,
       (SELECT i.value FROM contact_identities i WHERE i.inbox_id = s.inbox_id AND i.contact_id = s.contact_id
        ORDER BY i.kind <> 'wa_phone', i.created_at, i.value LIMIT 1) AS address,
       s.parameters, s.due_at, s.created_at,
       CASE WHEN s.state IN ('sending', 'done') THEN m.state ELSE s.state END AS state,
       CASE WHEN s.state IN ('skipped', 'cancelled') THEN s.reason ELSE coalesce(m.reason, '') END AS reason,
       m.sent_at, m.conversation_id, m.external_id,
       (SELECT min(r.created_at) FROM messages r
        WHERE r.author = 'contact' AND r.campaign_id <> '' AND r.campaign_id = @campaign::uuid::text
          AND r.conversation_id = m.conversation_id) AS replied_at
FROM campaign_messages s
JOIN contacts k ON k.id = s.contact_id
LEFT JOIN messages m ON m.id = s.id
WHERE s.campaign_id = @campaign`

const listCampaignMessages = campaignMessages + `
  AND s.position > @after
  AND (@state = '' OR CASE WHEN s.state IN ('sending', 'done') THEN m.state ELSE s.state END = @state)
ORDER BY s.position LIMIT @limit`

const selectCampaignMessage = campaignMessages + ` AND s.id = @id`

type campaignMessageRow struct {
	ID             string
	Position       int64
	ContactID      string
	ContactName    string
	Address        *string
	Parameters     []byte
	DueAt          time.Time
	CreatedAt      time.Time
	State          campaign.MessageState
	Reason         string
	SentAt         *time.Time
	RepliedAt      *time.Time
	ConversationID *string
	ExternalID     *string
}

func scanCampaignMessage(row pgx.CollectableRow) (campaign.Message, error) {
	r, err := pgx.RowToStructByName[campaignMessageRow](row)
	if err != nil {
		return campaign.Message{}, err
	}
	m := campaign.Message{
		ID: r.ID, Position: r.Position, Contact: conversation.Person{ID: r.ContactID, Name: r.ContactName}, Address: text(r.Address),
		State: r.State, Reason: r.Reason, DueAt: r.DueAt.UTC(), SentAt: instant(r.SentAt),
		RepliedAt: instant(r.RepliedAt), ConversationID: text(r.ConversationID), ExternalID: text(r.ExternalID), CreatedAt: r.CreatedAt.UTC(),
	}
	return m, decode("parameters", r.ID, r.Parameters, &m.Values)
}

// CancelCampaignMessage takes a message back that is still to be sent; one that
// is cancelled stays so. It fails with campaign.ErrNotFound, and with
// *campaign.StateError for one that is on its way or further.
func (s *Store) CancelCampaignMessage(ctx context.Context, campaignID, id string) (campaign.Message, error) {
	var m campaign.Message
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		args := pgx.NamedArgs{"campaign": campaignID, "id": id, "reason": "it was cancelled"}
		if _, err := tx.Exec(ctx, withdrawMessages, args); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, selectCampaignMessage, args)
		if err != nil {
			return err
		}
		m, err = pgx.CollectExactlyOneRow(rows, scanCampaignMessage)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return campaign.ErrNotFound
		case err == nil && m.State != campaign.Withdrawn:
			return &campaign.StateError{Words: "It is not waiting any more: it is " + string(m.State) + "."}
		default:
			return err
		}
	})
	if err != nil {
		return campaign.Message{}, fmt.Errorf("cancel campaign message: %w", err)
	}
	return m, nil
}

// CampaignCounts counts the messages of a campaign; all are zero for an unknown
// one.
func (s *Store) CampaignCounts(ctx context.Context, campaignID string) (campaign.Counts, error) {
	rows, err := s.pool.Query(ctx, countCampaignMessages, pgx.NamedArgs{"campaign": campaignID})
	if err != nil {
		return campaign.Counts{}, fmt.Errorf("count campaign messages: %w", err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[campaign.Counts])
	if err != nil {
		return campaign.Counts{}, fmt.Errorf("count campaign messages: %w", err)
	}
	return c, nil
}

const countCampaignMessages = `
WITH replied AS MATERIALIZED (
	SELECT DISTINCT r.conversation_id FROM messages r
	WHERE r.author = 'contact' AND r.campaign_id <> '' AND r.campaign_id = @campaign::uuid::text
)
SELECT count(*) AS total,
       count(*) FILTER (WHERE k.state = 'queued') AS queued,
       count(*) FILTER (WHERE at = 'sending') AS sending,
       count(*) FILTER (WHERE at = 'sent') AS sent,
       count(*) FILTER (WHERE at = 'delivered') AS delivered,
       count(*) FILTER (WHERE at = 'read') AS read,
       count(*) FILTER (WHERE at = 'failed') AS failed,
       count(*) FILTER (WHERE at = 'unknown') AS unknown,
       count(*) FILTER (WHERE k.state = 'skipped') AS skipped,
       count(*) FILTER (WHERE k.state = 'cancelled') AS cancelled,
       (SELECT count(*) FROM replied) AS replied,
       (SELECT count(*) FROM replied r WHERE EXISTS (
            SELECT FROM tickets t
            WHERE t.conversation_id = r.conversation_id AND t.campaign_id = @campaign::uuid::text AND t.status = 'resolved')) AS resolved
FROM campaign_messages k
LEFT JOIN LATERAL (SELECT m.state FROM messages m WHERE m.id = k.id AND k.state IN ('sending', 'done')) m (at) ON true
WHERE k.campaign_id = @campaign`
