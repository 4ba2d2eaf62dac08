package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/parleyhq/parley/conversation"
)

// Views keeps the filters that users save.
type Views interface {
	ListViews(ctx context.Context, userID string) ([]conversation.SavedView, error)
	// SaveView replaces what the user had under the name. It fails with
	// conversation.ErrTooMany.
	SaveView(ctx context.Context, v conversation.SavedView) (conversation.SavedView, error)
	// ChangeView fails with conversation.ErrNotFound and, if the name is another
	// view's, conversation.ErrConflict.
	ChangeView(ctx context.Context, v conversation.SavedView) (conversation.SavedView, error)
	// DeleteView fails with conversation.ErrNotFound.
	DeleteView(ctx context.Context, id, userID string) error
}

type viewHandlers struct{ views Views }

// ListViews lists the caller's saved views.
func (h viewHandlers) ListViews(ctx context.Context, _ ListViewsRequestObject) (ListViewsResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	found, err := h.views.ListViews(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	list := ListViews200JSONResponse{Items: make([]SavedView, len(found))}
	for i, v := range found {
		if list.Items[i], err = savedView(v); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// CreateView saves a filter for the caller.
func (h viewHandlers) CreateView(ctx context.Context, r CreateViewRequestObject) (CreateViewResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	content, err := viewContent(*r.Body)
	if err != nil {
		return nil, err
	}
	content.UserID = user.ID
	saved, err := h.views.SaveView(ctx, content)
	if errors.Is(err, conversation.ErrTooMany) {
		return nil, invalid(FieldError{Field: "name", Reason: fmt.Sprintf("is one more than the %d that a user may keep", conversation.MostViews)})
	}
	if err != nil {
		return nil, err
	}
	view, err := savedView(saved)
	return CreateView201JSONResponse(view), err
}

// UpdateView gives a view of the caller another name or filter.
func (h viewHandlers) UpdateView(ctx context.Context, r UpdateViewRequestObject) (UpdateViewResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	content, err := viewContent(*r.Body)
	if err != nil {
		return nil, err
	}
	content.ID, content.UserID = r.ID, user.ID
	changed, err := h.views.ChangeView(ctx, content)
	if errors.Is(err, conversation.ErrConflict) {
		return nil, invalid(FieldError{Field: "name", Reason: "is the name of another of your views"})
	}
	if err != nil {
		return nil, err
	}
	view, err := savedView(changed)
	return UpdateView200JSONResponse(view), err
}

func viewContent(b SavedViewContent) (conversation.SavedView, error) {
	var f fields
	name := f.name("name", b.Name)
	if err := f.err(); err != nil {
		return conversation.SavedView{}, err
	}
	filter, err := json.Marshal(b.Filter)
	if err != nil {
		return conversation.SavedView{}, fmt.Errorf("encode filter: %w", err)
	}
	return conversation.SavedView{Name: name, Filter: filter}, nil
}

// DeleteView deletes a view of the caller.
func (h viewHandlers) DeleteView(ctx context.Context, r DeleteViewRequestObject) (DeleteViewResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.views.DeleteView(ctx, r.ID, user.ID); err != nil {
		return nil, err
	}
	return DeleteView204Response{}, nil
}

func savedView(v conversation.SavedView) (SavedView, error) {
	view := SavedView{ID: v.ID, Name: v.Name, CreatedAt: v.CreatedAt.UTC()}
	if err := json.Unmarshal(v.Filter, &view.Filter); err != nil {
		return SavedView{}, fmt.Errorf("decode filter of view %s: %w", v.ID, err)
	}
	return view, nil
}
