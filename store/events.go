package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// Events returns a page of a conversation's audit trail, latest first: at most
// limit entries stored before the one with the id before (0 for the latest);
// none for an unknown conversation.
func (s *Store) Events(ctx context.Context, conversationID string, before int64, limit int) ([]conversation.Logged, error) {
	rows, err := s.pool.Query(ctx, listEvents, pgx.NamedArgs{
		"conversation": conversationID, "before": before, "limit": limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	events, err := pgx.CollectRows(rows, scanEvent)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return events, nil
}

const listEvents = `
SELECT id, version, ticket, type, actor_id, data, at FROM events
WHERE conversation_id = @conversation AND (@before::bigint = 0 OR id < @before)
ORDER BY id DESC LIMIT @limit`

type eventRow struct {
	ID      int64
	Version int64
	Ticket  int
	Type    conversation.RecordType
	ActorID string
	Data    []byte
	At      time.Time
}

func scanEvent(row pgx.CollectableRow) (conversation.Logged, error) {
	r, err := pgx.RowToStructByName[eventRow](row)
	if err != nil {
		return conversation.Logged{}, err
	}
	logged := conversation.Logged{ID: r.ID, Version: r.Version}
	if err := json.Unmarshal(r.Data, &logged.Record); err != nil {
		return conversation.Logged{}, fmt.Errorf("decode event %d: %w", r.ID, err)
	}
	logged.Type, logged.Ticket, logged.ActorID, logged.At = r.Type, r.Ticket, r.ActorID, r.At.UTC()
	return logged, nil
}
