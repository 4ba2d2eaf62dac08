package api

import (
	"context"

	"github.com/parleyhq/parley/conversation"
)

// Inboxes is what managing inboxes needs of the store. All but the first two
// fail with conversation.ErrNotFound.
type Inboxes interface {
	ListInboxes(ctx context.Context) ([]conversation.Inbox, error)
	CreateInbox(ctx context.Context, channel conversation.Channel, in conversation.InboxSettings) (conversation.Inbox, error)
	GetInbox(ctx context.Context, id string) (conversation.Inbox, error)
	UpdateInbox(ctx context.Context, id string, in conversation.InboxSettings) (conversation.Inbox, error)
	RotateInboxSecret(ctx context.Context, id string) (conversation.Inbox, error)
	DropOldInboxSecret(ctx context.Context, id string) (conversation.Inbox, error)
	DisableInbox(ctx context.Context, id, reason string) (conversation.Inbox, error)
	EnableInbox(ctx context.Context, id string) (conversation.Inbox, error)
}

type inboxHandlers struct{ inboxes Inboxes }

// ListInboxes lists all inboxes.
func (h inboxHandlers) ListInboxes(ctx context.Context, _ ListInboxesRequestObject) (ListInboxesResponseObject, error) {
	inboxes, err := h.inboxes.ListInboxes(ctx)
	if err != nil {
		return nil, err
	}
	return ListInboxes200JSONResponse{Items: each(inboxes, inboxView)}, nil
}

// CreateInbox creates an inbox and shows its signing secret, this once.
func (h inboxHandlers) CreateInbox(ctx context.Context, r CreateInboxRequestObject) (CreateInboxResponseObject, error) {
	settings, err := settingsOf(r.Body.Name, r.Body.Config)
	if err != nil {
		return nil, err
	}
	inbox, err := h.inboxes.CreateInbox(ctx, conversation.Channel(r.Body.Channel), settings)
	if err != nil {
		return nil, err
	}
	return CreateInbox201JSONResponse(inboxWithSecret(inbox)), nil
}

// GetInbox reads an inbox.
func (h inboxHandlers) GetInbox(ctx context.Context, r GetInboxRequestObject) (GetInboxResponseObject, error) {
	inbox, err := h.inboxes.GetInbox(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetInbox200JSONResponse(inboxView(inbox)), nil
}

// UpdateInbox changes an inbox's settings.
func (h inboxHandlers) UpdateInbox(ctx context.Context, r UpdateInboxRequestObject) (UpdateInboxResponseObject, error) {
	settings, err := settingsOf(r.Body.Name, r.Body.Config)
	if err != nil {
		return nil, err
	}
	inbox, err := h.inboxes.UpdateInbox(ctx, r.ID, settings)
	if err != nil {
		return nil, err
	}
	return UpdateInbox200JSONResponse(inboxView(inbox)), nil
}

// RotateInboxSecret adds a new signing secret and shows it, this once.
func (h inboxHandlers) RotateInboxSecret(ctx context.Context, r RotateInboxSecretRequestObject) (RotateInboxSecretResponseObject, error) {
	inbox, err := h.inboxes.RotateInboxSecret(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return RotateInboxSecret201JSONResponse(inboxWithSecret(inbox)), nil
}

// DropInboxSecret ends a rotation.
func (h inboxHandlers) DropInboxSecret(ctx context.Context, r DropInboxSecretRequestObject) (DropInboxSecretResponseObject, error) {
	if _, err := h.inboxes.DropOldInboxSecret(ctx, r.ID); err != nil {
		return nil, err
	}
	return DropInboxSecret204Response{}, nil
}

// DisableInbox stops deliveries.
func (h inboxHandlers) DisableInbox(ctx context.Context, r DisableInboxRequestObject) (DisableInboxResponseObject, error) {
	inbox, err := h.inboxes.DisableInbox(ctx, r.ID, "switched off by an admin")
	if err != nil {
		return nil, err
	}
	return DisableInbox200JSONResponse(inboxView(inbox)), nil
}

// EnableInbox lets an inbox deliver again.
func (h inboxHandlers) EnableInbox(ctx context.Context, r EnableInboxRequestObject) (EnableInboxResponseObject, error) {
	inbox, err := h.inboxes.EnableInbox(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return EnableInbox200JSONResponse(inboxView(inbox)), nil
}

func settingsOf(name string, config InboxConfig) (conversation.InboxSettings, error) {
	var f fields
	settings := conversation.InboxSettings{
		Name: f.name("name", name), DeliveryURL: config.DeliveryURL,
		RatePerSecond: config.RatePerSecond, Burst: max(config.Burst, 1),
	}
	if config.DeliveryURL != "" {
		f.link("config.delivery_url", config.DeliveryURL)
	}
	return settings, f.err()
}

func inboxView(i conversation.Inbox) Inbox {
	return Inbox{
		ID: i.ID, Name: i.Name, Channel: InboxChannel(i.Channel), CreatedAt: i.CreatedAt.UTC(),
		Config: InboxConfig{DeliveryURL: i.DeliveryURL, RatePerSecond: i.RatePerSecond, Burst: i.Burst},
		Health: InboxHealth{
			State: InboxHealthState(i.State), Reason: i.StateReason, Conflicts: i.Conflicts,
			LastInboundAt: instant(i.LastInboundAt), LastFailureAt: instant(i.LastFailureAt), LastFailure: i.LastFailure,
		},
	}
}

// inboxWithSecret shows the newest secret. The others are known already.
func inboxWithSecret(i conversation.Inbox) InboxWithSecret {
	v := inboxView(i)
	return InboxWithSecret{
		ID: v.ID, Name: v.Name, Channel: v.Channel, Config: v.Config, Health: v.Health,
		CreatedAt: v.CreatedAt, Secret: i.Secrets[0],
	}
}
