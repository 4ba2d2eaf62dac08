package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// RecordInboxCheck notes what the provider said of the account. One that did not
// answer leaves it known that the account has to be authorised again. It fails
// with conversation.ErrNotFound.
func (s *Store) RecordInboxCheck(ctx context.Context, id string, check conversation.InboxCheck) (conversation.Inbox, error) {
	inbox, err := s.inbox(ctx, s.pool, recordInboxCheck, pgx.NamedArgs{
		"id": id, "name": check.AccountName, "problem": check.Problem, "reauth": check.NeedsReauth, "unreachable": check.Unreachable,
	})
	if err != nil {
		return conversation.Inbox{}, fmt.Errorf("record the check of an inbox: %w", err)
	}
	return inbox, nil
}

const recordInboxCheck = `
UPDATE inboxes SET checked_at = clock_timestamp(),
       check_problem = CASE WHEN @unreachable AND needs_reauth THEN check_problem ELSE @problem END,
       needs_reauth = CASE WHEN @unreachable THEN needs_reauth ELSE @reauth END,
       account_name = CASE WHEN @name = '' THEN account_name ELSE @name END
WHERE id = @id RETURNING ` + inboxColumns

// InboxFigures counts how inboxes are doing. Those of which nothing is known are
// left out.
func (s *Store) InboxFigures(ctx context.Context, ids []string) (map[string]conversation.InboxFigures, error) {
	rows, err := s.pool.Query(ctx, inboxFigures, ids)
	if err != nil {
		return nil, fmt.Errorf("count how inboxes are doing: %w", err)
	}
	figures := map[string]conversation.InboxFigures{}
	var id string
	var f conversation.InboxFigures
	_, err = pgx.ForEachRow(rows, []any{&id, &f.Failures24h, &f.Templates}, func() error {
		figures[id] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count how inboxes are doing: %w", err)
	}
	return figures, nil
}

const inboxFigures = `
SELECT i.id,
       (SELECT count(*) FROM messages m
        WHERE m.inbox_id = i.id AND m.state = 'failed' AND m.created_at > clock_timestamp() - interval '24 hours'),
       (SELECT count(*) FROM templates t WHERE t.inbox_id = i.id)
FROM inboxes i WHERE i.id = ANY($1)`
