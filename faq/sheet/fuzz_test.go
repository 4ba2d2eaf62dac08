package sheet_test

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/faq/sheet"
)

// FuzzRead checks that any bytes are rows or an error, that no row that counts
// as good breaks a rule, and that what was read once is written and read again
// to the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(sheet.Sample()))
	f.Add([]byte("question;answer\r\n\"a\"\"b\r\n\";c\r\n;;\r\nd;=1\r\n"))
	f.Add([]byte("sep=\t\na\tb\n"))
	f.Add([]byte("a?,b\n\"c?,d\n"))
	f.Add([]byte("question,answer\ncaf\xe9,b\n"))
	f.Add([]byte(utf16File("question,related_questions,answer\na,b|c\\|,d\n,e,\n", true, true)))
	f.Add([]byte(utf16File("question,answer\na,b\n", false, false)))
	limits := sheet.Limits{Bytes: 2000, Rows: 20, Questions: 50, Cell: 100}
	f.Fuzz(func(t *testing.T, file []byte) {
		var faqs []faq.FAQ
		last := 0
		for row, err := range sheet.NewReader(bytes.NewReader(file), limits).Rows() {
			if err != nil {
				var e *sheet.Error
				require.ErrorAs(t, err, &e)
				require.Error(t, errors.Unwrap(e))
				require.True(t, utf8.ValidString(e.Error()))
				return
			}
			require.Greater(t, row.Line, last)
			last = row.Line
			require.LessOrEqual(t, row.Number, limits.Rows)
			if len(row.Problems) == 0 {
				require.NoError(t, row.FAQ.Validate())
				require.LessOrEqual(t, utf8.RuneCountInString(row.FAQ.Answer), limits.Cell)
				faqs = append(faqs, row.FAQ)
			}
		}
		if len(faqs) == 0 {
			return
		}
		var out bytes.Buffer
		require.NoError(t, sheet.Write(&out, stored(faqs, nil)))
		require.Equal(t, faqs, good(t, out.String()))
	})
}
