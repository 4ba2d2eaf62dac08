package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// CreateCampaign stores a draft; id, status and instants are set by the store. by
// is the user who wrote it, "" for an API key. It does not validate it. It fails
// with campaign.ErrNoInbox.
func (s *Store) CreateCampaign(ctx context.Context, c campaign.Campaign, by string) (campaign.Campaign, error) {
	c.ID = uuid.Must(uuid.NewV7()).String()
	args, err := campaignArgs(c, by)
	if err != nil {
		return campaign.Campaign{}, fmt.Errorf("create campaign: %w", err)
	}
	_, err = s.pool.Exec(ctx, insertCampaign, args)
	if violates(err, "campaigns_inbox_id_fkey") {
		err = campaign.ErrNoInbox
	}
	if err != nil {
		return campaign.Campaign{}, fmt.Errorf("create campaign: %w", err)
	}
	return s.GetCampaign(ctx, c.ID)
}

const insertCampaign = `
INSERT INTO campaigns (id, name, labels, inbox_id, template, transactional, edited_by)
VALUES (@id, @name, @labels, @inbox, @template, @transactional, @by)`

// GetCampaign returns a campaign or campaign.ErrNotFound.
func (s *Store) GetCampaign(ctx context.Context, id string) (campaign.Campaign, error) {
	c, err := oneCampaign(ctx, s.pool, selectCampaign, id)
	if err != nil {
		return campaign.Campaign{}, fmt.Errorf("get campaign: %w", err)
	}
	return c, nil
}

const campaignColumns = `c.id, c.name, c.labels, c.inbox_id, i.channel, c.template, c.transactional, c.status, c.problem, c.edited_by,
	c.launched_by, c.launched_at, c.archived_at, c.version, c.created_at, c.updated_at`

const campaignTables = ` FROM campaigns c JOIN inboxes i ON i.id = c.inbox_id`

const selectCampaign = `SELECT ` + campaignColumns + campaignTables + ` WHERE c.id = @id`

const selectCampaignForUpdate = selectCampaign + ` FOR UPDATE OF c`

// ListCampaigns returns at most f.Limit campaigns, newest first.
func (s *Store) ListCampaigns(ctx context.Context, f campaign.Filter) ([]campaign.Campaign, error) {
	rows, err := s.pool.Query(ctx, listCampaigns, pgx.NamedArgs{
		"status": string(f.Status), "label": f.Label, "query": f.Query, "archived": f.Archived,
		"after": nullID(f.After), "limit": f.Limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	found, err := pgx.CollectRows(rows, scanCampaign)
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	return found, nil
}

const listCampaigns = `SELECT ` + campaignColumns + campaignTables + `
WHERE (@status = '' OR c.status = @status) AND (@label = '' OR @label = ANY (c.labels))
  AND (@query = '' OR strpos(lower(c.name), lower(@query)) > 0)
  AND (c.archived_at IS NOT NULL) = @archived
  AND (@after::uuid IS NULL OR (c.created_at, c.id) < (SELECT o.created_at, o.id FROM campaigns o WHERE o.id = @after))
ORDER BY c.created_at DESC, c.id DESC LIMIT @limit`

// UpdateCampaign replaces name, labels, template and kind of the draft with c's id;
// version is the one that was changed. It fails with campaign.ErrNotFound,
// campaign.ErrChanged and *campaign.StateError.
func (s *Store) UpdateCampaign(ctx context.Context, c campaign.Campaign, by string, version int64) (campaign.Campaign, error) {
	args, err := campaignArgs(c, by)
	if err != nil {
		return campaign.Campaign{}, fmt.Errorf("update campaign: %w", err)
	}
	updated, err := s.changeCampaign(ctx, c.ID, func(ctx context.Context, tx pgx.Tx, now campaign.Campaign) error {
		if err := now.Editable(); err != nil {
			return err
		}
		if now.Version != version {
			return campaign.ErrChanged
		}
		_, err := tx.Exec(ctx, updateCampaign, args)
		return err
	})
	if err != nil {
		return campaign.Campaign{}, fmt.Errorf("update campaign: %w", err)
	}
	return updated, nil
}

const updateCampaign = `
UPDATE campaigns SET name = @name, labels = @labels, template = @template, transactional = @transactional, edited_by = @by, version = version + 1, updated_at = now()
WHERE id = @id`

// changeCampaign runs change on the locked row of a campaign and returns it as it
// is then.
func (s *Store) changeCampaign(
	ctx context.Context, id string, change func(ctx context.Context, tx pgx.Tx, now campaign.Campaign) error,
) (campaign.Campaign, error) {
	var changed campaign.Campaign
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := oneCampaign(ctx, tx, selectCampaignForUpdate, id)
		if err != nil {
			return err
		}
		if err := change(ctx, tx, now); err != nil {
			return err
		}
		changed, err = oneCampaign(ctx, tx, selectCampaign, id)
		return err
	})
	return changed, err
}

func campaignArgs(c campaign.Campaign, by string) (pgx.NamedArgs, error) {
	template, err := json.Marshal(c.Template)
	if err != nil {
		return nil, fmt.Errorf("encode template: %w", err)
	}
	return pgx.NamedArgs{
		"id": c.ID, "name": c.Name, "labels": nonNil(c.Labels), "inbox": c.InboxID, "template": template,
		"transactional": c.Transactional, "by": nullID(by),
	}, nil
}

// oneCampaign fails with campaign.ErrNotFound.
func oneCampaign(ctx context.Context, q querier, sql, id string) (campaign.Campaign, error) {
	rows, err := q.Query(ctx, sql, pgx.NamedArgs{"id": id})
	if err != nil {
		return campaign.Campaign{}, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanCampaign)
	if errors.Is(err, pgx.ErrNoRows) {
		err = campaign.ErrNotFound
	}
	return c, err
}

type campaignRow struct {
	ID            string
	Name          string
	Labels        []string
	InboxID       string
	Channel       conversation.Channel
	Template      []byte
	Transactional bool
	Status        campaign.Status
	Problem       string
	EditedBy      *string
	LaunchedBy    *string
	LaunchedAt    *time.Time
	ArchivedAt    *time.Time
	Version       int64
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

func scanCampaign(row pgx.CollectableRow) (campaign.Campaign, error) {
	r, err := pgx.RowToStructByName[campaignRow](row)
	if err != nil {
		return campaign.Campaign{}, err
	}
	c := campaign.Campaign{
		ID: r.ID, Name: r.Name, Labels: r.Labels, InboxID: r.InboxID, Channel: r.Channel, Transactional: r.Transactional, Status: r.Status,
		Problem: r.Problem, EditedBy: text(r.EditedBy), LaunchedBy: text(r.LaunchedBy), LaunchedAt: instant(r.LaunchedAt),
		ArchivedAt: instant(r.ArchivedAt), Version: r.Version, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
	}
	return c, decode("template", r.ID, r.Template, &c.Template)
}
