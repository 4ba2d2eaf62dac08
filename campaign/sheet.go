package campaign

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parleyhq/parley/conversation"
)

// The columns of a file of recipients that are no parameters. A column name is
// also the parameter of that name where the template has one.
const (
	columnTo     = "to"
	columnName   = "name"
	columnSendAt = "send_at"
)

// reserved says that a parameter cannot have this name.
func reserved(parameter string) bool { return parameter == columnTo || parameter == columnSendAt }

// MaxRows is how many recipients a file may have.
const MaxRows = 100_000

// Row is a line of a file of recipients.
type Row struct {
	// Line counts from 1, the header's.
	Line      int
	Recipient Recipient
	// Problems are why it cannot be used, none if it can.
	Problems []FieldProblem
	// SameAs is the line that names the same recipient before, 0 for none.
	SameAs int
}

// SheetError says why a file cannot be read any further.
type SheetError struct {
	// Line is 0 where it is the file as a whole.
	Line   int
	Reason string
}

func (e *SheetError) Error() string { return fmt.Sprintf("campaign: line %d: %s", e.Line, e.Reason) }

// ReadSheet reads recipients line by line: CSV with comma, semicolon or tab, in
// UTF-8 with or without BOM, whose header names the column "to", one column for
// each parameter of the template, and perhaps "name" and "send_at" (RFC 3339).
// What is wrong with a row stands in it and the next one is read; a file that is
// no sheet, or lacks a column, ends with a *SheetError.
func ReadSheet(file io.Reader, channel conversation.Channel, t Template) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		s := sheet{channel: channel, template: t, seen: map[conversation.Identity]int{}}
		if err := s.open(file); err != nil {
			yield(Row{}, err)
			return
		}
		for rows := 0; ; rows++ {
			row, err := s.next()
			switch {
			case errors.Is(err, io.EOF):
				return
			case err == nil && rows == MaxRows:
				err = &SheetError{Line: row.Line, Reason: fmt.Sprintf("a file may have %d rows: split it", MaxRows)}
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

type sheet struct {
	channel  conversation.Channel
	template Template
	reader   *csv.Reader
	columns  []string
	seen     map[conversation.Identity]int
}

// open reads the header, which also shows how cells are separated.
func (s *sheet) open(file io.Reader) error {
	buffered := bufio.NewReader(file)
	if start, _ := buffered.Peek(3); string(start) == "\ufeff" {
		_, _ = buffered.Discard(3)
	}
	start, err := buffered.Peek(4096)
	if len(start) == 0 {
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		return &SheetError{Reason: "the file is empty"}
	}
	s.reader = csv.NewReader(buffered)
	s.reader.FieldsPerRecord, s.reader.Comma = -1, separator(string(start))
	header, err := s.reader.Read()
	if err != nil {
		return readProblem(err)
	}
	for _, cell := range header {
		s.columns = append(s.columns, strings.TrimSpace(cell))
	}
	return s.checkHeader()
}

// separator is what the header has most of.
func separator(start string) rune {
	header, _, _ := strings.Cut(start, "\n")
	best, most := ',', 0
	for _, r := range []rune{',', ';', '\t'} {
		if n := strings.Count(header, string(r)); n > most {
			best, most = r, n
		}
	}
	return best
}

func (s *sheet) checkHeader() error {
	known := append([]string{columnTo, columnName, columnSendAt}, s.template.Parameters()...)
	for i, column := range s.columns {
		switch {
		case !slices.Contains(known, column):
			return &SheetError{Line: 1, Reason: fmt.Sprintf("the column %q is no parameter of the template", short(column))}
		case slices.Contains(s.columns[:i], column):
			return &SheetError{Line: 1, Reason: fmt.Sprintf("the column %q stands there twice", column)}
		}
	}
	for _, column := range append([]string{columnTo}, s.template.Parameters()...) {
		if !slices.Contains(s.columns, column) {
			return &SheetError{Line: 1, Reason: fmt.Sprintf("the column %q is missing", column)}
		}
	}
	return nil
}

func (s *sheet) next() (Row, error) {
	cells, err := s.reader.Read()
	if err != nil {
		return Row{}, readProblem(err)
	}
	line, _ := s.reader.FieldPos(0)
	row := Row{Line: line, Recipient: Recipient{Values: map[string]string{}}}
	if len(cells) != len(s.columns) {
		row.add("", fmt.Sprintf("has %d cells, and the header has %d", len(cells), len(s.columns)))
		return row, nil
	}
	for i, cell := range cells {
		s.read(&row, s.columns[i], cell)
	}
	for _, p := range s.template.Check(row.Recipient.Values) {
		row.add(p.Field, p.Reason)
	}
	if len(row.Problems) == 0 {
		row.SameAs = s.seen[row.Recipient.To]
		if row.SameAs == 0 {
			s.seen[row.Recipient.To] = line
		}
	}
	return row, nil
}

func (s *sheet) read(row *Row, column, cell string) {
	if !utf8.ValidString(cell) || strings.ContainsRune(cell, 0) {
		row.add(column, "is no UTF-8 text")
		return
	}
	cell = strings.TrimSpace(cell)
	if slices.Contains(s.template.Parameters(), column) {
		row.Recipient.Values[column] = cell
	}
	switch column {
	case columnTo:
		id, problem := Address(s.channel, cell)
		row.Recipient.To = id
		if problem != "" {
			row.add(column, problem)
		}
	case columnName:
		row.Recipient.Name = cell
		if len(cell) > maxParameter {
			row.add(column, "has more than 1024 bytes")
		}
	case columnSendAt:
		if cell == "" {
			return
		}
		at, err := time.Parse(time.RFC3339, cell)
		if err != nil || conversation.Believable(at).IsZero() {
			row.add(column, "is no instant as 2026-03-01T09:00:00+01:00")
		}
		row.Recipient.SendAt = conversation.Believable(at)
	}
}

func (r *Row) add(field, reason string) { r.Problems = append(r.Problems, FieldProblem{field, reason}) }

// readProblem says where a file stops being a sheet, or passes the reader's own
// error on.
func readProblem(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return &SheetError{Line: parse.Line, Reason: "the quotes of a cell are not closed or stand in its middle"}
	}
	return err
}

// short keeps what a file calls its column from filling a page.
func short(name string) string {
	if runes := []rune(name); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return name
}
