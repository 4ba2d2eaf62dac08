package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/campaign"
)

// ActOnCampaign launches, pauses, resumes, cancels or archives a campaign; what
// is so already stays. by is the user who acts, "" for an API key; mayOwn says
// that they may launch what they edited last themselves. Cancelling cancels every
// message that has not gone out. It fails with campaign.ErrNotFound,
// campaign.ErrOwnEdit and *campaign.StateError.
func (s *Store) ActOnCampaign(ctx context.Context, id string, action campaign.Action, by string, mayOwn bool) (campaign.Campaign, error) {
	changed, err := s.changeCampaign(ctx, id, func(ctx context.Context, tx pgx.Tx, now campaign.Campaign) error {
		if !now.ArchivedAt.IsZero() && action != campaign.Archive {
			return &campaign.StateError{Words: "The campaign is archived."}
		}
		to, err := now.Status.After(action)
		if err != nil {
			return err
		}
		if action == campaign.Launch && to != now.Status && !mayOwn && by != "" && now.EditedBy == by {
			return campaign.ErrOwnEdit
		}
		if to == now.Status && action != campaign.Archive || !now.ArchivedAt.IsZero() {
			return nil
		}
		args := pgx.NamedArgs{"id": id, "action": string(action), "status": string(to), "by": nullID(by)}
		if _, err := tx.Exec(ctx, actOnCampaign, args); err != nil {
			return err
		}
		if action == campaign.Cancel {
			_, err = tx.Exec(ctx, withdrawMessages, pgx.NamedArgs{"campaign": id, "id": nil, "reason": "the campaign was cancelled"})
		}
		return err
	})
	if err != nil {
		return campaign.Campaign{}, fmt.Errorf("%s campaign: %w", action, err)
	}
	return changed, nil
}

const actOnCampaign = `
UPDATE campaigns
SET status = @status, problem = '', version = version + 1, updated_at = now(),
    launched_by = CASE WHEN @action = 'launch' THEN @by ELSE launched_by END,
    launched_at = CASE WHEN @action = 'launch' THEN now() ELSE launched_at END,
    archived_at = CASE WHEN @action = 'archive' THEN now() ELSE archived_at END
WHERE id = @id`

// withdrawMessages cancels one message of a campaign or all, but for those whose
// attempt is recorded. One that was to be tried again has a row in the history.
const withdrawMessages = `
WITH withdrawn AS (
	UPDATE campaign_messages SET state = 'cancelled', reason = @reason
	WHERE campaign_id = @campaign AND (@id::uuid IS NULL OR id = @id) AND state = 'queued'
	RETURNING id
)
UPDATE messages m SET state = 'dropped', reason = @reason
FROM withdrawn w WHERE m.id = w.id AND m.state = 'queued'`
