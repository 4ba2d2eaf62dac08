package sheet

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/parleyhq/parley/faq"
)

// Write writes FAQs as a file that [Reader] gives back unchanged: UTF-8 without
// a byte order mark, commas, LF, every column, ids last. Related questions that
// do not fit into one cell continue in the rows below. Times, versions and the
// ids of questions are not part of it. The first error of faqs ends the file
// and is returned, wrapped.
func Write(w io.Writer, faqs iter.Seq2[faq.FAQ, error]) error {
	out := bufio.NewWriter(w)
	writeRecord(out, columnNames())
	for f, err := range faqs {
		if err != nil {
			return fmt.Errorf("write sheet: %w", err)
		}
		writeFAQ(out, f)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	return nil
}

func writeFAQ(out *bufio.Writer, f faq.FAQ) {
	texts := f.Texts()
	if len(texts) == 0 {
		texts = []string{""}
	}
	related := lists(texts[1:])
	writeRecord(out, []string{
		string(f.Type), texts[0], related[0], f.Answer, string(f.Status), lists(f.Labels)[0], f.ID,
	})
	for _, more := range related[1:] {
		writeRecord(out, []string{"", "", more, "", "", "", ""})
	}
}

// writeRecord leaves errors to the flush at the end: a [bufio.Writer] keeps them.
func writeRecord(out *bufio.Writer, cells []string) {
	for i, text := range cells {
		if i > 0 {
			_ = out.WriteByte(',')
		}
		safe := harmless(text)
		// Quotes keep white space, and other delimiters from counting in a
		// spreadsheet that expects them.
		if safe != text || strings.ContainsAny(text, ",;\t\r\n\"") || strings.Trim(text, " ") != text {
			safe = `"` + strings.ReplaceAll(safe, `"`, `""`) + `"`
		}
		_, _ = out.WriteString(safe)
	}
	_ = out.WriteByte('\n')
}

// lists joins items to as few cells as hold them, one at least.
func lists(items []string) []string {
	room := DefaultLimits().Cell - 1 // for the apostrophe
	cells := []string{""}
	length := 0
	for _, item := range items {
		text := listItem(item)
		n := utf8.RuneCountInString(text) + 1
		last := len(cells) - 1
		switch {
		case cells[last] == "":
			cells[last], length = text, n
		case length+n <= room:
			cells[last], length = cells[last]+string(separator)+text, length+n
		default:
			cells, length = append(cells, text), n
		}
	}
	return cells
}
