package sheet_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/faq/sheet"
)

// read returns the rows of a file up to the error that ended it.
func read(t *testing.T, file string) ([]sheet.Row, sheet.Format, error) {
	t.Helper()
	r := sheet.NewReader(strings.NewReader(file), sheet.DefaultLimits())
	var rows []sheet.Row
	for row, err := range r.Rows() {
		if err != nil {
			return rows, r.Format(), err
		}
		rows = append(rows, row)
	}
	return rows, r.Format(), nil
}

// good returns the FAQs of a file in which nothing is wrong.
func good(t *testing.T, file string) []faq.FAQ {
	t.Helper()
	rows, _, err := read(t, file)
	require.NoError(t, err)
	var faqs []faq.FAQ
	for i, row := range rows {
		require.Empty(t, row.Problems)
		require.Equal(t, i+1, row.Number)
		require.NoError(t, row.FAQ.Validate())
		faqs = append(faqs, row.FAQ)
	}
	return faqs
}

func TestEveryColumn(t *testing.T) {
	t.Parallel()
	faqs := good(t, `type,question,related_questions,answer,status,labels,id
closing,Thank you,Thanks|Thx,"Welcome, always.",active,polite|small talk,7E57D004-2B97-4E7A-B45F-5387367791CD
`)
	want := faq.New(faq.Closing, "Welcome, always.", "Thank you", "Thanks", "Thx")
	want.ID, want.Status, want.Labels = "7e57d004-2b97-4e7a-b45f-5387367791cd", faq.Active, []string{"polite", "small talk"}
	require.Equal(t, []faq.FAQ{want}, faqs)
}

func TestWaysToWriteTheSame(t *testing.T) {
	t.Parallel()
	want := []faq.FAQ{
		faq.New(faq.General, "Tap Track, then Orders.", "Where is my order?", "When does it come?", "Is it near?"),
		faq.New(faq.General, `Say "hi".`, "How do I reach you?"),
	}
	full := "question,related_questions,answer\n" +
		"Where is my order?,When does it come?|Is it near?,\"Tap Track, then Orders.\"\n" +
		"How do I reach you?,,\"Say \"\"hi\"\".\"\n"
	ways := map[string]string{
		"plain":                    full,
		"no line end at the end":   strings.TrimRight(full, "\n"),
		"CRLF":                     strings.ReplaceAll(full, "\n", "\r\n"),
		"CR":                       strings.ReplaceAll(full, "\n", "\r"),
		"blank lines":              "\n  \n" + strings.ReplaceAll(full, "\n", "\n\n,,\n"),
		"byte order mark":          "\ufeff" + full,
		"header in capitals":       strings.Replace(full, "question,related_questions,answer", "QUESTION, Related Questions ,Answer", 1),
		"cells behind the last":    strings.ReplaceAll(full, "\n", ",,\n"),
		"space around cells":       strings.ReplaceAll(strings.ReplaceAll(full, `,"`, ` ,  "`), "\"\n", "\" \t\n"),
		"space around list items":  strings.Replace(full, "come?|Is", "come? | | Is", 1),
		"a question a line":        strings.Replace(full, "|Is it near?,\"Tap Track, then Orders.\"\n", ",\"Tap Track, then Orders.\"\n,Is it near?,\n", 1),
		"columns in another order": "answer,question,related_questions\n\"Tap Track, then Orders.\",Where is my order?,When does it come?|Is it near?\n\"Say \"\"hi\"\".\",How do I reach you?,\n",
		"semicolon":                "question;related_questions;answer\nWhere is my order?;When does it come?|Is it near?;Tap Track, then Orders.\nHow do I reach you?;;\"Say \"\"hi\"\".\"\n",
		"tab":                      "question\trelated_questions\tanswer\nWhere is my order?\tWhen does it come?|Is it near?\tTap Track, then Orders.\nHow do I reach you?\t\t\"Say \"\"hi\"\".\"\n",
		"Excel's directive":        "sep=;\r\nquestion;related_questions;answer\r\nWhere is my order?;When does it come?|Is it near?;Tap Track, then Orders.\r\nHow do I reach you?;;\"Say \"\"hi\"\".\"\r\n",
		"UTF-16LE":                 utf16File(full, true, true),
		"UTF-16BE":                 utf16File(full, false, true),
		"UTF-16LE without a mark":  utf16File(full, true, false),
		"UTF-16BE without a mark":  utf16File(full, false, false),
	}
	for name, file := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, good(t, file))
		})
	}
}

func TestTwoColumnsWithoutAHeader(t *testing.T) {
	t.Parallel()
	rows := []struct{ name, file, question, answer string }{
		{"comma", "Where is my order?,Tap Track; then Orders\n", "Where is my order?", "Tap Track; then Orders"},
		{"semicolon", "Where is my order?;Tap Track, then Orders\n", "Where is my order?", "Tap Track, then Orders"},
		{"tab", "Where is it; and when?\tTap Track, then Orders\n", "Where is it; and when?", "Tap Track, then Orders"},
		{"quotes", "\"Where is it, please?\",\"Tap Track\nthen Orders\"\n", "Where is it, please?", "Tap Track\nthen Orders"},
		{"a word that names a column", "Status,Look at your orders\n", "Status", "Look at your orders"},
		{"no answer yet", "Where is my order?,Soon\nWho?,\n", "Where is my order?", "Soon"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			faqs := good(t, row.file)
			require.Equal(t, faq.New(faq.General, row.answer, row.question), faqs[0])
		})
	}
	_, format, err := read(t, rows[1].file)
	require.NoError(t, err)
	require.Equal(t, sheet.Format{Encoding: "utf-8", Delimiter: ';'}, format)
}

func TestTextsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	faqs := good(t, "question,answer,related_questions\n"+
		"\" What is A|B\\C? \",\"Line one\r\nline two\rline three\n\",\"a\\|b\\\\c? | \\ spaced\\  |x\\y\"\n"+
		"'=SUM(A1) does what?,''=1+1,'@you?|'tis so?\n")
	require.Equal(t, []string{" What is A|B\\C? ", "a|b\\c?", " spaced ", `x\y`}, faqs[0].Texts())
	require.Equal(t, "Line one\r\nline two\rline three\n", faqs[0].Answer)
	require.Equal(t, []string{"=SUM(A1) does what?", "@you?", "'tis so?"}, faqs[1].Texts())
	require.Equal(t, "'=1+1", faqs[1].Answer)
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "question,answer\nOù est mon café à 5 €?,Straße – ça “va”\n"
	western, err := charmap.Windows1252.NewEncoder().String(text)
	require.NoError(t, err)
	rows := []struct{ name, file, encoding string }{
		{"ASCII", "question,answer\nOu est mon cafe?,Ici\n", "utf-8"},
		{"UTF-8", text, "utf-8"},
		{"UTF-8 with a mark", "\ufeff" + text, "utf-8"},
		{"UTF-16LE", utf16File(text, true, true), "utf-16le"},
		{"UTF-16BE", utf16File(text, false, true), "utf-16be"},
		{"UTF-16LE without a mark", utf16File(text, true, false), "utf-16le"},
		{"UTF-16BE without a mark", utf16File(text, false, false), "utf-16be"},
		{"Windows-1252", western, "windows-1252"},
		{"one Latin-1 letter behind a lot", "question,answer\n" + strings.Repeat("\n", 100_000) + "Caf\xe9?,Oui\n", "windows-1252"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			rows, format, err := read(t, row.file)
			require.NoError(t, err)
			require.Equal(t, sheet.Format{Encoding: row.encoding, Delimiter: ',', Header: true}, format)
			if strings.Contains(row.name, "Latin") {
				require.Equal(t, "Café?", rows[0].FAQ.Questions[0].Text)
				require.Equal(t, 100_002, rows[0].Line)
			} else if row.name != "ASCII" {
				require.Equal(t, faq.New(faq.General, "Straße – ça “va”", "Où est mon café à 5 €?"), rows[0].FAQ)
			}
		})
	}
}

func TestSampleShowsEveryTypeAndNeedsNoAdvice(t *testing.T) {
	t.Parallel()
	types := map[faq.Type]int{}
	for _, f := range good(t, sheet.Sample()) {
		types[f.Type]++
		require.Empty(t, faq.Lint(f), f.Questions[0].Text)
		f.Status = faq.Active
		require.NoError(t, f.Validate())
	}
	for _, typ := range faq.Types() {
		require.Positive(t, types[typ], typ)
	}
	_, format, err := read(t, sheet.Sample())
	require.NoError(t, err)
	require.Equal(t, sheet.Format{Encoding: "utf-8", Delimiter: ',', Header: true}, format)
	require.True(t, strings.HasPrefix(sheet.Sample(), "type,question,related_questions,answer,status,labels\n"))
}

func TestLinesAreThoseOfTheFile(t *testing.T) {
	t.Parallel()
	file := "question,answer\na,\"b\nc\n\"\n\nd,e\nf,g"
	for _, end := range []string{"\n", "\r\n", "\r"} {
		rows, _, err := read(t, strings.ReplaceAll(file, "\n", end))
		require.NoError(t, err)
		require.Len(t, rows, 3)
		require.Equal(t, []int{2, 6, 7}, []int{rows[0].Line, rows[1].Line, rows[2].Line}, "%q", end)
		require.Equal(t, "b"+end+"c"+end, rows[0].FAQ.Answer)
	}
}

func TestRowsCanBeLeftEarly(t *testing.T) {
	t.Parallel()
	r := sheet.NewReader(strings.NewReader("a?,b\nc?,d\ne?,f\n"), sheet.DefaultLimits())
	for row, err := range r.Rows() {
		require.NoError(t, err)
		require.Equal(t, 1, row.Number)
		break
	}
}

func utf16File(text string, little, mark bool) string {
	if mark {
		text = "\ufeff" + text
	}
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune(text)) {
		if little {
			b.Write([]byte{byte(u), byte(u >> 8)})
		} else {
			b.Write([]byte{byte(u >> 8), byte(u)})
		}
	}
	return b.String()
}
