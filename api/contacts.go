package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/parleyhq/parley/archive"
	"github.com/parleyhq/parley/conversation"
)

// Contacts is what contacts need of the store. What names one that is not there
// fails with conversation.ErrNotFound.
type Contacts interface {
	// ListContacts returns a page and the key of the next one, nil on the last. It
	// fails with conversation.ErrTooBroad.
	ListContacts(ctx context.Context, f conversation.ContactFilter) ([]conversation.Contact, *conversation.ContactKey, error)
	GetContact(ctx context.Context, id string) (conversation.ContactPage, error)
	RenameContact(ctx context.Context, id, name string) error
	// WithArchive lets read look at everything of a person as it was at one instant.
	WithArchive(ctx context.Context, contactID string, read func(archive.Source) error) error
	NoteContactExport(ctx context.Context, id string) error
	// BeginErasure returns the one that is asked for already, if there is one.
	BeginErasure(ctx context.Context, contactID, by string) (conversation.Erasure, error)
	GetErasure(ctx context.Context, id string) (conversation.Erasure, error)
	Erasures(ctx context.Context, before string, limit int) ([]conversation.Erasure, error)
}

type contactHandlers struct {
	contacts Contacts
	files    Files
	jobs     Jobs
	log      *slog.Logger
}

// ListContacts lists and searches contacts.
func (h contactHandlers) ListContacts(ctx context.Context, r ListContactsRequestObject) (ListContactsResponseObject, error) {
	p := r.Params
	f := conversation.ContactFilter{
		Query: p.Q, Status: conversation.Status(p.Status), InboxID: p.InboxID, Channel: conversation.Channel(p.Channel),
		Label: p.Label, OptedOut: string(p.OptedOut), Sort: conversation.ContactSort(p.Sort),
	}
	if f.Sort == "" {
		f.Sort = conversation.ContactsByActivity
	}
	name, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("name list: %w", err)
	}
	listName := "contacts " + string(name)
	if f.After, err = decodeCursor[conversation.ContactKey](listName, p.Cursor); err != nil {
		return nil, err
	}
	f.Limit = orDefault(p.Limit, defaultLimit)
	found, end, err := h.contacts.ListContacts(ctx, f)
	if errors.Is(err, conversation.ErrTooBroad) {
		return nil, invalid(FieldError{Field: "q", Reason: "takes too long to search for: add a filter, or search for more of it"})
	}
	if err != nil {
		return nil, err
	}
	response := ListContacts200JSONResponse{Items: each(found, contactView)}
	if end != nil {
		response.NextCursor, err = encodeCursor(listName, end)
	}
	return response, err
}

// GetContact reads a contact with all that belongs to them.
func (h contactHandlers) GetContact(ctx context.Context, r GetContactRequestObject) (GetContactResponseObject, error) {
	page, err := h.contacts.GetContact(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetContact200JSONResponse(contactPageView(page)), nil
}

// RenameContact names a contact.
func (h contactHandlers) RenameContact(ctx context.Context, r RenameContactRequestObject) (RenameContactResponseObject, error) {
	if err := h.contacts.RenameContact(ctx, r.ID, strings.TrimSpace(r.Body.Name)); err != nil {
		return nil, err
	}
	page, err := h.contacts.GetContact(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return RenameContact200JSONResponse(contactPageView(page)), nil
}

// EraseContact begins to erase a person whom the caller names.
func (h contactHandlers) EraseContact(ctx context.Context, r EraseContactRequestObject) (EraseContactResponseObject, error) {
	page, err := h.contacts.GetContact(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if !sameName(r.Body.KnownAs, page.Known()) {
		return nil, invalid(FieldError{Field: "known_as", Reason: "is not what the contact is called"})
	}
	e, err := h.contacts.BeginErasure(ctx, page.ID, callOf(ctx).principal.ID())
	if err != nil {
		return nil, err
	}
	// It is asked for: if the engine is away, a worker starts it later.
	if err := h.jobs.StartErasure(ctx, e.ID); err != nil {
		h.log.WarnContext(ctx, "erasure not started yet", "erasure", e.ID, "error", err)
	}
	return EraseContact202JSONResponse{
		Body: erasureView(e), Headers: EraseContact202ResponseHeaders{Location: "/v1/erasures/" + e.ID},
	}, nil
}

// sameName reports whether somebody typed a name, letter case and ways to write
// the same letter aside.
func sameName(typed, name string) bool {
	fold := func(s string) string {
		return cases.Fold().String(norm.NFKC.String(strings.Join(strings.Fields(s), " ")))
	}
	return fold(typed) == fold(name)
}

// GetErasure says how far an erasure is.
func (h contactHandlers) GetErasure(ctx context.Context, r GetErasureRequestObject) (GetErasureResponseObject, error) {
	e, err := h.contacts.GetErasure(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	return GetErasure200JSONResponse(erasureView(e)), nil
}

// ListErasures lists erasures, latest first.
func (h contactHandlers) ListErasures(ctx context.Context, r ListErasuresRequestObject) (ListErasuresResponseObject, error) {
	const listName = "erasures"
	before, err := cursorOr(listName, r.Params.Cursor, "")
	if err != nil {
		return nil, err
	}
	limit := orDefault(r.Params.Limit, defaultLimit)
	found, err := h.contacts.Erasures(ctx, before, limit+1)
	if err != nil {
		return nil, err
	}
	items, next, err := page(found, limit, listName, func(e conversation.Erasure) any { return e.ID })
	if err != nil {
		return nil, err
	}
	return ListErasures200JSONResponse{Items: each(items, erasureView), NextCursor: next}, nil
}
