package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// OpenCampaign returns a campaign with its inbox, for BeginCampaignMessage. It
// fails with campaign.ErrNotFound.
func (s *Store) OpenCampaign(ctx context.Context, id string) (campaign.Sending, error) {
	c, err := s.GetCampaign(ctx, id)
	if err != nil {
		return campaign.Sending{}, err
	}
	inbox, err := s.GetInbox(ctx, c.InboxID)
	if err != nil {
		return campaign.Sending{}, fmt.Errorf("open campaign: %w", err)
	}
	return campaign.Sending{Campaign: c, Inbox: inbox}, nil
}

// BeginCampaignMessage takes the next message of a campaign that is due, records
// the attempt to send it and returns what to send. A message whose attempt is
// recorded is never given out again unless FinishCampaignMessage says that it has
// certainly not gone out: a provider's call has no idempotency key. Who wants none
// is skipped on the way.
//
// When nothing is to be sent now, the Dispatch is nil and the Turn says why.
func (s *Store) BeginCampaignMessage(ctx context.Context, c campaign.Sending) (*conversation.Dispatch, campaign.Turn, error) {
	var dispatch *conversation.Dispatch
	var turn campaign.Turn
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		dispatch, turn = nil, campaign.Turn{}
		var err error
		dispatch, turn, err = beginCampaignMessage(ctx, tx, c)
		return err
	})
	if err != nil {
		return nil, campaign.Turn{}, fmt.Errorf("begin campaign message: %w", err)
	}
	return dispatch, turn, nil
}

func beginCampaignMessage(ctx context.Context, tx pgx.Tx, c campaign.Sending) (*conversation.Dispatch, campaign.Turn, error) {
	next, err := nextWanted(ctx, tx, c.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		turn, err := idleTurn(ctx, tx, c.ID)
		return nil, turn, err
	}
	if err != nil {
		return nil, campaign.Turn{}, fmt.Errorf("find next: %w", err)
	}
	if next.InboxState == string(conversation.InboxDisabled) {
		return nil, campaign.Turn{Held: "The inbox is disabled."}, nil
	}
	if at, err := drawForCampaign(ctx, tx, c.InboxID); err != nil || !at.IsZero() {
		return nil, campaign.Turn{NextAt: at, Paced: true}, err
	}
	dispatch, err := next.dispatch(c)
	if err != nil {
		return nil, campaign.Turn{}, err
	}
	template, err := json.Marshal(dispatch.Template)
	if err != nil {
		return nil, campaign.Turn{}, fmt.Errorf("encode template: %w", err)
	}
	if dispatch.Template == nil {
		template = nil
	}
	_, err = tx.Exec(ctx, beginCampaignAttempt, pgx.NamedArgs{
		"id": next.ID, "conversation": next.ConversationID, "inbox": c.InboxID, "text": dispatch.Message.Text,
		"kind": messageKind(dispatch.Template), "template": template, "campaign": c.ID,
	})
	if err != nil {
		return nil, campaign.Turn{}, fmt.Errorf("record attempt: %w", err)
	}
	return dispatch, campaign.Turn{}, nil
}

func messageKind(t *conversation.Template) conversation.Kind {
	if t == nil {
		return conversation.KindText
	}
	return conversation.KindTemplate
}

// mostSkips bounds a transaction: one that finds nobody else ends as if nothing
// were due, and the next one goes on.
const mostSkips = 100

// nextWanted finds the next message whose recipient wants it, and skips the
// others before it. It fails with pgx.ErrNoRows if there is none.
func nextWanted(ctx context.Context, tx pgx.Tx, campaignID string) (nextCampaignRow, error) {
	for range mostSkips {
		next, err := nextCampaignMessage(ctx, tx, campaignID)
		if err != nil || next.Unwanted == "" {
			return next, err
		}
		if _, err := tx.Exec(ctx, skipCampaignMessage, next.ID, campaign.Verdict(next.Unwanted).Words()); err != nil {
			return next, fmt.Errorf("skip: %w", err)
		}
	}
	return nextCampaignRow{}, pgx.ErrNoRows
}

const skipCampaignMessage = `UPDATE campaign_messages SET state = 'skipped', reason = $2 WHERE id = $1`

type nextCampaignRow struct {
	ID             string
	Parameters     []byte
	ContactName    string
	ConversationID *string
	Identities     []byte
	Words          string
	// Unwanted is the campaign.Verdict on who wants none, "" else.
	Unwanted   string
	InboxState string
	WindowEnd  *time.Time
	Attempts   int
	// BegunAt is when it was first tried.
	BegunAt time.Time
}

func nextCampaignMessage(ctx context.Context, tx pgx.Tx, campaignID string) (nextCampaignRow, error) {
	rows, err := tx.Query(ctx, selectNextCampaignMessage, campaignID)
	if err != nil {
		return nextCampaignRow{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[nextCampaignRow])
}

// selectNextCampaignMessage skips what another sender of the campaign holds.
const selectNextCampaignMessage = `
SELECT k.id, k.parameters, t.name AS contact_name, v.id AS conversation_id, least(v.window_expires_at, v.window_closed_at) AS window_end,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'value', d.value) ORDER BY d.created_at, d.kind, d.value), '[]')
        FROM contact_identities d WHERE d.inbox_id = k.inbox_id AND d.contact_id = k.contact_id) AS identities,
       coalesce((SELECT p.components ->> 'body' FROM templates p
        WHERE p.inbox_id = k.inbox_id AND p.name = c.template #>> '{approved,name}'
          AND p.language = c.template #>> '{approved,language}'), '') AS words,
       CASE WHEN t.blocked_at IS NOT NULL THEN 'blocked' WHEN t.opted_out_at IS NOT NULL AND NOT c.transactional THEN 'opted_out' ELSE '' END AS unwanted,
       i.state AS inbox_state, coalesce(m.attempts, 0) AS attempts, coalesce(m.created_at, clock_timestamp()) AS begun_at
FROM campaign_messages k
JOIN campaigns c ON c.id = k.campaign_id
JOIN inboxes i ON i.id = k.inbox_id
JOIN contacts t ON t.id = k.contact_id
LEFT JOIN messages m ON m.id = k.id
LEFT JOIN conversations v ON v.inbox_id = k.inbox_id AND v.contact_id = k.contact_id
WHERE k.campaign_id = $1 AND c.status = 'running' AND k.state = 'queued' AND k.due_at <= clock_timestamp()
ORDER BY k.due_at, k.position LIMIT 1 FOR UPDATE OF k SKIP LOCKED`

func (r nextCampaignRow) dispatch(c campaign.Sending) (*conversation.Dispatch, error) {
	var values map[string]string
	if err := decode("parameters", r.ID, r.Parameters, &values); err != nil {
		return nil, err
	}
	var identities []conversation.Identity
	if err := decode("identities", r.ID, r.Identities, &identities); err != nil {
		return nil, err
	}
	filled := c.Template.Fill(values, r.Words)
	d := &conversation.Dispatch{
		Message: conversation.Message{
			ID: r.ID, ConversationID: text(r.ConversationID), Direction: conversation.Out, Author: conversation.ByCampaignSend,
			Text: filled.Text, CampaignID: c.ID, CreatedAt: r.BegunAt.UTC(),
		},
		Inbox: c.Inbox, Identities: identities, Template: filled.Approved, Attempt: r.Attempts + 1,
		To: conversation.Sender{Name: r.ContactName}, Window: conversation.Window{ExpiresAt: instant(r.WindowEnd)},
	}
	if len(identities) > 0 {
		d.To.ID = identities[0].Value
	}
	return d, nil
}

// beginCampaignAttempt records the attempt in the history: in the person's
// conversation if they have one, else in none until they reply.
const beginCampaignAttempt = `
WITH begun AS (
	UPDATE campaign_messages SET state = 'sending', begun_at = clock_timestamp() WHERE id = @id
)
INSERT INTO messages (id, conversation_id, inbox_id, direction, author, text, kind, template, campaign_id, state, attempts)
VALUES (@id, @conversation, @inbox, 'out', 'campaign', @text, @kind, @template, @campaign, 'sending', 1)
ON CONFLICT (id) DO UPDATE SET state = 'sending', attempts = messages.attempts + 1, not_before = NULL`

// idleTurn says when the next message may go.
func idleTurn(ctx context.Context, tx pgx.Tx, campaignID string) (campaign.Turn, error) {
	var next *time.Time
	if err := tx.QueryRow(ctx, nextCampaignDue, campaignID).Scan(&next); err != nil {
		return campaign.Turn{}, fmt.Errorf("find next due: %w", err)
	}
	return campaign.Turn{NextAt: instant(next)}, nil
}

const nextCampaignDue = `
SELECT min(k.due_at) FROM campaign_messages k JOIN campaigns c ON c.id = k.campaign_id
WHERE k.campaign_id = $1 AND c.status = 'running' AND k.state = 'queued'`

// drawForCampaign takes a token of the inbox's bucket if a whole one is there: a
// campaign keeps no places, so that agents' messages go before it.
func drawForCampaign(ctx context.Context, tx pgx.Tx, inboxID string) (notBefore time.Time, err error) {
	var at *time.Time
	if err := tx.QueryRow(ctx, drawWholeToken, inboxID).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("draw token: %w", err)
	}
	return instant(at), nil
}

// drawWholeToken draws none while the provider wants to be left alone.
const drawWholeToken = `
WITH bucket AS (
	SELECT id, rate_per_second AS rate, burst,
	       CASE WHEN paused_until > clock_timestamp() THEN paused_until END AS paused_until,
	       least(burst, tokens + rate_per_second * greatest(0, extract(epoch FROM clock_timestamp() - refilled_at))) AS level
	FROM inboxes WHERE id = $1 FOR UPDATE
), drawn AS (
	UPDATE inboxes i SET tokens = b.level - 1, refilled_at = clock_timestamp()
	FROM bucket b WHERE i.id = b.id AND b.rate > 0 AND b.level >= 1 AND b.paused_until IS NULL
)
SELECT CASE WHEN b.paused_until IS NOT NULL THEN b.paused_until
            WHEN b.rate > 0 AND b.level < 1
            THEN clock_timestamp() + make_interval(secs => least((1 - b.level) / b.rate, 3600)) END
FROM bucket b`
