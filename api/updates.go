package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
)

// Workflows asks a conversation's workflow for something and waits for its
// answer. A repeated requestID is told the first answer. It fails with
// [ErrUnanswered] when nobody knows whether the workflow has heard.
type Workflows interface {
	Update(ctx context.Context, conversationID, requestID, name string, req conversation.UpdateRequest) (conversation.Result, error)
}

type updateHandlers struct {
	conversations Conversations
	users         Users
	workflows     Workflows
}

// ClaimConversation takes the conversation for the caller.
func (h updateHandlers) ClaimConversation(ctx context.Context, r ClaimConversationRequestObject) (ClaimConversationResponseObject, error) {
	granted, err := h.update(ctx, r.ID, conversation.UpdateClaim, conversation.UpdateRequest{})
	return ClaimConversation200JSONResponse(granted), err
}

// ReleaseConversation gives it back.
func (h updateHandlers) ReleaseConversation(ctx context.Context, r ReleaseConversationRequestObject) (ReleaseConversationResponseObject, error) {
	granted, err := h.update(ctx, r.ID, conversation.UpdateRelease, conversation.UpdateRequest{})
	return ReleaseConversation200JSONResponse(granted), err
}

// TransferConversation hands it to somebody who may take conversations.
func (h updateHandlers) TransferConversation(ctx context.Context, r TransferConversationRequestObject) (TransferConversationResponseObject, error) {
	if err := h.mayReceive(ctx, r.Body.UserID); err != nil {
		return nil, err
	}
	granted, err := h.update(ctx, r.ID, conversation.UpdateTransfer, conversation.UpdateRequest{ToID: r.Body.UserID})
	return TransferConversation200JSONResponse(granted), err
}

// CloseConversation leaves the ticket in a status and gives the conversation
// back.
func (h updateHandlers) CloseConversation(ctx context.Context, r CloseConversationRequestObject) (CloseConversationResponseObject, error) {
	request := conversation.UpdateRequest{Status: conversation.Status(r.Body.Status)}
	granted, err := h.update(ctx, r.ID, conversation.UpdateClose, request)
	return CloseConversation200JSONResponse(granted), err
}

// SetConversationStatus sets the ticket's status by hand.
func (h updateHandlers) SetConversationStatus(ctx context.Context, r SetConversationStatusRequestObject) (SetConversationStatusResponseObject, error) {
	request := conversation.UpdateRequest{Status: conversation.Status(r.Body.Status)}
	granted, err := h.update(ctx, r.ID, conversation.UpdateSetStatus, request)
	return SetConversationStatus200JSONResponse(granted), err
}

// update asks the workflow on behalf of the caller and names the owner in its
// answer. An unknown conversation is refused here: it must not start a workflow.
func (h updateHandlers) update(ctx context.Context, id, name string, request conversation.UpdateRequest) (Granted, error) {
	user, err := userOf(ctx)
	if err != nil {
		return Granted{}, err
	}
	found, err := h.conversations.GetConversation(ctx, id)
	if err != nil {
		return Granted{}, err
	}
	if err := living(found); err != nil {
		return Granted{}, err
	}
	call := callOf(ctx)
	request.UserID = user.ID
	request.Admin = account.Allowed(call.principal, account.ManageOthersConversations)
	// The caller's key may hold anything; its hash is what Temporal gets to see.
	// What is asked is part of it: a key that was given back after a failure and
	// used for something else must not be told the first answer.
	requestID := conversation.MessageID(id, call.principal.ID()+"/"+name+"/"+request.ToID+"/"+string(request.Status), call.key)
	result, err := h.workflows.Update(ctx, id, requestID, name, request)
	if err != nil {
		return Granted{}, unanswered(err)
	}
	owner, err := h.named(ctx, result.OwnerID)
	if err != nil {
		return Granted{}, err
	}
	if !result.Granted {
		return Granted{}, refusal(result.Reason, owner)
	}
	return Granted{Granted: true, Owner: owner, Status: orNull(TicketStatus(result.Status))}, nil
}

func unanswered(err error) error {
	if errors.Is(err, ErrUnanswered) {
		return away(err, "The conversation did not answer in time. "+
			"Repeat the request with the same Idempotency-Key to learn what came of it.")
	}
	return fmt.Errorf("update conversation: %w", err)
}

// refusal is what a reason of the state machine means to a client.
func refusal(reason conversation.Reason, owner *Person) error {
	switch reason {
	case conversation.NotOwner:
		return heldBy(owner)
	case conversation.NoTicket:
		return refuse(kindNoTicket, "The end user has not written yet.")
	case conversation.UnknownUser:
		return invalid(FieldError{Field: "user_id", Reason: "is nobody who can take conversations"})
	case conversation.BadStatus:
		return invalid(FieldError{Field: "status", Reason: "is no ticket status"})
	case conversation.WindowClosed:
		return refuse(kindWindowClosed, "The channel takes no free-form message any more.")
	case conversation.ContactBlocked:
		return refuse(kindContactBlocked, conversation.MaySend{Reason: reason}.Words())
	case conversation.NoTemplates:
		return invalid(FieldError{Field: "template", Reason: "cannot be sent: the channel has no templates"})
	case conversation.UnknownConversation:
		return notFound()
	default:
		return fmt.Errorf("unknown reason of a refusal: %q", reason)
	}
}

func heldBy(owner *Person) error {
	p := refuse(kindNotOwner, "Somebody else holds this conversation.")
	if owner != nil {
		p.owner = owner
		if owner.Name != "" {
			p.detail = owner.Name + " holds this conversation."
		}
	}
	return p
}

// named returns the user with an id, nil for "".
func (h updateHandlers) named(ctx context.Context, id string) (*Person, error) {
	if id == "" {
		return nil, nil
	}
	names, err := h.conversations.UserNames(ctx, id)
	if err != nil {
		return nil, err
	}
	return &Person{ID: id, Name: names[id]}, nil
}

func (h updateHandlers) mayReceive(ctx context.Context, id string) error {
	nobody := invalid(FieldError{Field: "user_id", Reason: "is nobody who can take conversations"})
	if !conversation.IsUUID(id) {
		return nobody
	}
	user, err := h.users.GetUser(ctx, id)
	if errors.Is(err, account.ErrNotFound) || (err == nil && !mayTakeConversations(user)) {
		return nobody
	}
	return err
}
