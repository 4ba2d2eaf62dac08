package sheet_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/parleyhq/parley/faq/sheet"
)

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	const header = "question,answer\n"
	rows := []struct {
		name, file string
		kind       error
		message    string // begins with
	}{
		{"nothing", "", sheet.ErrEmpty, "The file is empty."},
		{"byte order mark only", "\ufeff", sheet.ErrEmpty, ""},
		{"blank lines", "\n \r\n\t\n", sheet.ErrEmpty, "The file is empty."},
		{"header only", header, sheet.ErrEmpty, "There is no FAQ"},
		{"header and blank lines", header + ",\n\"\",\n", sheet.ErrEmpty, ""},
		{"header twice the same column", "question,answer,Question\na,b,c\n", sheet.ErrHeader, "line 1, column question: The header has this column twice."},
		{"unknown column", "question,answer,weight\na,b,c\n", sheet.ErrHeader, "line 1, column weight: There is no such column."},
		{"header behind blank lines", "\n\nquestion,answer,weight\n", sheet.ErrHeader, "line 3, column weight"},
		{"nameless column", "question,,answer\na,b,c\n", sheet.ErrHeader, "line 1: Column 2"},
		{"no answer column", "question,status\na,draft\n", sheet.ErrHeader, "line 1, column answer: The header lacks"},
		{"one column", "question\nWhere is it?\n", sheet.ErrHeader, "line 1, column answer"},
		{"no header and three columns", "a,b,c\nd,e\nf,g\n", sheet.ErrHeader, "line 1: The first line is no header"},
		{"10,000 columns in the header", header[:15] + strings.Repeat(",x", 10_000) + "\n", sheet.ErrHeader, "line 1, column x"},
		{"NUL", header + "Where\x00?,b\n", sheet.ErrEncoding, "line 2: There is a NUL"},
		{"quote open to the end", header + "a?,b\n\"c?,d\ne?,f\n", sheet.ErrQuote, "line 3: A quote opens here"},
		{"quote open in the header", "question,\"answer\na,b\n", sheet.ErrQuote, "line 1: A quote opens here"},
		{"text behind a quote", header + "a?,b\n\"He said \"hi\" to me\",d\n", sheet.ErrQuote, "line 3: A quoted cell ends"},
		{"workbook", "PK\x03\x04\x14\x00\x06\x00", sheet.ErrEncoding, "line 1: The file is a workbook"},
		{"old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", sheet.ErrEncoding, "line 1: The file is a workbook"},
		{"UTF-8 with another byte", header + "Où est mon café?,b\nc\xe9?,d\n", sheet.ErrEncoding, "line 3: The byte 0xe9"},
		{"half a character of UTF-16", utf16File(header+"a?,b", true, true) + "\n", sheet.ErrEncoding, "line 2: The file ends in half"},
		{"half a pair of UTF-16", utf16File(header+"a", true, true) + "\x00\xd8b\x00", sheet.ErrEncoding, "line 2: The file has half"},
		{"UTF-32", "\xff\xfe\x00\x00q\x00\x00\x00", sheet.ErrEncoding, "line 1: There is a NUL"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", sheet.ErrEncoding, "line "},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := read(t, row.file)
			require.ErrorIs(t, err, row.kind)
			var e *sheet.Error
			require.ErrorAs(t, err, &e)
			require.True(t, strings.HasPrefix(err.Error(), row.message), err.Error())
		})
	}
}

func TestForeignEncodingsAreRefused(t *testing.T) {
	t.Parallel()
	const header = "question,answer,type\n"
	rows := []struct {
		name     string
		encoding encoding.Encoding
		text     string
	}{
		{"Shift-JIS", japanese.ShiftJIS, "注文はどこですか,すぐに届きます,general\n"},
		{"Shift-JIS in katakana", japanese.ShiftJIS, "アイテム,パスワード,general\n"},
		{"Shift-JIS in half width", japanese.ShiftJIS, "ｱｲﾃﾑ,ﾊﾟｽﾜｰﾄﾞ,general\n"},
		{"EUC-JP", japanese.EUCJP, "注文はどこですか,すぐに届きます,general\n"},
		{"GBK", simplifiedchinese.GBK, "我的订单在哪里,很快就到,general\n"},
		{"Big5", traditionalchinese.Big5, "我的訂單在哪裡,很快就到,general\n"},
		{"EUC-KR", korean.EUCKR, "주문은 어디에 있나요,곧 도착합니다,general\n"},
		{"Windows-1251", charmap.Windows1251, "Где мой заказ,Скоро будет,general\n"},
		{"KOI8-R", charmap.KOI8R, "Где мой заказ,Скоро будет,general\n"},
		{"Windows-1253", charmap.Windows1253, "Πού είναι η παραγγελία μου,Έρχεται σύντομα,general\n"},
		{"Macintosh", charmap.Macintosh, "Où est ma commande déjà payée,Elle est arrivée hier,general\n"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			text, err := row.encoding.NewEncoder().String(row.text)
			require.NoError(t, err)
			_, _, err = read(t, header+"Where is my order?,Soon.,\n"+text)
			require.ErrorIs(t, err, sheet.ErrEncoding)
			require.Contains(t, err.Error(), "line 3: ")
		})
	}
}

func TestRowsThatAreRefused(t *testing.T) {
	t.Parallel()
	const header = "type,question,related_questions,answer,status,labels,id\n"
	const id = "7e57d004-2b97-4e7a-b45f-5387367791cd"
	rows := []struct {
		name, line string
		kind       error
		messages   []string
	}{
		{"too few cells", "general,Where is it?,There.", sheet.ErrCells, []string{"line 2: The row has 3 cells and not 7."}},
		{"too many cells", "general,Where is it?,,There.,,,,x", sheet.ErrCells, []string{"line 2: The row has 8 cells and not 7."}},
		{"10,000 cells", "general" + strings.Repeat(",x", 9_999), sheet.ErrCells, []string{"line 2: The row has 10000 cells and not 7."}},
		{"quote inside a cell", `general,Is the 5" screen better?,,Yes.,,,`, sheet.ErrCell, []string{"line 2, column question: has a quote inside but none around it"}},
		{"long cell", "general,Where is it?,," + strings.Repeat("é", 8193) + ",,,", sheet.ErrCell, []string{"line 2, column answer: is longer than 8192 characters"}},
		{"long quoted cell", `general,Where is it?,,"` + strings.Repeat("é", 8193) + `",,,`, sheet.ErrCell, []string{"line 2, column answer: is longer than 8192 characters"}},
		{"long related questions below", "general,Where is it?,,There.,,,\n,," + strings.Repeat("a", 8193) + ",,,,", sheet.ErrCell, []string{"line 3, column related_questions: is longer than 8192"}},
		{"unknown type and status", "generic,Where is it?,,There.,live,,", sheet.ErrField, []string{"line 2, column type: must be", "line 2, column status: must be"}},
		{"no question", "general,,Is it far?,There.,,,", sheet.ErrField, []string{"line 2, column question: is empty"}},
		{"nothing to continue", ",,Is it far?,,,,", sheet.ErrField, []string{"line 2, column question: is empty"}},
		{"related question repeated", "general,Where is it?,Is it far?|where is IT??,There.,,,", sheet.ErrField, []string{"line 2, column related_questions: repeats questions[0]"}},
		{"too many related questions", "general,Where is it?,a" + strings.Repeat("|a", 600) + ",There.,,,", sheet.ErrField, []string{"line 2, column related_questions: has more than 500 questions"}},
		{"active without an answer", "general,Where is it?,,,active,,", sheet.ErrField, []string{"line 2, column answer: is empty"}},
		{"long label", "general,Where is it?,,There.,,a|" + strings.Repeat("b", 65) + ",", sheet.ErrField, []string{"line 2, column labels: is longer than 64 characters"}},
		{"no id", "general,Where is it?,,There.,,,42", sheet.ErrField, []string{"line 2, column id: is not the id"}},
		{"id with a wrong letter", "general,Where is it?,,There.,,," + strings.Replace(id, "7e", "7g", 1), sheet.ErrField, []string{"line 2, column id: is not the id"}},
		{"same question above", "general,Is it far?,,No.,,,\ngeneral,Where is it?,is it  FAR??,There.,,,", sheet.ErrRepeated, []string{"line 3, column related_questions: asks the same as line 2"}},
		{"same id above", "general,Is it far?,,No.,,," + id + "\ngeneral,Where is it?,,There.,,," + strings.ToUpper(id), sheet.ErrRepeated, []string{"line 3, column id: is the id of line 2 too"}},
		{"same question as one with an id", "general,Is it far?,,No.,,," + id + "\ngeneral,Is it far?,,There.,,,", sheet.ErrRepeated, []string{"line 3, column question: asks the same as line 2"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			read, _, err := read(t, header+row.line+"\ngeneral,What comes after it?,,The next row.,,,\n")
			require.NoError(t, err)
			require.Empty(t, read[len(read)-1].Problems)
			require.Equal(t, "What comes after it?", read[len(read)-1].FAQ.Questions[0].Text)
			problems := read[len(read)-2].Problems
			require.Len(t, problems, len(row.messages))
			for i, p := range problems {
				require.True(t, strings.HasPrefix(p.Error(), row.messages[i]), p.Error())
				require.ErrorIs(t, p, row.kind)
				require.Equal(t, p.Column == "", p.Field == "")
			}
		})
	}
}

func TestWhatIsNoRepetition(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"two fillers":           "type,question,answer\nfiller,Nothing fits,One moment.\nfiller,Nothing fits,A colleague answers.\n",
		"an archived one":       "status,question,answer\narchived,Where is it?,There.\ndraft,Where is it?,Here.\n",
		"two stored FAQs":       "id,question,answer\n7e57d004-2b97-4e7a-b45f-5387367791cd,Where is it?,There.\n7e57d004-2b97-4e7a-b45f-5387367791ce,Where is it?,Here.\n",
		"after a rejected one":  "status,question,answer\nlive,Where is it?,There.\ndraft,Where is it?,Here.\n",
		"an id and a like word": "id,question,answer\n7e57d004-2b97-4e7a-b45f-5387367791cd,Where is it?,There.\n,7e57d004-2b97-4e7a-b45f-5387367791cd,Here.\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, _, err := read(t, file)
			require.NoError(t, err)
			require.Len(t, rows, 2)
			require.Empty(t, rows[1].Problems)
		})
	}
}

func TestErrorsOfTheReaderComeThrough(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	for _, file := range []string{"", "question,answer\na?,b\n", "question,answer\n" + strings.Repeat("\n", 100_000)} {
		r := sheet.NewReader(io.MultiReader(strings.NewReader(file), iotest.ErrReader(broken)), sheet.DefaultLimits())
		var last error
		for _, err := range r.Rows() {
			last = err
		}
		require.ErrorIs(t, last, broken)
	}
}
