package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/provider"
)

// edit gives a message its new wording and keeps the former one. Only who wrote a
// message edits it. Edits may arrive in any order: the latest wording counts, and
// an edit that comes after a later one is a former wording itself. One that changes
// nothing, as Telegram reports of a preview, leaves no former wording.
func (r *reception) edit(ctx context.Context, h happening) error {
	e := h.Edit
	direction := conversation.In
	if len(e.From.Identities) == 0 {
		direction = conversation.Out
	}
	var files []byte
	if e.Attachments != nil {
		var err error
		if files, err = r.editedFiles(ctx, h.inboxID, e.Target, e.Attachments); err != nil {
			return err
		}
	}
	var known bool
	err := r.tx.QueryRow(ctx, editMessage, pgx.NamedArgs{
		"inbox": h.inboxID, "target": e.Target, "key": e.Key, "direction": direction,
		"text": wording(e), "files": files, "at": orNow(e.At),
	}).Scan(&known)
	if errors.Is(err, pgx.ErrNoRows) {
		return r.park(ctx, h, e.Target, "edit:"+e.Key)
	}
	if err != nil {
		return fmt.Errorf("edit message: %w", err)
	}
	return nil
}

// wording is an edit's text, nil if it is silent on that.
func wording(e *provider.Edit) *string {
	if e.KeepText {
		return nil
	}
	text := conversation.Clean(e.Text)
	return &text
}

// editMessage returns a row if the message is known. The conversation is locked
// already, and so is the message's place in it.
const editMessage = `
WITH target AS MATERIALIZED (
	SELECT m.id, m.conversation_id, m.text, coalesce(@text, m.text) AS wording, m.attachments, m.created_at, m.direction, m.edited_at,
	       m.deleted_at IS NULL AND m.direction = @direction AND NOT EXISTS (
	           SELECT FROM message_edits e WHERE e.message_id = m.id AND e.key = @key) AS fresh,
	       coalesce(m.edited_at <= @at, true) AS latest
	FROM messages m WHERE m.inbox_id = @inbox AND m.external_id = @target
	FOR UPDATE
), kept AS (
	INSERT INTO message_edits (message_id, key, former, at)
	SELECT id, @key, CASE WHEN latest THEN text ELSE wording END, @at FROM target
	WHERE fresh AND NOT (latest AND text = wording AND coalesce(attachments = @files, true))
	ON CONFLICT DO NOTHING
), edited AS (
	UPDATE messages m SET text = t.wording, attachments = coalesce(@files, m.attachments), edited_at = @at
	FROM target t WHERE m.id = t.id AND t.fresh AND t.latest
), shown AS (
	UPDATE conversations c SET last_text = left(t.wording, 500)
	FROM target t
	WHERE c.id = t.conversation_id AND t.fresh AND t.latest AND c.last_at = t.created_at AND c.last_direction = t.direction
)
SELECT true FROM target`

// delete takes a message back: that it was there, of what kind and when, stays;
// what it said does not, nor any former wording. Nothing brings it back.
func (r *reception) delete(ctx context.Context, h happening) error {
	d := h.Deletion
	var known bool
	err := r.tx.QueryRow(ctx, deleteMessage, pgx.NamedArgs{
		"inbox": h.inboxID, "target": d.Target, "at": orNow(d.At),
	}).Scan(&known)
	if errors.Is(err, pgx.ErrNoRows) {
		return r.park(ctx, h, d.Target, "deletion")
	}
	if err != nil {
		return fmt.Errorf("delete message: %w", err)
	}
	return nil
}

const deleteMessage = `
WITH target AS MATERIALIZED (
	SELECT id, conversation_id, created_at, direction FROM messages
	WHERE inbox_id = @inbox AND external_id = @target
	FOR UPDATE
), forgotten AS (
	DELETE FROM message_edits e USING target t WHERE e.message_id = t.id
), deleted AS (
	UPDATE messages m
	SET text = '', attachments = '[]', content = '{}', template = NULL, deleted_at = coalesce(m.deleted_at, @at)
	FROM target t WHERE m.id = t.id
), shown AS (
	UPDATE conversations c SET last_text = ''
	FROM target t WHERE c.id = t.conversation_id AND c.last_at = t.created_at AND c.last_direction = t.direction
)
SELECT true FROM target`
