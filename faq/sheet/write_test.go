package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/faq/sheet"
)

func write(t require.TestingT, faqs ...faq.FAQ) string {
	var out bytes.Buffer
	require.NoError(t, sheet.Write(&out, stored(faqs, nil)))
	return out.String()
}

// stored gives FAQs as a store does.
func stored(faqs []faq.FAQ, end error) iter.Seq2[faq.FAQ, error] {
	return func(yield func(faq.FAQ, error) bool) {
		for _, f := range faqs {
			if !yield(f, nil) {
				return
			}
		}
		if end != nil {
			yield(faq.FAQ{}, end)
		}
	}
}

func TestWriteIsReadable(t *testing.T) {
	t.Parallel()
	f := faq.New(faq.General, "Tap \"Track\",\nthen Orders.", "Where is my order?", "a|b", "c\\d")
	f.ID, f.Labels = "7e57d004-2b97-4e7a-b45f-5387367791cd", []string{"orders", "x|y"}
	require.Equal(t, "type,question,related_questions,answer,status,labels,id\n"+
		`general,Where is my order?,a\|b|c\\d,"Tap ""Track"",`+"\n"+
		`then Orders.",draft,orders|x\|y,7e57d004-2b97-4e7a-b45f-5387367791cd`+"\n", write(t, f))
}

func TestFormulasAreNotRun(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", `=HYPERLINK("http://example.com","x")`, "=cmd|'/c calc'!A0",
		"'=1", "''=1", "'", "'a", "''", "a=1", " =1",
	} {
		f := faq.New(faq.General, text, text+" q", text+" r")
		f.Labels = []string{text + " l"}
		file := write(t, f)
		require.Equal(t, []faq.FAQ{f}, good(t, file), "%q", text)
		for line := range strings.Lines(file) {
			require.NotContains(t, "=+-@\t\r", line[:1])
			for _, bad := range []string{",=", ",+", ",-", ",@", ",\t", ",\r", `,"=`, `,"+`, `,"-`, `,"@`, ",\"\t", ",\"\r"} {
				// HYPERLINK's own argument is inside a cell.
				require.NotContains(t, strings.ReplaceAll(line, `"",""x`, ""), bad, "%q", text)
			}
		}
	}
}

func TestWriteReadsBackToTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		faqs := rapid.SliceOfNDistinct(drawn(), 1, 8, func(f faq.FAQ) string { return f.ID }).Draw(t, "faqs")
		var back []faq.FAQ
		file := write(t, faqs...)
		for row, err := range sheet.NewReader(strings.NewReader(file), sheet.DefaultLimits()).Rows() {
			require.NoError(t, err)
			require.Empty(t, row.Problems)
			back = append(back, row.FAQ)
		}
		require.Equal(t, faqs, back)
		require.Equal(t, file, write(t, back...))
	})
}

func TestManyRelatedQuestionsReadBack(t *testing.T) {
	t.Parallel()
	f := faq.New(faq.General, strings.Repeat("=é", faq.MaxAnswerLength/2), "Where is it?")
	for i := range faq.MaxQuestions - 1 {
		f.Questions = append(f.Questions, faq.Question{Text: strings.Repeat("|", faq.MaxQuestionLength-3) + fmt.Sprintf("%03d", i)})
	}
	require.NoError(t, f.Validate())
	other := faq.New(faq.General, "There.", "Is it far?")
	file := write(t, f, other)
	require.Equal(t, []faq.FAQ{f, other}, good(t, file))
	require.Greater(t, strings.Count(file, "\n"), 50)
}

func TestWriteReturnsErrors(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	require.ErrorIs(t, sheet.Write(&bytes.Buffer{}, stored([]faq.FAQ{{}}, lost)), lost)
	require.ErrorIs(t, sheet.Write(failing{lost}, stored(nil, nil)), lost)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// drawn returns valid FAQs as they are stored, with texts full of what means
// something in a file.
func drawn() *rapid.Generator[faq.FAQ] {
	text := func(limit int) *rapid.Generator[string] {
		special := rapid.SampledFrom([]rune("=+-@'\t\r\n \"|\\,;\u00a0\ufeff\u200bé漢🙏a1"))
		return rapid.StringOfN(rapid.OneOf(special, rapid.Rune()), 1, limit, -1)
	}
	return rapid.Custom(func(t *rapid.T) faq.FAQ {
		f := faq.FAQ{
			ID:        rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`).Draw(t, "id"),
			Type:      rapid.SampledFrom(faq.Types()).Draw(t, "type"),
			Status:    rapid.SampledFrom([]faq.Status{faq.Draft, faq.Active, faq.Archived}).Draw(t, "status"),
			Answer:    text(60).Draw(t, "answer"),
			Questions: []faq.Question{{Text: text(40).Draw(t, "question")}},
			Labels:    rapid.SliceOfN(text(10), 0, 3).Draw(t, "labels"),
		}
		for _, related := range rapid.SliceOfN(text(40), 0, 5).Draw(t, "related") {
			f.Questions = append(f.Questions, faq.Question{Text: related})
		}
		if len(f.Labels) == 0 {
			f.Labels = nil
		}
		return f
	}).Filter(func(f faq.FAQ) bool { return f.Validate() == nil && !slices.Contains(f.Texts(), "") })
}
