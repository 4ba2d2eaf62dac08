package api

import (
	"context"
	"net/url"

	"github.com/parleyhq/parley/conversation"
)

// Inboxes is what managing inboxes needs of the store. All but the first two
// fail with conversation.ErrNotFound.
type Inboxes interface {
	ListInboxes(ctx context.Context) ([]conversation.Inbox, error)
	// CreateInbox fails with conversation.ErrAccountTaken and
	// conversation.ErrNoSecretKeys.
	CreateInbox(ctx context.Context, channel conversation.Channel, in conversation.InboxSettings) (conversation.Inbox, error)
	GetInbox(ctx context.Context, id string) (conversation.Inbox, error)
	// InboxesOf returns those of a channel that have one of these accounts.
	InboxesOf(ctx context.Context, channel conversation.Channel, accounts []string) ([]conversation.Inbox, error)
	// UpdateInbox, RotateInboxSecret and DropOldInboxSecret fail with
	// conversation.ErrInboxLocked.
	UpdateInbox(ctx context.Context, id string, in conversation.InboxSettings) (conversation.Inbox, error)
	RotateInboxSecret(ctx context.Context, id string) (conversation.Inbox, error)
	DropOldInboxSecret(ctx context.Context, id string) (conversation.Inbox, error)
	RecordInboxCheck(ctx context.Context, id string, check conversation.InboxCheck) (conversation.Inbox, error)
	// InboxFigures counts how inboxes are doing.
	InboxFigures(ctx context.Context, ids []string) (map[string]conversation.InboxFigures, error)
	DisableInbox(ctx context.Context, id, reason string) (conversation.Inbox, error)
	EnableInbox(ctx context.Context, id string) (conversation.Inbox, error)
}

type inboxHandlers struct {
	inboxes  Inboxes
	channels map[conversation.Channel]Channel
	// public is the address that people and providers reach the API under.
	public *url.URL
}

// ListInboxes lists all inboxes.
func (h inboxHandlers) ListInboxes(ctx context.Context, _ ListInboxesRequestObject) (ListInboxesResponseObject, error) {
	inboxes, err := h.inboxes.ListInboxes(ctx)
	if err != nil {
		return nil, err
	}
	views, err := h.views(ctx, inboxes)
	if err != nil {
		return nil, err
	}
	return ListInboxes200JSONResponse{Items: views}, nil
}

// CreateInbox creates an inbox, unless its provider refuses the account, and shows its signing secret, or what was made for
// it, this once.
func (h inboxHandlers) CreateInbox(ctx context.Context, r CreateInboxRequestObject) (CreateInboxResponseObject, error) {
	channel := conversation.Channel(r.Body.Channel)
	form, err := h.formOf(channel)
	if err != nil {
		return nil, err
	}
	var f fields
	asked := f.settings(channel, r.Body.Name, r.Body.Config, r.Body.Credentials)
	asked.Account = r.Body.Account
	settings := f.complete(form, asked)
	if err := f.err(); err != nil {
		return nil, err
	}
	verdict, asking, err := h.ask(ctx, channel, settings)
	if err != nil {
		return nil, err
	}
	inbox, err := h.inboxes.CreateInbox(ctx, channel, settings)
	if err != nil {
		return nil, err
	}
	if asking {
		if inbox, err = h.inboxes.RecordInboxCheck(ctx, inbox.ID, verdict); err != nil {
			return nil, err
		}
	}
	view, err := h.withSecret(ctx, inbox, made(asked.Credentials, settings.Credentials))
	return CreateInbox201JSONResponse(view), err
}

// GetInbox reads an inbox.
func (h inboxHandlers) GetInbox(ctx context.Context, r GetInboxRequestObject) (GetInboxResponseObject, error) {
	inbox, err := h.inboxes.GetInbox(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, inbox)
	return GetInbox200JSONResponse(view), err
}

// UpdateInbox changes an inbox's settings, unless its provider refuses a token that is new.
func (h inboxHandlers) UpdateInbox(ctx context.Context, r UpdateInboxRequestObject) (UpdateInboxResponseObject, error) {
	inbox, err := h.inboxes.GetInbox(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	form, err := h.formOf(inbox.Channel)
	if err != nil {
		return nil, err
	}
	var f fields
	settings := f.change(form, inbox, f.settings(inbox.Channel, r.Body.Name, r.Body.Config, r.Body.Credentials))
	if err := f.err(); err != nil {
		return nil, err
	}
	verdict, asking, err := h.askAgain(ctx, inbox, settings)
	if err != nil {
		return nil, err
	}
	changed, err := h.inboxes.UpdateInbox(ctx, r.ID, settings)
	if err != nil {
		return nil, unlocked(err)
	}
	if asking {
		if changed, err = h.inboxes.RecordInboxCheck(ctx, r.ID, verdict); err != nil {
			return nil, err
		}
	}
	view, err := h.view(ctx, changed)
	return UpdateInbox200JSONResponse(view), err
}

// RotateInboxSecret adds a new signing secret and shows it, this once.
func (h inboxHandlers) RotateInboxSecret(ctx context.Context, r RotateInboxSecretRequestObject) (RotateInboxSecretResponseObject, error) {
	if err := h.signs(ctx, r.ID); err != nil {
		return nil, err
	}
	inbox, err := h.inboxes.RotateInboxSecret(ctx, r.ID)
	if err != nil {
		return nil, unlocked(err)
	}
	view, err := h.withSecret(ctx, inbox, InboxCredentials{})
	return RotateInboxSecret201JSONResponse(view), err
}

// DropInboxSecret ends a rotation.
func (h inboxHandlers) DropInboxSecret(ctx context.Context, r DropInboxSecretRequestObject) (DropInboxSecretResponseObject, error) {
	if err := h.signs(ctx, r.ID); err != nil {
		return nil, err
	}
	if _, err := h.inboxes.DropOldInboxSecret(ctx, r.ID); err != nil {
		return nil, unlocked(err)
	}
	return DropInboxSecret204Response{}, nil
}

// signs wants an inbox that has signing secrets.
func (h inboxHandlers) signs(ctx context.Context, id string) error {
	inbox, err := h.inboxes.GetInbox(ctx, id)
	if err != nil {
		return err
	}
	if inbox.Channel != conversation.ChannelWebhook {
		return refuse(kindWrongChannel, "Only webhook inboxes have a signing secret; the credentials of the others are changed with PUT.")
	}
	return nil
}

// DisableInbox stops deliveries.
func (h inboxHandlers) DisableInbox(ctx context.Context, r DisableInboxRequestObject) (DisableInboxResponseObject, error) {
	inbox, err := h.inboxes.DisableInbox(ctx, r.ID, "switched off by an admin")
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, inbox)
	return DisableInbox200JSONResponse(view), err
}

// EnableInbox lets an inbox deliver again.
func (h inboxHandlers) EnableInbox(ctx context.Context, r EnableInboxRequestObject) (EnableInboxResponseObject, error) {
	inbox, err := h.inboxes.EnableInbox(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	view, err := h.view(ctx, inbox)
	return EnableInbox200JSONResponse(view), err
}
