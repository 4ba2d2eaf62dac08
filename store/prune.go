package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// pruneBatch is how many rows one statement deletes: few enough to be over in
// well under a second.
const pruneBatch = 5000

// prune runs a statement that deletes some rows until it finds none, and returns
// how many it deleted.
func (s *Store) prune(ctx context.Context, what, statement string, args pgx.NamedArgs) (int64, error) {
	var deleted int64
	for {
		tag, err := s.pool.Exec(ctx, statement, args)
		if err != nil {
			return deleted, fmt.Errorf("prune %s: %w", what, err)
		}
		if tag.RowsAffected() == 0 {
			return deleted, nil
		}
		deleted += tag.RowsAffected()
	}
}
