package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/internal/devstack"
	"github.com/parleyhq/parley/store"
)

func TestTheEnvironmentIsAskedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	first, second, third := embedder("first"), embedder("second"), embedder("third")
	id := func(e faq.Embedder) string { return faq.EmbedderID(e.Kind, e.BaseURL, e.Model, e.Dimensions) }
	serving := func() string {
		s, err := b.Serving(ctx)
		require.NoError(t, err)
		return s.Model
	}
	ensure := func(e faq.Embedder) string {
		to, err := b.EnsureEmbedder(ctx, e)
		require.NoError(t, err)
		return to
	}

	require.Empty(t, ensure(first), "nothing served: it serves at once")
	require.Equal(t, "first", serving())
	require.Equal(t, id(second), ensure(second), "another wish takes over later")
	require.Equal(t, "first", serving())
	require.Equal(t, id(second), ensure(second), "a restart goes on with it")

	switched, err := b.FinishReembed(ctx, id(second), "")
	require.NoError(t, err)
	require.True(t, switched, "no question lacks a vector")
	require.Equal(t, "second", serving())
	require.Empty(t, ensure(second))

	_, err = b.SaveEmbedder(ctx, third)
	require.NoError(t, err)
	require.NoError(t, b.BeginReembed(ctx, id(third), editor))
	require.Equal(t, id(third), ensure(second), "a change made through the API outlives a restart")
	switched, err = b.FinishReembed(ctx, id(third), "")
	require.NoError(t, err)
	require.True(t, switched)
	require.Empty(t, ensure(second), "and is not undone by one")
	require.Equal(t, "third", serving())

	require.Equal(t, id(first), ensure(first))
	require.Empty(t, ensure(third), "the environment took its wish back")
	require.Equal(t, "third", serving())
}

// A migration knows of an endpoint's vectors only what stands beside them.
func TestTheEnvironmentNamesWhatAMigrationFound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.exec(t, `
		WITH guessed AS (
			INSERT INTO embedders (id, kind, model, dimensions) VALUES (gen_random_uuid(), 'openai', 'small', 4) RETURNING id)
		UPDATE matching SET embedder_id = guessed.id FROM guessed`)
	env := faq.Embedder{Kind: faq.EmbedderOpenAI, Model: "small", BaseURL: "https://embed.example/v1", Dimensions: 4, APIKey: "k"}
	other := env
	other.Model = "large"
	to, err := b.EnsureEmbedder(t.Context(), other)
	require.NoError(t, err)
	require.NotEmpty(t, to, "vectors of small say nothing about large")
	to, err = b.EnsureEmbedder(t.Context(), env)
	require.NoError(t, err)
	require.Empty(t, to)
	matching, err := b.GetMatching(t.Context())
	require.NoError(t, err)
	require.Equal(t, env.BaseURL, matching.Embedder.BaseURL)
	require.Equal(t, "k", matching.Embedder.APIKey)
	require.True(t, matching.Serving.Remote)
	require.Equal(t, "small/4", matching.Serving.Model)
}

func TestAnEmbeddersKeyIsReplacedOnlyByAKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	e := faq.Embedder{Kind: faq.EmbedderOpenAI, Model: "small", BaseURL: "https://embed.example/v1", Dimensions: 4, APIKey: "one"}
	saved, err := b.SaveEmbedder(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, faq.EmbedderID(e.Kind, e.BaseURL, e.Model, e.Dimensions), saved.ID)
	for _, row := range []struct{ given, kept string }{{"", "one"}, {"two", "two"}, {"", "two"}} {
		e.APIKey = row.given
		_, err = b.SaveEmbedder(t.Context(), e)
		require.NoError(t, err)
		found, err := b.GetEmbedder(t.Context(), saved.ID)
		require.NoError(t, err)
		require.Equal(t, row.kept, found.APIKey)
	}
	_, err = b.GetEmbedder(t.Context(), nobody)
	require.ErrorIs(t, err, faq.ErrNotFound)
	require.ErrorIs(t, b.BeginReembed(t.Context(), nobody, ""), faq.ErrNotFound)
}

// Processes of one deployment start together, and may disagree for a moment.
func TestProcessesThatStartTogetherAgree(t *testing.T) {
	t.Parallel()
	for range 5 {
		dsn := devstack.Database(t)
		processes := make([]*store.Store, 4)
		for i := range processes {
			s, err := store.Open(t.Context(), dsn, store.Options{MaxConns: 2})
			require.NoError(t, err)
			t.Cleanup(s.Close)
			processes[i] = s
		}
		wishes := []string{"one", "other"}
		comings := make([]string, len(processes))
		errs := make([]error, len(processes))
		atOnce(len(processes), func(i int) {
			comings[i], errs[i] = processes[i].EnsureEmbedder(t.Context(), embedder(wishes[i%2]))
		})
		for _, err := range errs {
			require.NoError(t, err)
		}
		serving, err := processes[0].Serving(t.Context())
		require.NoError(t, err)
		require.Contains(t, wishes, serving.Model)
		matching, err := processes[0].GetMatching(t.Context())
		require.NoError(t, err)
		if matching.Reembedding != nil {
			require.NotEqual(t, serving.EmbedderID, matching.Reembedding.To.ID)
			require.Contains(t, comings, matching.Reembedding.To.ID, "somebody was told to bring it about")
		}
	}
}

func TestEmbeddersNobodyUsesAreDeleted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	ids := map[string]string{}
	for _, name := range []string{"first", "second", "coming", "env", "tried"} {
		e, err := b.SaveEmbedder(ctx, embedder(name))
		require.NoError(t, err)
		ids[name] = e.ID
	}
	b.exec(t, `UPDATE embedders SET created_at = now() - interval '2 hours'`)
	fresh, err := b.SaveEmbedder(ctx, embedder("fresh"))
	require.NoError(t, err)
	deleted, err := b.PruneEmbedders(ctx)
	require.NoError(t, err)
	require.Zero(t, deleted, "nothing serves yet")

	_, err = b.EnsureEmbedder(ctx, embedder("first"))
	require.NoError(t, err)
	require.NoError(t, b.BeginReembed(ctx, ids["second"], ""))
	_, err = b.FinishReembed(ctx, ids["second"], "")
	require.NoError(t, err)
	_, err = b.EnsureEmbedder(ctx, embedder("env"))
	require.NoError(t, err)
	require.NoError(t, b.BeginReembed(ctx, ids["coming"], ""))

	deleted, err = b.PruneEmbedders(ctx)
	require.NoError(t, err)
	require.EqualValues(t, 1, deleted)
	_, err = b.GetEmbedder(ctx, ids["tried"])
	require.ErrorIs(t, err, faq.ErrNotFound)
	for _, id := range []string{ids["first"], ids["second"], ids["coming"], ids["env"], fresh.ID} {
		_, err = b.GetEmbedder(ctx, id)
		require.NoError(t, err)
	}
}
