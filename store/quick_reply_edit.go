package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/responder"
)

// CreateQuickReply stores a quick reply with its status, behind all others; id,
// position and instants are set by the store. by is the user who wrote it, ""
// for an API key. It does not validate it. It fails with responder.ErrNotFound if
// there is no such calendar.
func (s *Store) CreateQuickReply(ctx context.Context, q responder.QuickReply, by string) (responder.QuickReply, error) {
	args, err := quickReplyArgs(uuid.Must(uuid.NewV7()).String(), q, by)
	if err != nil {
		return responder.QuickReply{}, fmt.Errorf("create quick reply: %w", err)
	}
	created, err := oneQuickReply(ctx, s.pool, insertQuickReply, args)
	if err != nil {
		return responder.QuickReply{}, fmt.Errorf("create quick reply: %w", err)
	}
	return created, nil
}

const insertQuickReply = `
INSERT INTO quick_replies AS q (id, name, text, status, position, schedule, calendar_id, edited_by)
SELECT @id, @name, @text, @status, coalesce(max(position) + 1, 0), @schedule, @calendar, @by FROM quick_replies
RETURNING ` + quickReplyColumns

// UpdateQuickReply replaces name, text and schedule of the quick reply with q's
// id; status and position stay. version is the one that was changed. It fails
// with responder.ErrNotFound and faq.ErrChanged.
func (s *Store) UpdateQuickReply(ctx context.Context, q responder.QuickReply, by string, version int64) (responder.QuickReply, error) {
	args, err := quickReplyArgs(q.ID, q, by)
	if err != nil {
		return responder.QuickReply{}, fmt.Errorf("update quick reply: %w", err)
	}
	args["version"] = version
	var updated responder.QuickReply
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		now, err := lockQuickReply(ctx, tx, q.ID)
		if err != nil {
			return err
		}
		if now.Version != version {
			return faq.ErrChanged
		}
		updated, err = oneQuickReply(ctx, tx, updateQuickReply, args)
		return err
	})
	if err != nil {
		return responder.QuickReply{}, fmt.Errorf("update quick reply: %w", err)
	}
	return updated, nil
}

const updateQuickReply = `
UPDATE quick_replies q
SET name = @name, text = @text, schedule = @schedule, calendar_id = @calendar, edited_by = @by,
    version = version + 1, updated_at = now()
WHERE id = @id
RETURNING ` + quickReplyColumns

func lockQuickReply(ctx context.Context, tx pgx.Tx, id string) (responder.QuickReply, error) {
	return oneQuickReply(ctx, tx, selectQuickReplyForUpdate, pgx.NamedArgs{"id": id})
}

const selectQuickReplyForUpdate = selectQuickReply + ` FOR UPDATE`

// CloneQuickReply stores a draft that says the same, behind all others. It fails
// with responder.ErrNotFound.
func (s *Store) CloneQuickReply(ctx context.Context, id, by string) (responder.QuickReply, error) {
	clone, err := oneQuickReply(ctx, s.pool, cloneQuickReply, pgx.NamedArgs{
		"old": id, "id": uuid.Must(uuid.NewV7()).String(), "by": nullID(by),
	})
	if err != nil {
		return responder.QuickReply{}, fmt.Errorf("clone quick reply: %w", err)
	}
	return clone, nil
}

const cloneQuickReply = `
INSERT INTO quick_replies AS q (id, name, text, status, position, schedule, calendar_id, edited_by)
SELECT @id, o.name, o.text, 'draft', (SELECT max(position) + 1 FROM quick_replies), o.schedule, o.calendar_id, @by
FROM quick_replies o WHERE o.id = @old
RETURNING ` + quickReplyColumns

// ReorderQuickReplies gives the quick replies the positions of their ids in the
// list. It fails with faq.ErrChanged unless the list names every quick reply that
// is not archived, and each once: another one may be there by now.
func (s *Store) ReorderQuickReplies(ctx context.Context, ids []string) ([]responder.QuickReply, error) {
	var replies []responder.QuickReply
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockQuickReplies); err != nil {
			return err
		}
		var all bool
		if err := tx.QueryRow(ctx, namesAllQuickReplies, pgx.NamedArgs{"ids": ids}).Scan(&all); err != nil {
			return err
		}
		if !all {
			return faq.ErrChanged
		}
		if _, err := tx.Exec(ctx, reorderQuickReplies, pgx.NamedArgs{"ids": ids}); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, listQuickReplies)
		if err != nil {
			return err
		}
		replies, err = pgx.CollectRows(rows, scanQuickReply)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reorder quick replies: %w", err)
	}
	return replies, nil
}

// lockQuickReplies keeps new ones out too.
const lockQuickReplies = `LOCK TABLE quick_replies IN SHARE ROW EXCLUSIVE MODE`

const namesAllQuickReplies = `
SELECT coalesce(array_agg(id ORDER BY id), '{}') = (SELECT coalesce(array_agg(i ORDER BY i), '{}') FROM unnest(@ids::uuid[]) AS i)
FROM quick_replies WHERE status <> 'archived'`

// reorderQuickReplies moves archived ones behind, in the order they had.
const reorderQuickReplies = `
WITH placed AS (
	SELECT q.id, row_number() OVER (ORDER BY array_position(@ids::uuid[], q.id), q.position, q.id) - 1 AS place
	FROM quick_replies q
)
UPDATE quick_replies q SET position = p.place, version = version + 1, updated_at = now()
FROM placed p WHERE p.id = q.id AND q.position <> p.place`
