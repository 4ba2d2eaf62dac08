package faq_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
)

func valid() faq.FAQ {
	return faq.New(faq.General, "Tap Track order.", "Where is my order right now?", "How far away is my food?")
}

func TestNewIsAValidDraft(t *testing.T) {
	t.Parallel()
	f := valid()
	require.NoError(t, f.Validate())
	require.Equal(t, faq.Draft, f.Status)
	require.Equal(t, []string{"Where is my order right now?", "How far away is my food?"}, f.Texts())
}

func TestValidateNamesTheField(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name   string
		spoil  func(*faq.FAQ)
		fields []string
	}{
		{"unknown type", func(f *faq.FAQ) { f.Type = "General" }, []string{"type"}},
		{"no type", func(f *faq.FAQ) { f.Type = "" }, []string{"type"}},
		{"unknown status", func(f *faq.FAQ) { f.Status = "live" }, []string{"status"}},
		{"no questions", func(f *faq.FAQ) { f.Questions = nil }, []string{"questions"}},
		{"too many questions", func(f *faq.FAQ) {
			f.Questions = make([]faq.Question, faq.MaxQuestions+1)
		}, []string{"questions"}},
		{"blank question", func(f *faq.FAQ) { f.Questions[1].Text = " \u200b\t" }, []string{"questions[1]"}},
		{"question without a word", func(f *faq.FAQ) { f.Questions[0].Text = "?! 👋" }, []string{"questions[0]"}},
		{"question too long", func(f *faq.FAQ) {
			f.Questions[0].Text = strings.Repeat("ü", faq.MaxQuestionLength+1)
		}, []string{"questions[0]"}},
		{"question repeated", func(f *faq.FAQ) {
			f.Questions = append(f.Questions, faq.Question{Text: " where is  my order right now??"})
		}, []string{"questions[2]"}},
		{"active without an answer", func(f *faq.FAQ) { f.Status, f.Answer = faq.Active, "\n" }, []string{"answer"}},
		{"answer too long", func(f *faq.FAQ) {
			f.Answer = strings.Repeat("a", faq.MaxAnswerLength+1)
		}, []string{"answer"}},
		{"NUL in answer", func(f *faq.FAQ) { f.Answer = "a\x00b" }, []string{"answer"}},
		{"nothing but NUL in answer", func(f *faq.FAQ) { f.Answer = "\x00" }, []string{"answer"}},
		{"broken UTF-8", func(f *faq.FAQ) { f.Answer = "caf\xe9" }, []string{"answer"}},
		{"blank label", func(f *faq.FAQ) { f.Labels = []string{"orders", ""} }, []string{"labels[1]"}},
		{"too many labels", func(f *faq.FAQ) { f.Labels = make([]string, faq.MaxLabels+1) }, []string{"labels"}},
		{"everything at once", func(f *faq.FAQ) { *f = faq.FAQ{Answer: "\x00"} }, []string{"type", "status", "questions", "answer"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			f := valid()
			row.spoil(&f)
			var fields []string
			for _, e := range faq.FieldErrors(f.Validate()) {
				require.NotEmpty(t, e.Reason)
				fields = append(fields, e.Field)
			}
			require.Equal(t, row.fields, fields)
		})
	}
}

func TestValidateAcceptsTheLimits(t *testing.T) {
	t.Parallel()
	f := valid()
	f.Questions[0].Text = strings.Repeat("ü", faq.MaxQuestionLength)
	f.Answer = strings.Repeat("é", faq.MaxAnswerLength)
	f.Labels = []string{strings.Repeat("l", faq.MaxLabelLength)}
	require.NoError(t, f.Validate())
}

func TestOnlyAnActiveFAQNeedsAnAnswer(t *testing.T) {
	t.Parallel()
	f := valid()
	for _, answer := range []string{"", " \u200b\n"} {
		f.Answer = answer
		f.Status = faq.Draft
		require.NoError(t, f.Validate())
		f.Status = faq.Archived
		require.NoError(t, f.Validate())
		f.Status = faq.Active
		require.Error(t, f.Validate())
	}
}

func TestCloneIsADraftOfItsOwn(t *testing.T) {
	t.Parallel()
	f := valid()
	f.ID, f.Status, f.Labels = "id", faq.Active, []string{"orders"}
	f.Questions[0].ID, f.Questions[1].ID = "q0", "q1"
	f.CreatedAt, f.UpdatedAt, f.EditedBy, f.Version = time.Now(), time.Now(), "user", 7
	clone := f.Clone()
	want := valid()
	want.Labels = []string{"orders"}
	require.Equal(t, want, clone)
	clone.Questions[0].Text, clone.Labels[0] = "Other words?", "other"
	require.Equal(t, valid().Texts(), f.Texts())
	require.Equal(t, []string{"orders"}, f.Labels)
}

func TestAnswerMayBeAnEmoji(t *testing.T) {
	t.Parallel()
	f := valid()
	f.Answer = "🙏"
	require.NoError(t, f.Validate())
}

func TestOnlyFillersAreNotMatched(t *testing.T) {
	t.Parallel()
	for _, typ := range faq.Types() {
		require.Equal(t, typ != faq.Filler, typ.Matched(), typ)
	}
	require.False(t, faq.Type("").Matched())
}
