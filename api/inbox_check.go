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
	verdict := channels.Judge(inbox, info, err)
	if inbox, err = h.inboxes.RecordInboxCheck(ctx, inbox.ID, verdict); err != nil {
		return nil, err
	}
	view, err := h.checked(ctx, inbox, info, verdict.Problem)
	return CheckInbox200JSONResponse(view), err
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
	view, err := h.checked(ctx, inbox, channels.AccountInfo{}, problem)
	return RegisterInbox200JSONResponse(view), err
}

// TestInbox tries whether what goes out arrives.
func (h inboxHandlers) TestInbox(ctx context.Context, r TestInboxRequestObject) (TestInboxResponseObject, error) {
	inbox, err := h.unlockedInbox(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	tester, ok := h.channels[inbox.Channel].(channels.Tester)
	if !ok {
		return nil, refuse(kindWrongChannel, "On this channel a message is tried by writing one: there is nobody else to deliver to.")
	}
	view, err := h.checked(ctx, inbox, channels.AccountInfo{}, channels.Why(tester.Test(ctx, inbox)))
	return TestInbox200JSONResponse(view), err
}

func (h inboxHandlers) checked(ctx context.Context, i conversation.Inbox, info channels.AccountInfo, problem string) (InboxCheck, error) {
	view, err := h.view(ctx, i)
	if err != nil {
		return InboxCheck{}, err
	}
	detail := info.Detail
	if detail == nil {
		detail = map[string]string{}
	}
	return InboxCheck{
		Ok: problem == "", Problem: problem, Account: i.Account, Name: info.Name, Detail: detail, Health: view.Health,
	}, nil
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
