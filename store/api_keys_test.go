package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
)

func TestAPIKeyResolves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	key, secret, err := b.CreateAPIKey(t.Context(), "orders service", []account.Scope{account.ScopeIngest, account.ScopeRead})
	require.NoError(t, err)
	require.Regexp(t, `^pk_[A-Za-z0-9_-]{43}$`, secret)
	require.Equal(t, "orders service", key.Name)
	require.Equal(t, []account.Scope{account.ScopeIngest, account.ScopeRead}, key.Scopes)
	require.True(t, key.LastUsedAt.IsZero())

	found, err := b.APIKeyBySecret(t.Context(), secret)
	require.NoError(t, err)
	require.Equal(t, key, found)
	_, err = b.APIKeyBySecret(t.Context(), secret[:len(secret)-1])
	require.ErrorIs(t, err, account.ErrNotFound)
	require.Zero(t, b.number(t, `SELECT count(*) FROM api_keys WHERE api_keys::text LIKE '%' || $1 || '%'`, secret))
}

func TestAPIKeyUseIsNotedAtMostOnceAMinute(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, secret, err := b.CreateAPIKey(t.Context(), "orders service", []account.Scope{account.ScopeIngest})
	require.NoError(t, err)
	const age = `SELECT extract(epoch FROM now() - last_used_at)::int FROM api_keys`
	use := func() {
		_, err := b.APIKeyBySecret(t.Context(), secret)
		require.NoError(t, err)
	}
	use()
	require.Less(t, b.number(t, age), 3600)
	b.exec(t, `UPDATE api_keys SET last_used_at = now() - interval '20 seconds'`)
	use()
	require.GreaterOrEqual(t, b.number(t, age), 20)
	b.exec(t, `UPDATE api_keys SET last_used_at = now() - interval '2 hours'`)
	use()
	require.Less(t, b.number(t, age), 3600)
}

func TestAPIKeysThatAreShownTogether(t *testing.T) {
	t.Parallel()
	b := setup(t)
	secrets := make([]string, 3)
	for i := range secrets {
		var err error
		_, secrets[i], err = b.CreateAPIKey(t.Context(), fmt.Sprint("service ", i), []account.Scope{account.ScopeIngest})
		require.NoError(t, err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	names, errs := make([]string, 60), make([]error, 60)
	var group sync.WaitGroup
	for i := range names {
		group.Go(func() {
			switch i % 5 {
			case 3:
				_, errs[i] = b.APIKeyBySecret(t.Context(), "pk_unknown")
			case 4:
				// Who gives up takes nobody along who waits for the same read.
				_, _ = b.APIKeyBySecret(gone, secrets[0])
			default:
				key, err := b.APIKeyBySecret(t.Context(), secrets[i%5])
				names[i], errs[i] = key.Name, err
			}
		})
	}
	group.Wait()
	for i := range names {
		switch i % 5 {
		case 3:
			require.ErrorIs(t, errs[i], account.ErrNotFound)
		case 4:
		default:
			require.NoError(t, errs[i])
			require.Equal(t, fmt.Sprint("service ", i%5), names[i])
		}
	}
}

// A request that began before the revocation is still on its way, with the key as
// it was, when another one begins after it: the second must not profit from what
// the first has read.
func TestRevokedAPIKeyWhileItIsBeingRead(t *testing.T) {
	t.Parallel()
	b := setup(t)
	key, secret, err := b.CreateAPIKey(t.Context(), "service", []account.Scope{account.ScopeIngest})
	require.NoError(t, err)
	// Noting the use of the key holds the first request up after its read.
	b.exec(t, `
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
  $$BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END$$`)
	b.exec(t, `
CREATE TRIGGER hold BEFORE UPDATE OF last_used_at ON api_keys FOR EACH STATEMENT EXECUTE FUNCTION hold()`)
	holding, err := b.raw.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = holding.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = holding.Exec(t.Context(), `SELECT pg_advisory_xact_lock(1)`)
	require.NoError(t, err)

	first := make(chan error, 1)
	go func() {
		_, err := b.APIKeyBySecret(t.Context(), secret)
		first <- err
	}()
	require.Eventually(t, func() bool {
		return b.number(t, `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`) == 1
	}, time.Minute, time.Millisecond)

	_, err = b.RevokeAPIKey(t.Context(), key.ID)
	require.NoError(t, err)
	_, err = b.APIKeyBySecret(t.Context(), secret)
	require.ErrorIs(t, err, account.ErrNotFound)

	require.NoError(t, holding.Rollback(t.Context()))
	require.NoError(t, <-first, "it began before the revocation")
}

func TestRevokedAPIKeyIsWorthNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, secret, err := b.CreateAPIKey(t.Context(), "first", []account.Scope{account.ScopeAdmin})
	require.NoError(t, err)
	second, _, err := b.CreateAPIKey(t.Context(), "second", []account.Scope{account.ScopeSend})
	require.NoError(t, err)

	revoked, err := b.RevokeAPIKey(t.Context(), first.ID)
	require.NoError(t, err)
	require.False(t, revoked.RevokedAt.IsZero())
	_, err = b.APIKeyBySecret(t.Context(), secret)
	require.ErrorIs(t, err, account.ErrNotFound)

	again, err := b.RevokeAPIKey(t.Context(), first.ID)
	require.NoError(t, err)
	require.Equal(t, revoked, again)
	_, err = b.RevokeAPIKey(t.Context(), nobody)
	require.ErrorIs(t, err, account.ErrNotFound)

	keys, err := b.ListAPIKeys(t.Context())
	require.NoError(t, err)
	require.Equal(t, []account.APIKey{second, revoked}, keys)
}
