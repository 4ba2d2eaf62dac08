package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/campaign"
	"github.com/parleyhq/parley/conversation"
)

// Campaigns is what campaigns need of the store. What names one that is not there
// fails with campaign.ErrNotFound, and what cannot be done now with
// *campaign.StateError; by is a user, "" for none.
type Campaigns interface {
	ListCampaigns(ctx context.Context, f campaign.Filter) ([]campaign.Campaign, error)
	// CreateCampaign fails with campaign.ErrNoInbox.
	CreateCampaign(ctx context.Context, c campaign.Campaign, by string) (campaign.Campaign, error)
	GetCampaign(ctx context.Context, id string) (campaign.Campaign, error)
	// UpdateCampaign fails with campaign.ErrChanged if the version is not the stored
	// one.
	UpdateCampaign(ctx context.Context, c campaign.Campaign, by string, version int64) (campaign.Campaign, error)
	// ActOnCampaign fails with campaign.ErrOwnEdit unless mayOwn.
	ActOnCampaign(ctx context.Context, id string, action campaign.Action, by string, mayOwn bool) (campaign.Campaign, error)
	CampaignCounts(ctx context.Context, campaignID string) (campaign.Counts, error)
	CampaignMessages(ctx context.Context, campaignID string, f campaign.MessageFilter) ([]campaign.Message, error)
	CancelCampaignMessage(ctx context.Context, campaignID, id string) (campaign.Message, error)
	// AddRecipients returns a verdict for each. It fails with
	// conversation.ErrConflict if a message's id belongs to another one.
	AddRecipients(ctx context.Context, campaignID string, recipients []campaign.Recipient, bulk, dryRun bool, by string) ([]campaign.Verdict, error)
	SetOptOut(ctx context.Context, contactID string, out bool, by string) (since time.Time, err error)
	OptOutWords(ctx context.Context) (campaign.Words, error)
	// SetOptOutWords fails with campaign.ErrChanged and campaign.ErrWordsOverlap.
	SetOptOutWords(ctx context.Context, w campaign.Words, by string) (campaign.Words, error)
}

type campaignHandlers struct {
	campaigns Campaigns
	inboxes   Inboxes
	files     Files
	templates templateHandlers
	ring      campaignBell
}

// ListCampaigns lists campaigns.
func (h campaignHandlers) ListCampaigns(ctx context.Context, r ListCampaignsRequestObject) (ListCampaignsResponseObject, error) {
	p := r.Params
	f := campaign.Filter{Status: campaign.Status(p.Status), Label: p.Label, Query: p.Q, Archived: p.Archived}
	name, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("name list: %w", err)
	}
	listName := "campaigns " + string(name)
	if f.After, err = cursorOr(listName, p.Cursor, ""); err != nil {
		return nil, err
	}
	limit := orDefault(p.Limit, defaultLimit)
	f.Limit = limit + 1
	found, err := h.campaigns.ListCampaigns(ctx, f)
	if err != nil {
		return nil, err
	}
	items, next, err := page(found, limit, listName, func(c campaign.Campaign) any { return c.ID })
	if err != nil {
		return nil, err
	}
	return ListCampaigns200JSONResponse{Items: each(items, campaignView), NextCursor: next}, nil
}

// CreateCampaign creates a draft.
func (h campaignHandlers) CreateCampaign(ctx context.Context, r CreateCampaignRequestObject) (CreateCampaignResponseObject, error) {
	b := r.Body
	var f fields
	c := campaign.Campaign{Name: f.name("name", b.Name), Labels: b.Labels, InboxID: b.InboxID, Template: templateOf(b.Template), Transactional: b.Transactional}
	inbox, err := h.inbox(ctx, &f, b.InboxID)
	if err != nil {
		return nil, err
	}
	if inbox.ID != "" {
		f.template(c.Template, inbox.Channel)
	}
	if err := h.header(ctx, &f, c.Template); err != nil {
		return nil, err
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	stored, err := h.campaigns.CreateCampaign(ctx, c, editor(ctx))
	if err != nil {
		return nil, err
	}
	return CreateCampaign201JSONResponse(campaignView(stored)), nil
}

// inbox reads the inbox of a campaign to be; one that is not there is a field
// that is not acceptable.
func (h campaignHandlers) inbox(ctx context.Context, f *fields, id string) (conversation.Inbox, error) {
	if !conversation.IsUUID(id) {
		f.add("inbox_id", "is no inbox")
		return conversation.Inbox{}, nil
	}
	inbox, err := h.inboxes.GetInbox(ctx, id)
	if errors.Is(err, conversation.ErrNotFound) {
		f.add("inbox_id", "is no inbox")
		return conversation.Inbox{}, nil
	}
	return inbox, err
}

// GetCampaign reads a campaign and counts its messages.
func (h campaignHandlers) GetCampaign(ctx context.Context, r GetCampaignRequestObject) (GetCampaignResponseObject, error) {
	found, err := h.campaigns.GetCampaign(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	counts, err := h.campaigns.CampaignCounts(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	view := campaignView(found)
	view.Counts = countsView(counts)
	return GetCampaign200JSONResponse(view), nil
}

// UpdateCampaign changes a draft.
func (h campaignHandlers) UpdateCampaign(ctx context.Context, r UpdateCampaignRequestObject) (UpdateCampaignResponseObject, error) {
	old, err := h.campaigns.GetCampaign(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	b := r.Body
	var f fields
	c := campaign.Campaign{ID: old.ID, Name: f.name("name", b.Name), Labels: b.Labels, Template: templateOf(b.Template), Transactional: b.Transactional}
	f.template(c.Template, old.Channel)
	if err := h.header(ctx, &f, c.Template); err != nil {
		return nil, err
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	stored, err := h.campaigns.UpdateCampaign(ctx, c, editor(ctx), seenVersion(b.Version, old.Version))
	if errors.Is(err, campaign.ErrChanged) {
		p := problemOf(err, func(error) bool { return false })
		now, lost := h.campaigns.GetCampaign(ctx, r.ID)
		p.version = now.Version
		return nil, errors.Join(p, lost)
	}
	if err != nil {
		return nil, err
	}
	return UpdateCampaign200JSONResponse(campaignView(stored)), nil
}

// LaunchCampaign lets a campaign send.
func (h campaignHandlers) LaunchCampaign(ctx context.Context, r LaunchCampaignRequestObject) (LaunchCampaignResponseObject, error) {
	draft, err := h.campaigns.GetCampaign(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if draft.Status == campaign.Draft {
		if err := h.templates.fits(ctx, draft); err != nil {
			return nil, err
		}
	}
	c, err := h.act(ctx, r.ID, campaign.Launch)
	return LaunchCampaign200JSONResponse(c), err
}

// PauseCampaign stops a campaign for a while.
func (h campaignHandlers) PauseCampaign(ctx context.Context, r PauseCampaignRequestObject) (PauseCampaignResponseObject, error) {
	c, err := h.act(ctx, r.ID, campaign.Pause)
	return PauseCampaign200JSONResponse(c), err
}

// ResumeCampaign lets a paused campaign go on.
func (h campaignHandlers) ResumeCampaign(ctx context.Context, r ResumeCampaignRequestObject) (ResumeCampaignResponseObject, error) {
	c, err := h.act(ctx, r.ID, campaign.Resume)
	return ResumeCampaign200JSONResponse(c), err
}

// CancelCampaign ends a campaign for good.
func (h campaignHandlers) CancelCampaign(ctx context.Context, r CancelCampaignRequestObject) (CancelCampaignResponseObject, error) {
	c, err := h.act(ctx, r.ID, campaign.Cancel)
	return CancelCampaign200JSONResponse(c), err
}

// ArchiveCampaign puts a campaign away.
func (h campaignHandlers) ArchiveCampaign(ctx context.Context, r ArchiveCampaignRequestObject) (ArchiveCampaignResponseObject, error) {
	c, err := h.act(ctx, r.ID, campaign.Archive)
	return ArchiveCampaign200JSONResponse(c), err
}

// act does something to a campaign. Whatever it was, the workflow has a look.
func (h campaignHandlers) act(ctx context.Context, id string, action campaign.Action) (Campaign, error) {
	changed, err := h.campaigns.ActOnCampaign(ctx, id, action, editor(ctx), account.MayPublishOwn(callOf(ctx).principal))
	if err != nil {
		return Campaign{}, err
	}
	h.ring.changed(ctx, changed)
	return campaignView(changed), nil
}
