package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// pruneBatch is how many rows one statement deletes: few enough to be over in
// well under a second.
const pruneBatch = 5000

// prune runs a statement that deletes up to pruneBatch rows until it finds
// fewer, and returns how many it deleted.
func (s *Store) prune(ctx context.Context, what, statement string, args pgx.NamedArgs) (int64, error) {
	var deleted int64
	for {
		tag, err := s.pool.Exec(ctx, statement, args)
		if err != nil {
			return deleted, fmt.Errorf("prune %s: %w", what, err)
		}
		deleted += tag.RowsAffected()
		if tag.RowsAffected() < pruneBatch {
			return deleted, nil
		}
	}
}
