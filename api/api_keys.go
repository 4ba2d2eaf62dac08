package api

import (
	"context"

	"github.com/parleyhq/parley/account"
)

// Keys is what managing API keys needs of the store.
type Keys interface {
	ListAPIKeys(ctx context.Context) ([]account.APIKey, error)
	// CreateAPIKey returns the key's secret, for the only time.
	CreateAPIKey(ctx context.Context, name string, scopes []account.Scope) (key account.APIKey, secret string, err error)
	// RevokeAPIKey fails with account.ErrNotFound.
	RevokeAPIKey(ctx context.Context, id string) (account.APIKey, error)
}

type apiKeyHandlers struct{ keys Keys }

// ListAPIKeys lists all keys.
func (h apiKeyHandlers) ListAPIKeys(ctx context.Context, _ ListAPIKeysRequestObject) (ListAPIKeysResponseObject, error) {
	keys, err := h.keys.ListAPIKeys(ctx)
	if err != nil {
		return nil, err
	}
	return ListAPIKeys200JSONResponse{Items: each(keys, apiKeyView)}, nil
}

// CreateAPIKey creates a key and shows its secret, this once.
func (h apiKeyHandlers) CreateAPIKey(ctx context.Context, r CreateAPIKeyRequestObject) (CreateAPIKeyResponseObject, error) {
	var f fields
	name := f.name("name", r.Body.Name)
	if err := f.err(); err != nil {
		return nil, err
	}
	scopes := each(r.Body.Scopes, func(s Scope) account.Scope { return account.Scope(s) })
	key, secret, err := h.keys.CreateAPIKey(ctx, name, scopes)
	if err != nil {
		return nil, err
	}
	v := apiKeyView(key)
	return CreateAPIKey201JSONResponse{
		ID: v.ID, Name: v.Name, Scopes: v.Scopes, CreatedAt: v.CreatedAt,
		LastUsedAt: v.LastUsedAt, RevokedAt: v.RevokedAt, Key: secret,
	}, nil
}

// RevokeAPIKey ends a key.
func (h apiKeyHandlers) RevokeAPIKey(ctx context.Context, r RevokeAPIKeyRequestObject) (RevokeAPIKeyResponseObject, error) {
	if _, err := h.keys.RevokeAPIKey(ctx, r.ID); err != nil {
		return nil, err
	}
	return RevokeAPIKey204Response{}, nil
}

func apiKeyView(k account.APIKey) APIKey {
	return APIKey{
		ID: k.ID, Name: k.Name, Scopes: each(k.Scopes, func(s account.Scope) Scope { return Scope(s) }),
		CreatedAt: k.CreatedAt.UTC(), LastUsedAt: instant(k.LastUsedAt), RevokedAt: instant(k.RevokedAt),
	}
}
