package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// coming begins a change to another model and returns its embedder.
func (b bundle) coming(t *testing.T, model string) faq.Embedder {
	t.Helper()
	e, err := b.SaveEmbedder(t.Context(), embedder(model))
	require.NoError(t, err)
	require.NoError(t, b.BeginReembed(t.Context(), e.ID, editor))
	return e
}

func TestQuestionsMoveToANewModel(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	f := b.createFAQ(t, faq.New(faq.General, "Yes.", "one", "two", "three"), faq.Draft, axis(0, 1, 2))
	archived := b.createFAQ(t, faq.New(faq.General, "No.", "four"), faq.Archived, axis(3))
	none, err := b.QuestionsWithoutVector(ctx, model, "", 10)
	require.NoError(t, err)
	require.Empty(t, none)

	to := b.coming(t, "new")
	moved, after := 0, ""
	for {
		switched, err := b.FinishReembed(ctx, to.ID, "")
		require.NoError(t, err)
		require.False(t, switched, "a question lacks a vector")
		matching, err := b.GetMatching(ctx)
		require.NoError(t, err)
		require.Equal(t, model, matching.Serving.Model)
		require.Equal(t, "new", matching.Reembedding.To.Model)
		require.Equal(t, []int{moved, 4}, []int{matching.Reembedding.Done, matching.Reembedding.Total})
		questions, err := b.QuestionsWithoutVector(ctx, "new", after, 3)
		require.NoError(t, err)
		moved += len(questions)
		require.NoError(t, b.SetVectors(ctx, "new", questions, axis(3, 3, 3)[:len(questions)]))
		after = questions[len(questions)-1].ID
		if moved == 4 {
			break
		}
	}
	found, err := b.Nearest(ctx, model, axis(3)[0], 1)
	require.NoError(t, err)
	require.Empty(t, found)

	switched, err := b.FinishReembed(ctx, nobody, "")
	require.NoError(t, err)
	require.False(t, switched, "it is not the one that is to take over")
	_, err = b.FinishReembed(ctx, to.ID, nobody)
	require.ErrorIs(t, err, faq.ErrNotFound, "there is no such training")
	switched, err = b.FinishReembed(ctx, to.ID, "")
	require.NoError(t, err)
	require.True(t, switched)
	matching, err := b.GetMatching(ctx)
	require.NoError(t, err)
	require.Equal(t, "new", matching.Serving.Model)
	require.Nil(t, matching.Reembedding)

	// An archived FAQ comes back and answers.
	_, err = b.RestoreFAQ(ctx, archived.ID)
	require.NoError(t, err)
	_, err = b.ActivateFAQ(ctx, archived.ID, "", true)
	require.NoError(t, err)
	found, err = b.Nearest(ctx, "new", axis(3)[0], 9)
	require.NoError(t, err)
	require.Len(t, found, 1)

	// Reworded or deleted meanwhile: its vector would be another text's.
	reworded := faq.Question{ID: f.Questions[0].ID, Text: strings.ToUpper(f.Questions[0].Text)}
	require.NoError(t, b.SetVectors(ctx, "wrong", []faq.Question{reworded, {ID: nobody, Text: "x"}}, axis(0, 0)))
	require.Zero(t, b.number(t, `SELECT count(*) FROM faq_vectors WHERE model = 'wrong'`))
}

func TestAChangeOfTheModelIsGivenUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	serving := b.serve(t)
	to := b.coming(t, "new")
	require.NoError(t, b.CancelReembed(t.Context()))
	require.NoError(t, b.CancelReembed(t.Context()))
	switched, err := b.FinishReembed(t.Context(), to.ID, "")
	require.NoError(t, err)
	require.False(t, switched)

	b.coming(t, "new")
	require.NoError(t, b.BeginReembed(t.Context(), serving.ID, ""), "to what serves")
	matching, err := b.GetMatching(t.Context())
	require.NoError(t, err)
	require.Nil(t, matching.Reembedding)
}

func TestVectorsStayAsLongAsTheyMayServe(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), faq.Active, axis(0))
	pruned, err := b.PruneVectors(t.Context())
	require.NoError(t, err)
	require.Zero(t, pruned, "nothing serves yet")
	b.serve(t)
	models := func() (found string) {
		require.NoError(t, b.raw.QueryRow(t.Context(),
			`SELECT string_agg(model, ' ' ORDER BY model) FROM faq_vectors`).Scan(&found))
		return found
	}
	for _, row := range []struct{ to, before, after string }{
		{"m2", "m2 test-model", "m2 test-model"},
		{"m3", "m2 m3 test-model", "m2 m3"},
		{"m2", "m2 m3", "m2 m3"},
	} {
		to := b.coming(t, row.to)
		questions, err := b.QuestionsWithoutVector(t.Context(), row.to, "", 9)
		require.NoError(t, err)
		require.NoError(t, b.SetVectors(t.Context(), row.to, questions, axis(1, 1, 1)[:len(questions)]))
		_, err = b.PruneVectors(t.Context())
		require.NoError(t, err)
		switched, err := b.FinishReembed(t.Context(), to.ID, "")
		require.NoError(t, err)
		require.True(t, switched, "no vector of what is to take over was deleted")
		require.Equal(t, row.before, models())
		_, err = b.PruneVectors(t.Context())
		require.NoError(t, err)
		require.Equal(t, row.after, models())
	}
}

// FAQs are saved while the model changes: whichever comes first, no question is
// left without a vector of what serves.
func TestNoQuestionIsLostBetweenTwoModels(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	ctx := t.Context()
	var serving atomic.Value
	serving.Store(model)
	refused := atomic.Int64{}
	stop := make(chan struct{})
	var editors sync.WaitGroup
	for e := range 3 {
		editors.Go(func() {
			for n := 0; ; n++ {
				// As fast as that, but no faster: on a slow machine the list of
				// what has to be embedded would grow without end.
				select {
				case <-stop:
					return
				case <-time.After(10 * time.Millisecond):
				}
				f := faq.New(faq.General, "Yes.", fmt.Sprintf("question %d of %d", n, e))
				f.Status = faq.Active
				created, err := b.CreateFAQ(ctx, f, serving.Load().(string), axis(0), "")
				if errors.Is(err, faq.ErrModel) {
					refused.Add(1)
					continue
				}
				if err == nil {
					_, err = b.CloneFAQ(ctx, created.ID, "")
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for round := range 5 {
		name := fmt.Sprint("m", round)
		to := b.coming(t, name)
		for switched := false; !switched; {
			questions, err := b.QuestionsWithoutVector(ctx, name, "", 1000)
			require.NoError(t, err)
			vectors := make([][]float32, len(questions))
			for i := range vectors {
				vectors[i] = axis(1)[0]
			}
			require.NoError(t, b.SetVectors(ctx, name, questions, vectors))
			switched, err = b.FinishReembed(ctx, to.ID, "")
			require.NoError(t, err)
		}
		lost, err := b.QuestionsWithoutVector(ctx, name, "", 1)
		require.NoError(t, err)
		require.Empty(t, lost)
		seen := refused.Load()
		require.Eventually(t, func() bool { return refused.Load() > seen }, time.Minute, time.Millisecond,
			"editors who still embed by the old model are told so")
		serving.Store(name)
	}
	close(stop)
	editors.Wait()
}

// What a change waits for is said of that change alone.
func TestAChangeSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	_, err := b.EnsureEmbedder(ctx, embedder("first"))
	require.NoError(t, err)
	second, err := b.SaveEmbedder(ctx, embedder("second"))
	require.NoError(t, err)
	waits := func() string {
		m, err := b.GetMatching(ctx)
		require.NoError(t, err)
		return m.Reembedding.Error
	}
	require.NoError(t, b.BeginReembed(ctx, second.ID, ""))
	require.NoError(t, b.NoteReembed(ctx, nobody, "Of another."))
	require.Empty(t, waits())
	require.NoError(t, b.NoteReembed(ctx, second.ID, "The key was revoked."))
	require.Equal(t, "The key was revoked.", waits())
	require.NoError(t, b.BeginReembed(ctx, second.ID, ""))
	require.Empty(t, waits(), "asked for again, perhaps with another key")
	require.NoError(t, b.NoteReembed(ctx, second.ID, "The key was revoked."))
	require.NoError(t, b.CancelReembed(ctx))
	require.NoError(t, b.BeginReembed(ctx, second.ID, ""))
	require.Empty(t, waits())
}
