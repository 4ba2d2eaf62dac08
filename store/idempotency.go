package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// BeginRequest takes the idempotency key of a principal for a request, told by
// its fingerprint (a SHA-256 of method, path and body). Of any number of
// parallel callers exactly one is told account.Fresh: it must then call
// FinishRequest or AbandonRequest. The response is set with account.Replay.
func (s *Store) BeginRequest(ctx context.Context, principal, key string, fingerprint []byte) (account.Verdict, account.Response, error) {
	args := pgx.NamedArgs{
		"principal": principal, "key": key, "fingerprint": fingerprint,
		"life": account.IdempotencyLife, "patience": account.IdempotencyPatience,
	}
	// The key may be abandoned between the two statements: then it is free.
	for {
		tag, err := s.pool.Exec(ctx, takeIdempotencyKey, args)
		if err != nil {
			return "", account.Response{}, fmt.Errorf("take idempotency key: %w", err)
		}
		if tag.RowsAffected() > 0 {
			return account.Fresh, account.Response{}, nil
		}
		verdict, response, err := s.takenKey(ctx, args)
		if errors.Is(err, pgx.ErrNoRows) {
			continue
		}
		if err != nil {
			return "", account.Response{}, fmt.Errorf("read idempotency key: %w", err)
		}
		return verdict, response, nil
	}
}

// takeIdempotencyKey also takes over a key whose response has expired, and one
// whose process died with the request.
const takeIdempotencyKey = `
INSERT INTO idempotency_keys AS k (principal, key, fingerprint) VALUES (@principal, @key, @fingerprint)
ON CONFLICT (principal, key) DO UPDATE
SET fingerprint = @fingerprint, status = NULL, content_type = '', body = NULL, created_at = now()
WHERE k.created_at < now() - @life::interval
   OR (k.status IS NULL AND k.fingerprint = @fingerprint AND k.created_at < now() - @patience::interval)`

func (s *Store) takenKey(ctx context.Context, args pgx.NamedArgs) (account.Verdict, account.Response, error) {
	var same, running bool
	var r account.Response
	err := s.pool.QueryRow(ctx, selectIdempotencyKey, args).Scan(&same, &running, &r.Status, &r.ContentType, &r.Body)
	switch {
	case err != nil:
		return "", account.Response{}, err
	case !same:
		return account.Mismatch, account.Response{}, nil
	case running:
		return account.InProgress, account.Response{}, nil
	default:
		return account.Replay, r, nil
	}
}

const selectIdempotencyKey = `
SELECT fingerprint = @fingerprint, status IS NULL, coalesce(status, 0), content_type, body
FROM idempotency_keys WHERE principal = @principal AND key = @key`

// FinishRequest keeps the response under the key for account.IdempotencyLife.
func (s *Store) FinishRequest(ctx context.Context, principal, key string, r account.Response) error {
	_, err := s.pool.Exec(ctx, finishIdempotencyKey, pgx.NamedArgs{
		"principal": principal, "key": key, "status": r.Status, "content_type": r.ContentType, "body": nonNil(r.Body),
	})
	if err != nil {
		return fmt.Errorf("finish idempotency key: %w", err)
	}
	return nil
}

const finishIdempotencyKey = `
UPDATE idempotency_keys SET status = @status, content_type = @content_type, body = @body
WHERE principal = @principal AND key = @key AND status IS NULL`

// AbandonRequest frees the key of a request that came to nothing, so that it
// can be tried again at once.
func (s *Store) AbandonRequest(ctx context.Context, principal, key string) error {
	_, err := s.pool.Exec(ctx, abandonIdempotencyKey, pgx.NamedArgs{"principal": principal, "key": key})
	if err != nil {
		return fmt.Errorf("abandon idempotency key: %w", err)
	}
	return nil
}

const abandonIdempotencyKey = `
DELETE FROM idempotency_keys WHERE principal = @principal AND key = @key AND status IS NULL`

// PruneIdempotencyKeys deletes expired keys and returns how many.
func (s *Store) PruneIdempotencyKeys(ctx context.Context) (int64, error) {
	tag, err := s.pool.Exec(ctx, pruneIdempotencyKeys, pgx.NamedArgs{"life": account.IdempotencyLife})
	if err != nil {
		return 0, fmt.Errorf("prune idempotency keys: %w", err)
	}
	return tag.RowsAffected(), nil
}

const pruneIdempotencyKeys = `DELETE FROM idempotency_keys WHERE created_at < now() - @life::interval`
