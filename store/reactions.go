package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// react keeps an emoji under the provider's id of its message, which may arrive
// later. Of two, the later one counts; the empty one takes it away.
func (r *reception) react(ctx context.Context, h happening) error {
	author := "contact"
	if len(h.Reaction.From.Identities) == 0 {
		author = "brand"
	}
	_, err := r.tx.Exec(ctx, upsertReaction, pgx.NamedArgs{
		"inbox": h.inboxID, "target": h.Reaction.Target, "author": author,
		"emoji": conversation.Clean(h.Reaction.Emoji), "at": orNow(h.Reaction.At),
	})
	if err != nil {
		return fmt.Errorf("keep reaction: %w", err)
	}
	return nil
}

// React keeps the brand's reaction to a message, by the channel's id of it; the
// empty emoji takes it away.
func (s *Store) React(ctx context.Context, inboxID, target, emoji string) error {
	_, err := s.pool.Exec(ctx, upsertReaction, pgx.NamedArgs{
		"inbox": inboxID, "target": target, "author": "brand", "emoji": emoji, "at": time.Now(),
	})
	if err != nil {
		return fmt.Errorf("react: %w", err)
	}
	return nil
}

const upsertReaction = `
INSERT INTO reactions (inbox_id, target, author, emoji, at) VALUES (@inbox, @target, @author, @emoji, @at)
ON CONFLICT (inbox_id, target, author) DO UPDATE SET emoji = excluded.emoji, at = excluded.at
WHERE excluded.at >= reactions.at`
