package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/config"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

// The environment's embedder is asked with the environment's key, whatever the
// database holds, and the database never learns it.
func TestTheKeyOfTheEnvironmentWins(t *testing.T) {
	t.Parallel()
	var sent string
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header.Get("Authorization")
		_, _ = w.Write([]byte(`{"data":[{"index":0,"embedding":[1,0]}]}`))
	}))
	t.Cleanup(endpoint.Close)
	ctx := t.Context()
	st, err := store.Open(ctx, devstack.Database(t), store.Options{MaxConns: 4})
	require.NoError(t, err)
	t.Cleanup(st.Close)
	c := config.Config{
		Embedder: config.EmbedderOpenAI, OpenAIBaseURL: endpoint.URL + "/v1", OpenAIModel: "m", OpenAIDimensions: 2, OpenAIAPIKey: "of-env",
	}
	opener := newEmbedders(c, st)
	env := opener.env
	seen := apiStore{st, env}
	uses := func(e faq.Embedder) string {
		opened, err := opener.Open(e)
		require.NoError(t, err)
		_, err = opened.Embed(ctx, []string{"hello"})
		require.NoError(t, err)
		return sent
	}

	known, err := seen.GetEmbedder(ctx, env.ID)
	require.NoError(t, err, "known before a worker has stored it")
	require.Equal(t, "of-env", known.APIKey)

	given := env
	given.APIKey = "of-somebody"
	require.Equal(t, "Bearer of-env", uses(given))
	saved, err := seen.SaveEmbedder(ctx, given)
	require.NoError(t, err)
	require.Equal(t, "of-env", saved.APIKey)
	stored, err := st.GetEmbedder(ctx, env.ID)
	require.NoError(t, err)
	require.Empty(t, stored.APIKey)

	_, err = st.SaveEmbedder(ctx, given)
	require.NoError(t, err, "as before the environment had one")
	opened, err := opener.Embedder(ctx, env.ID)
	require.NoError(t, err)
	_, err = opened.Embed(ctx, []string{"hello"})
	require.NoError(t, err)
	require.Equal(t, "Bearer of-env", sent)

	_, err = st.EnsureEmbedder(ctx, faq.Embedder{Kind: env.Kind, BaseURL: env.BaseURL, Model: env.Model, Dimensions: env.Dimensions})
	require.NoError(t, err)
	state, err := seen.GetMatching(ctx)
	require.NoError(t, err)
	require.Equal(t, "of-env", state.Embedder.APIKey, "shown as having a key")

	other := env
	other.Model, other.APIKey = "other", "own"
	other.ID = faq.EmbedderID(other.Kind, other.BaseURL, other.Model, other.Dimensions)
	require.Equal(t, "Bearer own", uses(other))
}
