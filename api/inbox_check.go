package api

import (
	"context"
	"errors"

	"github.com/parleyhq/parley/channels"
	"github.com/parleyhq/parley/conversation"
)

// CheckInbox asks the provider about the account, and remembers a refusal.
func (h inboxHandlers) CheckInbox(ctx context.Context, r CheckInboxRequestObject) (CheckInboxResponseObject, error) {
	inbox, err := h.unlockedInbox(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	checker, ok := h.channels[inbox.Channel].(channels.Checker)
	if !ok {
		return nil, refuse(kindWrongChannel, "There is no provider to ask about inboxes of this channel.")
	}
	info, err := checker.Check(ctx, inbox)
	problem := channels.Why(err)
	if err == nil && info.Account != "" && info.Account != inbox.Account {
		err = channels.ErrNeedsReauth
		problem = "the credentials are those of another account"
	}
	// That a provider does not answer says nothing about the account.
	if err == nil || channels.AccountTrouble(err) {
		if inbox, err = h.inboxes.RecordInboxCheck(ctx, inbox.ID, info.Name, problem); err != nil {
			return nil, err
		}
	}
	return CheckInbox200JSONResponse(checkView(inbox, info, problem)), nil
}

// RegisterInbox sets the webhook's address at the provider.
func (h inboxHandlers) RegisterInbox(ctx context.Context, r RegisterInboxRequestObject) (RegisterInboxResponseObject, error) {
	inbox, err := h.unlockedInbox(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	registrar, ok := h.channels[inbox.Channel].(channels.Registrar)
	if !ok {
		return nil, refuse(kindWrongChannel, "There is no provider that could be told the address of this inbox.")
	}
	if h.public.Scheme != "https" {
		return nil, refuse(kindNoPublicURL, "Providers send webhooks to https addresses only: set PARLEY_PUBLIC_URL to the one this API is reached under.")
	}
	problem := channels.Why(registrar.Register(ctx, inbox, h.webhookURL(inbox)))
	return RegisterInbox200JSONResponse(checkView(inbox, channels.AccountInfo{}, problem)), nil
}

func checkView(i conversation.Inbox, info channels.AccountInfo, problem string) InboxCheck {
	detail := info.Detail
	if detail == nil {
		detail = map[string]string{}
	}
	return InboxCheck{
		Ok: problem == "", Problem: problem, Account: i.Account, Name: info.Name, Detail: detail, Health: healthView(i),
	}
}

func (h inboxHandlers) unlockedInbox(ctx context.Context, id string) (conversation.Inbox, error) {
	inbox, err := h.inboxes.GetInbox(ctx, id)
	if err == nil && inbox.Locked != "" {
		err = unlocked(conversation.ErrInboxLocked)
	}
	return inbox, err
}

// unlocked says to an admin what to do about secrets that do not open.
func unlocked(err error) error {
	if !errors.Is(err, conversation.ErrInboxLocked) {
		return err
	}
	return &problem{
		kind: kindInboxLocked, cause: err,
		detail: "The secrets of this inbox do not open: put the key that sealed them back into PARLEY_SECRET_KEYS, or give all credentials anew.",
	}
}
