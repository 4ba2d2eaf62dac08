package api

import (
	"context"

	"github.com/parleyhq/parley/conversation"
)

// Mentions knows who is named in which note.
type Mentions interface {
	// Mentions returns those of a user before a position, latest first.
	Mentions(ctx context.Context, userID string, before int64, limit int) ([]conversation.Mention, error)
	// ReadMentions notes that the user has read all of them.
	ReadMentions(ctx context.Context, userID string) error
}

type mentionHandlers struct{ mentions Mentions }

// ListMentions lists the notes that mention the caller.
func (h mentionHandlers) ListMentions(ctx context.Context, r ListMentionsRequestObject) (ListMentionsResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	listName := "mentions " + user.ID
	before, limit, err := pageBefore(listName, r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	found, err := h.mentions.Mentions(ctx, user.ID, before, limit+1)
	if err != nil {
		return nil, err
	}
	found, next, err := page(found, limit, listName, func(m conversation.Mention) any { return m.Position })
	if err != nil {
		return nil, err
	}
	return ListMentions200JSONResponse{NextCursor: next, Items: each(found, func(m conversation.Mention) Mention {
		return Mention{ConversationID: m.ConversationID, Contact: *personView(&m.Contact), Note: messageView(m.Note), ReadAt: instant(m.ReadAt)}
	})}, nil
}

// ReadMentions marks all notes that mention the caller read.
func (h mentionHandlers) ReadMentions(ctx context.Context, _ ReadMentionsRequestObject) (ReadMentionsResponseObject, error) {
	user, err := userOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.mentions.ReadMentions(ctx, user.ID); err != nil {
		return nil, err
	}
	return ReadMentions204Response{}, nil
}
