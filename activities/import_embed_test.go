package activities_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/matcher"
)

// sheetInStore is an import of a few rows.
type sheetInStore struct {
	activities.Imports
	state faq.Import
	rows  []faq.ImportRow
	saved []faq.ImportRow
}

func newSheet(questions ...string) *sheetInStore {
	s := &sheetInStore{state: faq.Import{ID: "i", Status: faq.ImportStaged, Rows: len(questions)}}
	for n, q := range questions {
		f := faq.FAQ{Type: faq.General, Status: faq.Draft, Answer: "Yes.", Questions: []faq.Question{{Text: q}}}
		s.rows = append(s.rows, faq.ImportRow{Row: n + 1, FAQ: f, Verdict: faq.RowPending})
	}
	return s
}

func (s *sheetInStore) Serving(context.Context) (faq.Serving, error) { return faq.Serving{}, nil }

func (s *sheetInStore) GetImport(context.Context, string) (faq.Import, error) { return s.state, nil }

func (s *sheetInStore) PendingRows(context.Context, string, int) ([]faq.ImportRow, error) {
	return slices.Clone(s.rows), nil
}

func (s *sheetInStore) SaveVerdicts(_ context.Context, _ string, rows []faq.ImportRow, _ string, _ [][][]float32) (faq.Import, error) {
	s.saved, s.state.Checked = rows, len(rows)
	return s.state, nil
}

func (s *sheetInStore) CheckedQuestions(context.Context, string, string, faq.ImportedKey, int) ([]faq.ImportedQuestion, error) {
	return nil, nil
}

func (s *sheetInStore) NoteImport(_ context.Context, _, reason string) error {
	s.state.Error = reason
	return nil
}

func (s *sheetInStore) FailImport(_ context.Context, _, reason string) (faq.Import, error) {
	s.state.Status, s.state.Error = faq.ImportFailed, reason
	return s.state, nil
}

// noOverlaps finds nothing too close.
type noOverlaps struct{ *shelf }

func (noOverlaps) Overlaps(context.Context, faq.Serving, faq.FAQ, [][]float32, matcher.Source) ([]matcher.Overlap, error) {
	return nil, nil
}

func checkSheet(t *testing.T, s *sheetInStore, refuses string) error {
	t.Helper()
	endpoint := newShelf(0)
	endpoint.refuses = refuses
	a := &activities.Importing{Imports: s, Matcher: noOverlaps{endpoint}, Log: slog.New(slog.DiscardHandler)}
	return inActivity(t, func(ctx context.Context) error {
		_, err := a.CheckImport(ctx, activities.ImportRequest{ImportID: "i"})
		return err
	})
}

// A question that the provider refuses costs its row, and no other one.
func TestARefusedQuestionRejectsItsRow(t *testing.T) {
	t.Parallel()
	s := newSheet("Where is my order?", "Do you accept cash?", "Can I return a gift?")
	require.NoError(t, checkSheet(t, s, "Do you accept cash?"))
	require.Equal(t, faq.RowCreated, s.saved[0].Verdict)
	require.Equal(t, faq.RowRejected, s.saved[1].Verdict)
	require.Equal(t, "questions[0]", s.saved[1].Field)
	require.Contains(t, s.saved[1].Reason, "is refused by the endpoint")
	require.Equal(t, faq.RowCreated, s.saved[2].Verdict)

	s = newSheet("Do you accept cash?")
	require.NoError(t, checkSheet(t, s, "Do you accept cash?"), "another text is taken")
	require.Equal(t, faq.RowRejected, s.saved[0].Verdict)
}

func TestAnImportSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	s := newSheet("Where is my order?", "Do you accept cash?")
	require.Error(t, checkSheet(t, s, "*"))
	require.Empty(t, s.saved, "nothing is rejected for what is wrong with the endpoint")
	require.Equal(t, "It is refused.", s.state.Error)

	a := &activities.Importing{Imports: s, Log: slog.New(slog.DiscardHandler)}
	require.NoError(t, a.FailImport(t.Context(), activities.ImportRequest{ImportID: "i"}))
	require.Equal(t, "It is refused.", s.state.Error, "what it waited for is why it failed")
	require.NoError(t, a.FailImport(t.Context(), activities.ImportRequest{ImportID: "i", Stale: true}))
	require.Contains(t, s.state.Error, "edited by others")

	s.state.Status = faq.ImportChecking
	require.NoError(t, checkSheet(t, s, ""))
	require.Empty(t, s.state.Error, "it goes on")
}
