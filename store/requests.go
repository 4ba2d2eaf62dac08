package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// PruneRequests deletes the kept results of updates that are older than age and
// returns how many: nobody repeats such an update any more.
func (s *Store) PruneRequests(ctx context.Context, age time.Duration) (int64, error) {
	tag, err := s.pool.Exec(ctx, pruneRequests, pgx.NamedArgs{"age": age})
	if err != nil {
		return 0, fmt.Errorf("prune requests: %w", err)
	}
	return tag.RowsAffected(), nil
}

const pruneRequests = `DELETE FROM requests WHERE created_at < now() - @age::interval`
