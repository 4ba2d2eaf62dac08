package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/devstack"
)

// The key of an endpoint is no more to be read than the credentials of an inbox.
func TestTheKeyOfAnEmbedderIsSealed(t *testing.T) {
	t.Parallel()
	dsn := devstack.Database(t)
	before := keyed(t, dsn)
	e := embedder("model")
	e.APIKey = canary
	plain, err := before.SaveEmbedder(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, canary, plain.APIKey)

	s := keyed(t, dsn, sealKey("one"))
	b := bundle{Store: s, raw: rawPool(t, dsn)}
	readable := func() int {
		return b.number(t, `SELECT count(*) FROM embedders e WHERE e::text LIKE '%' || $1 || '%'`, canary)
	}
	require.Equal(t, 1, readable(), "there were no keys to seal with")
	found, err := s.GetEmbedder(t.Context(), plain.ID)
	require.NoError(t, err)
	require.Equal(t, canary, found.APIKey, "what was stored before opens as it is")
	_, err = s.EnsureEmbedder(t.Context(), e)
	require.NoError(t, err)
	require.Zero(t, readable())
	found, err = s.GetEmbedder(t.Context(), plain.ID)
	require.NoError(t, err)
	require.Equal(t, canary, found.APIKey)

	e.APIKey = ""
	kept, err := s.SaveEmbedder(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, canary, kept.APIKey, "a key that is not named stays")

	other := keyed(t, dsn, sealKey("two"))
	_, err = other.GetEmbedder(t.Context(), plain.ID)
	require.ErrorContains(t, err, `sealed with the key "one"`)
	require.NotContains(t, err.Error(), canary)
	e.APIKey = canary + " anew"
	anew, err := other.SaveEmbedder(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, e.APIKey, anew.APIKey, "a lost key is made up for by naming it anew")
}
