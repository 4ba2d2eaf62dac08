package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/account"
)

// apiKeyPrefix lets people and secret scanners tell an API key from a session.
const apiKeyPrefix = "pk_"

// CreateAPIKey makes a key with scopes and returns its secret, "pk_" and 43
// characters, for the only time.
func (s *Store) CreateAPIKey(ctx context.Context, name string, scopes []account.Scope) (key account.APIKey, secret string, err error) {
	secret = newSecret(apiKeyPrefix)
	key, err = s.apiKey(ctx, insertAPIKey, pgx.NamedArgs{"name": name, "hash": digest(secret), "scopes": scopes})
	if err != nil {
		return account.APIKey{}, "", fmt.Errorf("create API key: %w", err)
	}
	return key, secret, nil
}

const insertAPIKey = `
INSERT INTO api_keys (id, name, key_hash, scopes) VALUES (gen_random_uuid(), @name, @hash, @scopes)
RETURNING id, name, scopes, created_at, last_used_at, revoked_at`

// APIKeyBySecret returns the key a secret belongs to and notes its use. It
// fails with account.ErrNotFound if there is none or it was revoked.
func (s *Store) APIKeyBySecret(ctx context.Context, secret string) (account.APIKey, error) {
	key, err := s.apiKey(ctx, useAPIKey, pgx.NamedArgs{"hash": digest(secret)})
	if err != nil {
		return account.APIKey{}, fmt.Errorf("resolve API key: %w", err)
	}
	return key, nil
}

// useAPIKey writes at most once a minute, not on every request.
const useAPIKey = `
WITH touched AS (
	UPDATE api_keys SET last_used_at = now()
	WHERE key_hash = @hash AND revoked_at IS NULL
	  AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
)
SELECT id, name, scopes, created_at, last_used_at, revoked_at
FROM api_keys WHERE key_hash = @hash AND revoked_at IS NULL`

// ListAPIKeys returns all keys, newest first, revoked ones included.
func (s *Store) ListAPIKeys(ctx context.Context) ([]account.APIKey, error) {
	rows, err := s.pool.Query(ctx, listAPIKeys)
	if err != nil {
		return nil, fmt.Errorf("list API keys: %w", err)
	}
	keys, err := pgx.CollectRows(rows, scanAPIKey)
	if err != nil {
		return nil, fmt.Errorf("list API keys: %w", err)
	}
	return keys, nil
}

const listAPIKeys = `
SELECT id, name, scopes, created_at, last_used_at, revoked_at FROM api_keys ORDER BY created_at DESC, id`

// RevokeAPIKey ends a key for good; doing it again changes nothing. It fails
// with account.ErrNotFound.
func (s *Store) RevokeAPIKey(ctx context.Context, id string) (account.APIKey, error) {
	key, err := s.apiKey(ctx, revokeAPIKey, pgx.NamedArgs{"id": id})
	if err != nil {
		return account.APIKey{}, fmt.Errorf("revoke API key: %w", err)
	}
	return key, nil
}

const revokeAPIKey = `
UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = @id
RETURNING id, name, scopes, created_at, last_used_at, revoked_at`

// apiKey runs a query that returns one key.
func (s *Store) apiKey(ctx context.Context, query string, args pgx.NamedArgs) (account.APIKey, error) {
	rows, err := s.pool.Query(ctx, query, args)
	if err != nil {
		return account.APIKey{}, err
	}
	key, err := pgx.CollectExactlyOneRow(rows, scanAPIKey)
	if errors.Is(err, pgx.ErrNoRows) {
		return account.APIKey{}, account.ErrNotFound
	}
	return key, err
}

type apiKeyRow struct {
	ID         string
	Name       string
	Scopes     []account.Scope
	CreatedAt  time.Time
	LastUsedAt *time.Time
	RevokedAt  *time.Time
}

func scanAPIKey(row pgx.CollectableRow) (account.APIKey, error) {
	r, err := pgx.RowToStructByName[apiKeyRow](row)
	return account.APIKey{
		ID: r.ID, Name: r.Name, Scopes: r.Scopes, CreatedAt: r.CreatedAt.UTC(),
		LastUsedAt: instant(r.LastUsedAt), RevokedAt: instant(r.RevokedAt),
	}, err
}
