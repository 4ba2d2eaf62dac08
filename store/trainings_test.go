package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

// training saves one and reports whether it serves.
func (b bundle) training(t *testing.T, model string, revision int64) (id string, serves bool) {
	t.Helper()
	id = uuid.NewString()
	serves, err := b.SaveTraining(t.Context(), faq.TrainingRecord{
		ID: id, Model: model, Revision: revision, Questions: 3, FAQs: 2, Data: []byte(id), Balanced: 0.5, Cautious: 0.75,
		Summary: json.RawMessage(`{"terms": 12}`), Took: 1500 * time.Millisecond,
	})
	require.NoError(t, err)
	return id, serves
}

func TestTheTrainingOfTheNewestRevisionServes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, serves := b.training(t, model, 1)
	require.False(t, serves, "no model serves yet")
	b.serve(t)
	id, serves := b.training(t, model, 5)
	require.True(t, serves)
	data, err := b.Training(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, id, string(data))
	matching, err := b.GetMatching(t.Context())
	require.NoError(t, err)
	require.Equal(t, id, matching.Serving.TrainingID)
	require.Equal(t, &faq.TrainingRecord{
		ID: id, Model: model, Revision: 5, Questions: 3, FAQs: 2, Balanced: 0.5, Cautious: 0.75,
		Summary: json.RawMessage(`{"terms": 12}`), Took: 1500 * time.Millisecond, CreatedAt: matching.Training.CreatedAt,
	}, matching.Training)

	_, serves = b.training(t, model, 4)
	require.False(t, serves, "a slower worker was at it")
	_, serves = b.training(t, "other", 9)
	require.False(t, serves, "another model")
	again, serves := b.training(t, model, 5)
	require.True(t, serves, "made anew of the same set")
	serving, err := b.Serving(t.Context())
	require.NoError(t, err)
	require.Equal(t, again, serving.TrainingID)

	_, err = b.Training(t.Context(), nobody)
	require.ErrorIs(t, err, faq.ErrNotFound)
}

func TestFewTrainingsAreKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	serving, _ := b.training(t, model, 100)
	for revision := range int64(6) {
		b.training(t, model, revision)
		b.training(t, "other", revision)
	}
	require.Equal(t, 3, b.number(t, `SELECT count(*) FROM trainings WHERE model = $1`, model))
	require.Equal(t, 3, b.number(t, `SELECT count(*) FROM trainings WHERE model = 'other'`))
	_, err := b.Training(t.Context(), serving)
	require.NoError(t, err)

	b.exec(t, `UPDATE trainings SET created_at = created_at - interval '2 days'`)
	pruned, err := b.PruneTrainings(t.Context(), 24*time.Hour)
	require.NoError(t, err)
	require.EqualValues(t, 3, pruned, "those of a model that does not serve")
}

func TestAModelsTrainingServesWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	b.training(t, model, 9)
	to := b.coming(t, "new")
	id, serves := b.training(t, "new", 2)
	require.False(t, serves)
	switched, err := b.FinishReembed(t.Context(), to.ID, id)
	require.NoError(t, err)
	require.True(t, switched)
	serving, err := b.Serving(t.Context())
	require.NoError(t, err)
	require.Equal(t, id, serving.TrainingID)
	_, serves = b.training(t, "new", 3)
	require.True(t, serves, "whatever the revision of the old model's training was")
}

func TestIndexedIsWhatCanBeMatched(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(t)
	active := b.createFAQ(t, faq.New(faq.General, "Yes.", "one", "two"), faq.Active, axis(0, 1))
	draft := b.createFAQ(t, faq.New(faq.Closing, "Bye.", "bye"), faq.Draft, axis(2))
	b.createFAQ(t, faq.New(faq.Filler, "Wait.", "wait"), faq.Active, axis(3))
	b.createFAQ(t, faq.New(faq.General, "Old.", "old"), faq.Archived, axis(3))

	revision, indexed, err := b.Indexed(t.Context(), model, faq.Active, faq.Draft)
	require.NoError(t, err)
	require.Equal(t, b.revision(t), revision)
	require.Equal(t, []faq.Indexed{
		{FAQID: active.ID, QuestionID: active.Questions[0].ID, Type: faq.General, Status: faq.Active, Question: "one", Answer: "Yes.", Vector: axis(0)[0]},
		{FAQID: active.ID, QuestionID: active.Questions[1].ID, Type: faq.General, Status: faq.Active, Question: "two", Answer: "Yes.", Vector: axis(1)[0]},
		{FAQID: draft.ID, QuestionID: draft.Questions[0].ID, Type: faq.Closing, Status: faq.Draft, Question: "bye", Answer: "Bye.", Vector: axis(2)[0]},
	}, indexed)
	size, questions, faqs, err := b.TrainingSize(t.Context(), model)
	require.NoError(t, err)
	require.Equal(t, []int{int(revision), 2, 1}, []int{int(size), questions, faqs})
	_, questions, faqs, err = b.TrainingSize(t.Context(), "other")
	require.NoError(t, err)
	require.Equal(t, []int{0, 0}, []int{questions, faqs})
}
