package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Names of the columns, in the order in which they are written.
const (
	columnType     = "type"
	columnQuestion = "question"
	columnRelated  = "related_questions"
	columnAnswer   = "answer"
	columnStatus   = "status"
	columnLabels   = "labels"
	columnID       = "id"
)

func columnNames() []string {
	return []string{columnType, columnQuestion, columnRelated, columnAnswer, columnStatus, columnLabels, columnID}
}

// layout is how the cells of a file lie.
type layout struct {
	delimiter rune
	// columns are the names of the columns, in the order of the file.
	columns []string
	// named says that the file names them itself.
	named bool
	// skip is the number of records before the first FAQ.
	skip int
}

// delimiters are those that are tried, the rarest in running text first.
func delimiters() []rune { return []rune{'\t', ';', ','} }

// findLayout judges a file by its first bytes; whole says that they are all of
// it. If the header is wrong the error is an [*Error].
func findLayout(head []byte, whole bool, limit int) (layout, error) {
	if delimiter := directive(head, limit); delimiter != 0 {
		l, err := withDelimiters([]rune{delimiter}, 1, head, whole, limit)
		l.skip++
		return l, err
	}
	return withDelimiters(delimiters(), 0, head, whole, limit)
}

// directive returns the delimiter that a first line "sep=;" names, by which
// Excel tells itself how to read a file, or 0.
func directive(head []byte, limit int) rune {
	for _, d := range delimiters() {
		if records, _ := firstRecords(head, d, 1, limit); len(records) == 1 {
			r := records[0]
			if len(r.cells) == 2 && strings.EqualFold(r.cells[0].text, "sep=") && r.cells[1].text == "" {
				return d
			}
		}
	}
	return 0
}

func withDelimiters(candidates []rune, skip int, head []byte, whole bool, limit int) (layout, error) {
	const sample = 20
	var best layout
	var header record
	var trouble error
	some := false
	known, fitting := 0, 0
	for _, d := range candidates {
		records, err := firstRecords(head, d, skip+sample, limit)
		// Where the head is cut, what stands there says nothing.
		if !whole && err != nil && len(records) > 1 {
			records = records[:len(records)-1]
		}
		if trouble == nil && !errors.Is(err, io.EOF) {
			trouble = err
		}
		records = records[min(skip, len(records)):]
		if len(records) == 0 {
			continue
		}
		some = true
		if n := knownColumns(records[0]); n > known {
			known, header, best = n, records[0], layout{delimiter: d, named: true, skip: 1}
		}
		if n := pairs(records); known == 0 && n > fitting {
			fitting, best = n, layout{delimiter: d, columns: []string{columnQuestion, columnAnswer}}
		}
	}
	switch {
	case known > 0:
		var err error
		best.columns, err = readHeader(header)
		return best, err
	case fitting > 0:
		return best, nil
	case trouble != nil:
		return layout{}, trouble
	case !some:
		return layout{}, &Error{Reason: "The file is empty.", Err: ErrEmpty}
	default:
		return layout{}, noHeader()
	}
}

func noHeader() *Error {
	return &Error{Line: 1, Err: ErrHeader, Reason: fmt.Sprintf(
		"The first line is no header: it needs the columns question and answer, and may have %s.", optionalColumns())}
}

// firstRecords returns up to n records that are not blank, and the error that
// ended the reading early. The cells are the caller's.
func firstRecords(head []byte, delimiter rune, n, limit int) (records []record, err error) {
	s, err := newScanner(bytes.NewReader(head), delimiter, limit)
	if err != nil {
		return nil, err
	}
	for len(records) < n {
		r, err := s.next()
		if err != nil {
			return records, err
		}
		if r.filled > 0 {
			r.cells = slices.Clone(r.cells)
			records = append(records, r)
		}
	}
	return records, nil
}

// knownColumns counts the cells that name a column, or returns 0 if the record
// looks more like a question and its answer.
func knownColumns(r record) int {
	names := columnNames()
	known, sure := 0, false
	for _, c := range r.cells {
		if name := columnName(c.text); slices.Contains(names, name) {
			known++
			sure = sure || name == columnQuestion || name == columnAnswer
		}
	}
	if !sure && known < 2 {
		return 0
	}
	return known
}

// pairs is how well the records fit the form of two columns, 0 if the first
// does not. Behind a comma in running text there is a space.
func pairs(records []record) int {
	if records[0].count != 2 {
		return 0
	}
	fit := 0
	for _, r := range records {
		if r.count == 2 && r.filled == 2 {
			fit += 2
			if !r.cells[1].spaced {
				fit++
			}
		}
	}
	return fit
}

func columnName(text string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(text)))
}

func optionalColumns() string {
	return strings.Join([]string{columnType, columnRelated, columnStatus, columnLabels}, ", ") + " and " + columnID
}

func readHeader(r record) ([]string, error) {
	fail := func(column, reason string) ([]string, error) {
		return nil, &Error{Line: r.line, Column: column, Reason: reason, Err: ErrHeader}
	}
	var columns []string
	for i, c := range r.cells[:min(r.filled, len(r.cells))] {
		name := columnName(c.text)
		switch {
		case name == "":
			return fail("", fmt.Sprintf("Column %d of the header has no name.", i+1))
		case !slices.Contains(columnNames(), name):
			return fail(shown(c.text), fmt.Sprintf("There is no such column. Besides question and answer there may be %s.", optionalColumns()))
		case slices.Contains(columns, name):
			return fail(name, "The header has this column twice.")
		}
		columns = append(columns, name)
	}
	for _, name := range []string{columnQuestion, columnAnswer} {
		if !slices.Contains(columns, name) {
			return fail(name, "The header lacks this column.")
		}
	}
	return columns, nil
}

// shown is a text of the file as it may stand in a message.
func shown(text string) string {
	const limit = 40
	if r := []rune(text); len(r) > limit {
		return string(r[:limit-1]) + "…"
	}
	return text
}
