package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// ActivateQuickReply lets a draft answer end users; an active one stays as it
// is. by is the user who activates, "" for an API key; mayOwn says that they may
// activate what they edited last themselves. It fails with
// responder.ErrNotFound, with faq.ErrArchived if it must be restored first, and
// with faq.ErrOwnEdit.
func (s *Store) ActivateQuickReply(ctx context.Context, id, by string, mayOwn bool) (responder.QuickReply, error) {
	q, err := s.setQuickReplyStatus(ctx, id, faq.Active, func(q responder.QuickReply) (bool, error) {
		switch {
		case q.Status == faq.Archived:
			return false, faq.ErrArchived
		case q.Status == faq.Active:
			return false, nil
		case !mayOwn && by != "" && q.EditedBy == by:
			return false, faq.ErrOwnEdit
		default:
			return true, nil
		}
	})
	if err != nil {
		return responder.QuickReply{}, fmt.Errorf("activate quick reply: %w", err)
	}
	return q, nil
}

// ArchiveQuickReply takes a quick reply out of use; an archived one stays as it
// is. It fails with responder.ErrNotFound.
func (s *Store) ArchiveQuickReply(ctx context.Context, id string) (responder.QuickReply, error) {
	q, err := s.setQuickReplyStatus(ctx, id, faq.Archived, func(q responder.QuickReply) (bool, error) {
		return q.Status != faq.Archived, nil
	})
	if err != nil {
		return responder.QuickReply{}, fmt.Errorf("archive quick reply: %w", err)
	}
	return q, nil
}

// RestoreQuickReply makes an archived quick reply a draft; any other stays as it
// is. It fails with responder.ErrNotFound.
func (s *Store) RestoreQuickReply(ctx context.Context, id string) (responder.QuickReply, error) {
	q, err := s.setQuickReplyStatus(ctx, id, faq.Draft, func(q responder.QuickReply) (bool, error) {
		return q.Status == faq.Archived, nil
	})
	if err != nil {
		return responder.QuickReply{}, fmt.Errorf("restore quick reply: %w", err)
	}
	return q, nil
}

// setQuickReplyStatus gives a quick reply another status if may says so of it as
// it is now, and returns it, changed or not.
func (s *Store) setQuickReplyStatus(
	ctx context.Context, id string, to faq.Status, may func(responder.QuickReply) (bool, error),
) (responder.QuickReply, error) {
	var q responder.QuickReply
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var err error
		if q, err = lockQuickReply(ctx, tx, id); err != nil {
			return err
		}
		if change, err := may(q); err != nil || !change {
			return err
		}
		q, err = oneQuickReply(ctx, tx, updateQuickReplyStatus, pgx.NamedArgs{"id": id, "to": to})
		return err
	})
	return q, err
}

const updateQuickReplyStatus = `
UPDATE quick_replies q SET status = @to, version = version + 1, updated_at = now() WHERE id = @id
RETURNING ` + quickReplyColumns
