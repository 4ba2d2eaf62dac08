package store_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

func TestOfTwoEditsOfAnFAQOneIsTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), faq.Active, axis(0))
	for range 10 {
		errs := make([]error, 2)
		atOnce(len(errs), func(i int) {
			mine := f
			mine.Answer = fmt.Sprint("answer of ", i)
			_, errs[i] = b.UpdateFAQ(t.Context(), mine, model, axis(1), editor, f.Version)
		})
		require.NotEqual(t, errs[0] == nil, errs[1] == nil, "%v, %v", errs[0], errs[1])
		require.ErrorIs(t, errors.Join(errs...), faq.ErrChanged)
		now, err := b.GetFAQ(t.Context(), f.ID)
		require.NoError(t, err)
		require.Equal(t, f.Version+1, now.Version)
		won := 0
		if errs[0] != nil {
			won = 1
		}
		require.Equal(t, fmt.Sprint("answer of ", won), now.Answer)
		f = now
	}
	_, err := b.ArchiveFAQ(t.Context(), f.ID)
	require.NoError(t, err)
	_, err = b.UpdateFAQ(t.Context(), f, model, axis(1), editor, f.Version)
	require.ErrorIs(t, err, faq.ErrChanged, "a status is a change too")
}

func TestADraftMayLackItsAnswer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	unfinished := faq.New(faq.General, "", "is it so?")
	draft := b.createFAQ(t, unfinished, faq.Draft, axis(0))
	_, err := b.ActivateFAQ(t.Context(), draft.ID, "", true)
	require.ErrorIs(t, err, faq.ErrIncomplete)
	unfinished.Status = faq.Active
	_, err = b.CreateFAQ(t.Context(), unfinished, model, axis(0), "")
	require.ErrorIs(t, err, faq.ErrIncomplete)

	draft.Answer = "Yes."
	draft, err = b.UpdateFAQ(t.Context(), draft, model, axis(0), "", draft.Version)
	require.NoError(t, err)
	active, err := b.ActivateFAQ(t.Context(), draft.ID, "", true)
	require.NoError(t, err)
	active.Answer = ""
	_, err = b.UpdateFAQ(t.Context(), active, model, axis(0), "", active.Version)
	require.ErrorIs(t, err, faq.ErrIncomplete)
}

func TestNobodyActivatesTheirOwnEdit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	const other = "00000000-0000-4000-8000-000000000777"
	draft, err := b.CreateFAQ(ctx, faq.New(faq.General, "Yes.", "is it so?"), model, axis(0), editor)
	require.NoError(t, err)
	require.Equal(t, editor, draft.EditedBy)
	_, err = b.ActivateFAQ(ctx, draft.ID, editor, false)
	require.ErrorIs(t, err, faq.ErrOwnEdit)
	active, err := b.ActivateFAQ(ctx, draft.ID, other, false)
	require.NoError(t, err)
	require.Equal(t, faq.Active, active.Status)
	require.Equal(t, editor, active.EditedBy, "activating is no edit")
	_, err = b.ActivateFAQ(ctx, draft.ID, editor, false)
	require.NoError(t, err, "it is active already")

	clone, err := b.CloneFAQ(ctx, draft.ID, other)
	require.NoError(t, err)
	_, err = b.ActivateFAQ(ctx, clone.ID, other, false)
	require.ErrorIs(t, err, faq.ErrOwnEdit)
	_, err = b.ActivateFAQ(ctx, clone.ID, other, true)
	require.NoError(t, err)
	byKey, err := b.CreateFAQ(ctx, faq.New(faq.General, "Yes.", "is it so?"), model, axis(0), "")
	require.NoError(t, err)
	_, err = b.ActivateFAQ(ctx, byKey.ID, "", false)
	require.NoError(t, err, "keys are nobody in particular")
}

func TestACloneIsADraftThatSaysTheSame(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	f := faq.New(faq.General, "Yes.", "one", "two")
	f.Labels = []string{"orders"}
	original := b.createFAQ(t, f, faq.Active, axis(0, 1))
	require.NoError(t, b.SetVectors(t.Context(), "coming", original.Questions, axis(2, 3)))
	clone, err := b.CloneFAQ(t.Context(), original.ID, editor)
	require.NoError(t, err)
	require.NotEqual(t, original.ID, clone.ID)
	require.Equal(t, faq.Draft, clone.Status)
	require.Equal(t, original.Texts(), clone.Texts())
	require.Equal(t, []any{original.Type, original.Answer, original.Labels, editor, int64(1)},
		[]any{clone.Type, clone.Answer, clone.Labels, clone.EditedBy, clone.Version})
	for i := range clone.Questions {
		require.NotEqual(t, original.Questions[i].ID, clone.Questions[i].ID)
		require.Equal(t, 2, b.number(t, `
			SELECT count(*) FROM faq_vectors o JOIN faq_vectors c USING (model, embedding)
			WHERE o.question_id = $1 AND c.question_id = $2`, original.Questions[i].ID, clone.Questions[i].ID))
	}
	_, err = b.CloneFAQ(t.Context(), nobody, "")
	require.ErrorIs(t, err, faq.ErrNotFound)
}

func TestVectorsOfAnotherModelThanTheOneThatServesAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	f := b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), faq.Active, axis(0))
	_, err := b.CreateFAQ(t.Context(), faq.New(faq.General, "No.", "is it not?"), "other", axis(0), "")
	require.ErrorIs(t, err, faq.ErrModel)
	_, err = b.UpdateFAQ(t.Context(), f, "other", axis(0), "", f.Version)
	require.ErrorIs(t, err, faq.ErrModel)
	all, _, err := b.ListFAQs(t.Context(), faq.Filter{Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []faq.FAQ{f}, all)
}
