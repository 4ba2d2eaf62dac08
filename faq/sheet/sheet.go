// Package sheet reads and writes FAQ sets as the CSV files that people keep in
// a spreadsheet.
//
// A file has a header with the columns type, question, related_questions,
// answer, status, labels and id in any order and letter case. Only question and
// answer are mandatory, and an id says which stored FAQ the row changes. A file
// without a header has exactly two columns, question and answer.
//
// What a file says nothing about a stored FAQ keeps, and a new one is general, a
// draft, without labels and related questions. Nothing is said by a column that
// is not there, and by an empty cell of type or status; an empty cell of
// related_questions or labels says that there are none.
//
//   - Related questions and labels are lists, separated by "|". Within them
//     "\|" is a "|" and "\\" a "\".
//   - A row in which only related_questions has something continues the row
//     above, for those who like one question a line and for lists longer than a
//     cell may be.
//   - Cells are separated by comma, semicolon or tab, lines by LF, CR or CRLF.
//     White space around a cell does not count unless it is in quotes. Blank
//     lines and empty cells behind the last column are skipped.
//   - A spreadsheet would run a cell that begins with one of = + - @, tab or CR
//     as a formula. Such a cell is written with an apostrophe before it, and
//     reading takes it off again.
package sheet

import (
	"errors"
	"fmt"

	"github.com/parleyhq/parley/faq"
)

// Limits of a file. Memory does not grow with the size of a file, nor with that
// of a cell, only with the number of its questions (about 20 bytes each).
type Limits struct {
	// Bytes of the file as it comes in.
	Bytes int64
	// Rows without header, blank and continuing ones.
	Rows int
	// Questions of all rows together.
	Questions int
	// Cell is the length of one cell in characters (code points).
	Cell int
}

// DefaultLimits is what an upload may have: 10 MB, 20,000 rows, 200,000
// questions and 8,192 characters a cell.
func DefaultLimits() Limits {
	return Limits{Bytes: 10 << 20, Rows: 20_000, Questions: 200_000, Cell: 8 << 10}
}

// Row is one FAQ of a file and the verdict on it.
type Row struct {
	// Number counts the FAQs of the file from 1.
	Number int
	// Line is where the row begins in the file, from 1. A quoted cell may hold
	// line ends, so a row may have several lines.
	Line int
	// FAQ is valid if Problems is empty; otherwise it holds what could be read.
	FAQ faq.FAQ
	// Unsaid is what the file says nothing about, see [faq.ImportRow].
	Unsaid []string
	// Problems are why the row cannot be imported, in the order of the columns.
	Problems []*Error
}

// Format is how a file was written.
type Format struct {
	// Encoding is "utf-8", "utf-16le", "utf-16be" or "windows-1252". The last is
	// a guess that deserves to be shown to people.
	Encoding string
	// Delimiter is ',', ';' or '\t'.
	Delimiter rune
	// Header is false for the two-column form without one.
	Header bool
}

// Error is what is wrong with a file or with a row of it.
type Error struct {
	// Line of the file from 1, 0 if it is about the file as a whole.
	Line int
	// Column is the column's name, or empty.
	Column string
	// Field of the FAQ, named as in a [faq.FieldError]; empty if the error is
	// about the row or the file.
	Field string
	// Reason says for people what is wrong, and often what to do.
	Reason string
	// Err is one of the errors of this package.
	Err error
}

// Error returns "line 3, column answer: is empty".
func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return e.Reason
	case e.Column == "":
		return fmt.Sprintf("line %d: %s", e.Line, e.Reason)
	default:
		return fmt.Sprintf("line %d, column %s: %s", e.Line, e.Column, e.Reason)
	}
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// Errors that end the reading of a file: nothing behind them can be trusted.
var (
	// ErrEmpty: there is no row in the file.
	ErrEmpty = errors.New("sheet: no rows")
	// ErrHeader: the first line has no, unknown or repeated columns.
	ErrHeader = errors.New("sheet: header")
	// ErrEncoding: the file is not text, or text in an encoding that is not read.
	ErrEncoding = errors.New("sheet: encoding")
	// ErrQuote: a quoted cell does not end where it should.
	ErrQuote = errors.New("sheet: quote")
	// ErrTooLarge: there are more bytes, rows or questions than [Limits] allows.
	ErrTooLarge = errors.New("sheet: too large")
)

// Errors of a row, after which reading goes on with the next one.
var (
	// ErrCells: the row has more or fewer cells than the header.
	ErrCells = errors.New("sheet: number of cells")
	// ErrCell: a cell is too long, or has a quote inside but none around it.
	ErrCell = errors.New("sheet: cell")
	// ErrRepeated: an earlier row has the same question or id.
	ErrRepeated = errors.New("sheet: repeated")
	// ErrField: the FAQ is not valid, see [faq.FAQ.Validate].
	ErrField = errors.New("sheet: field")
)
