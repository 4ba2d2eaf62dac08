package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxCells of a record are kept; more have no column they could belong to.
const maxCells = 64

// cell is one cell as it stands in the file.
type cell struct {
	text string
	// spaced says that white space stood before it.
	spaced bool
	// long says that text is cut at the limit.
	long bool
	// stray says that a quote stands inside although none is around it.
	stray bool
}

// record is what stands between two line ends that are not in quotes.
type record struct {
	line  int
	cells []cell // at most maxCells
	count int    // of all cells
	// filled is the number of cells up to the last one that is not empty.
	filled int
}

// scanner takes a file apart into records. Unlike encoding/csv it keeps no more
// of a cell than the limit, keeps CRLF in quotes, ends lines at a lone CR, and
// says of a wrong row that it is wrong and goes on.
type scanner struct {
	in        *decoder
	delimiter rune
	limit     int
	// line is that of the next character, from 1.
	line  int
	ahead struct {
		r    rune
		err  error
		full bool
	}
	afterCR bool
	text    []byte
	cells   []cell
}

func newScanner(in io.Reader, delimiter rune, limit int) (*scanner, error) {
	d, err := newDecoder(in)
	s := &scanner{in: d, delimiter: delimiter, limit: limit, line: 1}
	return s, s.wrap(err)
}

// next returns the next record, whose cells are good until the next call, or
// io.EOF behind the last one.
func (s *scanner) next() (record, error) {
	if _, err := s.peek(); err != nil {
		return record{}, err
	}
	rec := record{line: s.line}
	s.cells = s.cells[:0]
	for {
		c, more, err := s.cell()
		if err != nil {
			return record{}, err
		}
		rec.count++
		if c.text != "" {
			rec.filled = rec.count
		}
		if len(s.cells) < maxCells {
			s.cells = append(s.cells, c)
		}
		if !more {
			rec.cells = s.cells
			return rec, nil
		}
	}
}

// cell reads a cell and what ends it; more says that another one follows in
// the same record.
func (s *scanner) cell() (c cell, more bool, err error) {
	c.spaced = s.blanks()
	if !s.at('"') {
		if c.text, c.long, c.stray, err = s.plain(); err != nil {
			return c, false, err
		}
		return s.end(c)
	}
	if c.text, c.long, err = s.quoted(); err != nil {
		return c, false, err
	}
	s.blanks()
	if r, err := s.peek(); err == nil && !s.ends(r) {
		return c, false, s.fail(ErrQuote, "A quoted cell ends before the end of its text. Write a quote within quotes twice.")
	}
	return s.end(c)
}

// plain reads an unquoted cell up to the delimiter or the end of the line.
func (s *scanner) plain() (text string, long, stray bool, err error) {
	s.text = s.text[:0]
	for n := 0; ; n++ {
		r, err := s.peek()
		if err == nil && s.ends(r) || err != nil && errors.Is(err, io.EOF) {
			return string(bytes.TrimRight(s.text, " \t")), long, stray, nil
		}
		if err != nil {
			return "", false, false, err
		}
		s.take()
		stray = stray || r == '"'
		if long = n >= s.limit; !long {
			s.text = utf8.AppendRune(s.text, r)
		}
	}
}

// quoted reads a cell from its opening to its closing quote.
func (s *scanner) quoted() (text string, long bool, err error) {
	opened := s.line
	s.take()
	s.text = s.text[:0]
	for n := 0; ; n++ {
		r, err := s.peek()
		if err != nil && errors.Is(err, io.EOF) {
			s.line = opened
			return "", false, s.fail(ErrQuote, "A quote opens here and is closed nowhere.")
		}
		if err != nil {
			return "", false, err
		}
		s.take()
		if r == '"' {
			if !s.at('"') {
				return string(s.text), long, nil
			}
			s.take()
		}
		if long = n >= s.limit; !long {
			s.text = utf8.AppendRune(s.text, r)
		}
	}
}

// blanks skips white space within the line.
func (s *scanner) blanks() (some bool) {
	for s.at(' ') || s.delimiter != '\t' && s.at('\t') {
		s.take()
		some = true
	}
	return some
}

// at reports whether r comes next. An error comes again with the next peek.
func (s *scanner) at(r rune) bool {
	next, err := s.peek()
	return err == nil && next == r
}

// ends reports whether r ends a cell.
func (s *scanner) ends(r rune) bool { return r == s.delimiter || r == '\n' || r == '\r' }

// end takes what ends the cell.
func (s *scanner) end(c cell) (_ cell, more bool, err error) {
	r, err := s.peek()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return c, false, err
	}
	s.take()
	if r == '\r' && s.at('\n') {
		s.take()
	}
	return c, r == s.delimiter, nil
}

// peek returns the next character without taking it.
func (s *scanner) peek() (rune, error) {
	if s.ahead.full {
		return s.ahead.r, s.ahead.err
	}
	r, err := s.in.next()
	if err == nil && r == 0 {
		err = textError("There is a NUL character, so the file is no text. Save it as UTF-8.")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = s.wrap(err)
	}
	s.ahead.r, s.ahead.err, s.ahead.full = r, err, true
	return r, err
}

// take goes past the character that was peeked at.
func (s *scanner) take() {
	s.ahead.full = false
	r := s.ahead.r
	if r == '\r' || r == '\n' && !s.afterCR {
		s.line++
	}
	s.afterCR = r == '\r'
}

// wrap makes an [Error] of what the decoder says.
func (s *scanner) wrap(err error) error {
	var text textError
	var known *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &text):
		return s.fail(ErrEncoding, string(text))
	case errors.As(err, &known):
		return &Error{Line: s.line, Reason: known.Reason, Err: known.Err}
	default:
		return fmt.Errorf("read sheet, line %d: %w", s.line, err)
	}
}

func (s *scanner) fail(kind error, reason string) *Error {
	return &Error{Line: s.line, Reason: reason, Err: kind}
}
