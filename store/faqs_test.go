package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

const (
	model = "test-model"
	// editor is a user who edits.
	editor = "00000000-0000-4000-8000-00000000ed17"
)

// axis returns vectors that point along one axis each, in four dimensions.
func axis(directions ...int) [][]float32 {
	vectors := make([][]float32, len(directions))
	for i, d := range directions {
		vectors[i] = make([]float32, 4)
		vectors[i][d] = 1
	}
	return vectors
}

func (b bundle) createFAQ(t *testing.T, f faq.FAQ, status faq.Status, vectors [][]float32) faq.FAQ {
	t.Helper()
	f.Status = status
	created, err := b.CreateFAQ(t.Context(), f, model, vectors, "")
	require.NoError(t, err)
	return created
}

func TestFAQIsFoundAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	f := faq.New(faq.General, "Tap Track order.", "Where is my order right now?", "How far away is my food?")
	f.Labels = []string{"orders"}
	created := b.createFAQ(t, f, faq.Draft, axis(0, 1))
	require.Equal(t, faq.FAQ{
		ID: created.ID, Type: faq.General, Status: faq.Draft, Answer: "Tap Track order.", Labels: []string{"orders"},
		Questions: []faq.Question{
			{ID: created.Questions[0].ID, Text: "Where is my order right now?"},
			{ID: created.Questions[1].ID, Text: "How far away is my food?"},
		},
		CreatedAt: created.CreatedAt, UpdatedAt: created.CreatedAt, Version: 1,
	}, created)
	found, err := b.GetFAQ(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, created, found)
}

func TestUpdateFAQKeepsWhatDidNotChange(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old := b.createFAQ(t, faq.New(faq.General, "Old.", "one", "two", "three"), faq.Active, axis(0, 1, 2))
	edited := faq.New(faq.Closing, "New.", "three", "four", "one")
	edited.ID, edited.Status = old.ID, faq.Archived
	updated, err := b.UpdateFAQ(t.Context(), edited, "other-model", axis(2, 3, 0), editor, old.Version)
	require.NoError(t, err)

	require.Equal(t, "New.", updated.Answer)
	require.Equal(t, faq.Closing, updated.Type)
	require.Equal(t, faq.Active, updated.Status, "the status has its own ways to change")
	require.Equal(t, []string{"three", "four", "one"}, updated.Texts())
	require.Equal(t, old.Questions[2].ID, updated.Questions[0].ID)
	require.Equal(t, old.Questions[0].ID, updated.Questions[2].ID)
	require.NotContains(t, old.Questions, updated.Questions[1])
	require.Equal(t, old.CreatedAt, updated.CreatedAt)
	require.True(t, updated.UpdatedAt.After(old.UpdatedAt))
	require.Equal(t, editor, updated.EditedBy)
	require.EqualValues(t, 2, updated.Version)
	require.Equal(t, 3, b.number(t, `SELECT count(*) FROM faq_vectors WHERE model = 'other-model'`))
	require.Equal(t, 2, b.number(t, `SELECT count(*) FROM faq_vectors WHERE model = $1`, model), "those whose text stayed")
	require.Equal(t, 3, b.number(t, `SELECT count(*) FROM faq_questions`))

	edited.ID = nobody
	_, err = b.UpdateFAQ(t.Context(), edited, model, axis(0, 1, 2), "", 1)
	require.ErrorIs(t, err, faq.ErrNotFound)
}

func TestUnusableVectorsStoreNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old := b.createFAQ(t, faq.New(faq.General, "Old.", "one"), faq.Active, axis(0))
	for name, vectors := range unusableVectors() {
		f := faq.New(faq.General, "New.", "one")
		_, err := b.CreateFAQ(t.Context(), f, model, vectors, "")
		require.ErrorIs(t, err, faq.ErrVector, name)
		f.ID = old.ID
		_, err = b.UpdateFAQ(t.Context(), f, model, vectors, "", 1)
		require.ErrorIs(t, err, faq.ErrVector, name)
		require.ErrorIs(t, b.SetVectors(t.Context(), model, old.Questions, vectors), faq.ErrVector, name)
	}
	kept, _, err := b.ListFAQs(t.Context(), faq.Filter{Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []faq.FAQ{old}, kept)
}

func TestFAQStatus(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := []struct {
		from, activate, archive, restore faq.Status
	}{
		{faq.Draft, faq.Active, faq.Archived, faq.Draft},
		{faq.Active, faq.Active, faq.Archived, faq.Active},
		{faq.Archived, "", faq.Archived, faq.Draft},
	}
	for _, row := range rows {
		create := func() string {
			return b.createFAQ(t, faq.New(faq.General, "Yes.", "is it so?"), row.from, axis(0)).ID
		}
		f, err := b.ActivateFAQ(t.Context(), create(), "", false)
		if row.activate == "" {
			require.ErrorIs(t, err, faq.ErrArchived)
		} else {
			require.NoError(t, err)
		}
		require.Equal(t, row.activate, f.Status)
		f, err = b.ArchiveFAQ(t.Context(), create())
		require.NoError(t, err)
		require.Equal(t, row.archive, f.Status)
		f, err = b.RestoreFAQ(t.Context(), create())
		require.NoError(t, err)
		require.Equal(t, row.restore, f.Status)
	}
	_, err := b.ActivateFAQ(t.Context(), nobody, "", false)
	require.ErrorIs(t, err, faq.ErrNotFound)
	_, err = b.ArchiveFAQ(t.Context(), nobody)
	require.ErrorIs(t, err, faq.ErrNotFound)
	_, err = b.RestoreFAQ(t.Context(), nobody)
	require.ErrorIs(t, err, faq.ErrNotFound)
	_, err = b.GetFAQ(t.Context(), nobody)
	require.ErrorIs(t, err, faq.ErrNotFound)
}

func TestFAQsAreFiltered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	coffee := faq.New(faq.General, "In the Café.", "where do I get it?", "which floor?")
	coffee.Labels = []string{"food"}
	ids := map[string]string{
		"greeting": b.createFAQ(t, faq.New(faq.Greeting, "Hello!", "hi"), faq.Active, axis(0)).ID,
		"coffee":   b.createFAQ(t, coffee, faq.Active, axis(0, 1)).ID,
		"draft":    b.createFAQ(t, faq.New(faq.General, "100% sure", "is it_so"), faq.Draft, axis(0)).ID,
		"archived": b.createFAQ(t, faq.New(faq.Filler, "One moment.", "wait"), faq.Archived, axis(0)).ID,
	}
	rows := []struct {
		filter faq.Filter
		want   []string
	}{
		{faq.Filter{}, []string{"archived", "draft", "coffee", "greeting"}},
		{faq.Filter{Status: faq.Active}, []string{"coffee", "greeting"}},
		{faq.Filter{Type: faq.General}, []string{"draft", "coffee"}},
		{faq.Filter{Type: faq.General, Status: faq.Active}, []string{"coffee"}},
		{faq.Filter{Label: "food"}, []string{"coffee"}},
		{faq.Filter{Label: "foo"}, nil},
		{faq.Filter{Query: "CAFE"}, []string{"coffee"}},
		{faq.Filter{Query: "Floor?"}, []string{"coffee"}},
		{faq.Filter{Query: "%"}, []string{"draft"}},
		{faq.Filter{Query: "t_s"}, []string{"draft"}},
		{faq.Filter{Query: "nothing like it"}, nil},
	}
	for _, row := range rows {
		row.filter.Limit = 10
		found, next, err := b.ListFAQs(t.Context(), row.filter)
		require.NoError(t, err)
		require.Nil(t, next)
		var want, got []string
		for _, name := range row.want {
			want = append(want, ids[name])
		}
		for _, f := range found {
			got = append(got, f.ID)
		}
		require.Equal(t, want, got, "%+v", row.filter)
	}
}

func TestFAQsArePaged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	want := make([]string, 7)
	for i := range want {
		want[i] = b.createFAQ(t, faq.New(faq.General, "Yes.", fmt.Sprint("question ", i)), faq.Active, axis(0)).ID
	}
	// Equal instants: the id decides.
	b.exec(t, `UPDATE faqs SET updated_at = $1`, time.Now())
	for _, limit := range []int{1, 2, 6, 7, 8} {
		var got []string
		filter := faq.Filter{Limit: limit}
		for {
			page, next, err := b.ListFAQs(t.Context(), filter)
			require.NoError(t, err)
			for _, f := range page {
				got = append(got, f.ID)
			}
			if next == nil {
				break
			}
			filter.After = next
		}
		require.Len(t, got, len(want), "limit %d", limit)
		require.ElementsMatch(t, want, got, "limit %d", limit)
	}
}
