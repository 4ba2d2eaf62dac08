package sheet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/parleyhq/parley/faq"
)

// row makes an FAQ of a record.
func (l layout) row(rec record, limit int) Row {
	row := Row{Line: rec.line, FAQ: faq.FAQ{Type: faq.General, Status: faq.Draft, Questions: make([]faq.Question, 1)}}
	if rec.count < len(l.columns) || rec.filled > len(l.columns) {
		row.Problems = []*Error{{Line: rec.line, Err: ErrCells, Reason: fmt.Sprintf(
			"The row has %d cells and not %d.", max(rec.filled, min(rec.count, len(l.columns))), len(l.columns))}}
		return row
	}
	for _, field := range []string{faq.FieldType, faq.FieldStatus, faq.FieldLabels, faq.FieldRelated} {
		if l.unsaid(rec, field) {
			row.Unsaid = append(row.Unsaid, field)
		}
	}
	for i, column := range l.columns {
		c := rec.cells[i]
		if l.check(&row, rec.line, column, c, limit) && c.text != "" {
			row.set(column, bare(c.text))
		}
	}
	return row
}

// unsaid reports whether a record says nothing about a part of an FAQ, which is
// called as its column is.
func (l layout) unsaid(rec record, field string) bool {
	at := slices.Index(l.columns, field)
	if at < 0 {
		return true
	}
	return rec.cells[at].text == "" && (field == columnType || field == columnStatus)
}

// continues reports whether a record has more related questions for the row
// above it.
func (l layout) continues(rec record) bool {
	if rec.count < len(l.columns) || rec.filled > len(l.columns) {
		return false
	}
	for i, column := range l.columns {
		if (rec.cells[i].text != "") != (column == columnRelated) {
			return false
		}
	}
	return slices.Contains(l.columns, columnRelated)
}

// extend adds the related questions of a record to the row it continues.
func (l layout) extend(row *Row, rec record, limit int) {
	c := rec.cells[slices.Index(l.columns, columnRelated)]
	// One question too many is enough to refuse the row.
	if l.check(row, rec.line, columnRelated, c, limit) && len(row.FAQ.Questions) <= faq.MaxQuestions {
		row.set(columnRelated, bare(c.text))
	}
}

// check adds what is wrong with a cell by itself.
func (l layout) check(row *Row, line int, column string, c cell, limit int) bool {
	var reason string
	switch {
	case c.long:
		reason = fmt.Sprintf("is longer than %d characters", limit)
	case c.stray:
		reason = "has a quote inside but none around it; put the cell in quotes and write those within twice"
	default:
		return true
	}
	row.Problems = append(row.Problems, &Error{Line: line, Column: column, Field: fieldOf(column), Reason: reason, Err: ErrCell})
	return false
}

// set takes over a cell that is not empty.
func (r *Row) set(column, text string) {
	word := strings.ToLower(strings.TrimSpace(text))
	switch column {
	case columnType:
		r.FAQ.Type = faq.Type(word)
	case columnStatus:
		r.FAQ.Status = faq.Status(word)
	case columnID:
		r.FAQ.ID = word
		if !isUUID(word) {
			r.Problems = append(r.Problems, &Error{
				Line: r.Line, Column: columnID, Field: columnID, Err: ErrField,
				Reason: "is not the id of an FAQ; leave it empty for a new one",
			})
		}
	case columnQuestion:
		r.FAQ.Questions[0].Text = text
	case columnRelated:
		for _, item := range splitList(text) {
			r.FAQ.Questions = append(r.FAQ.Questions, faq.Question{Text: item})
		}
	case columnLabels:
		r.FAQ.Labels = splitList(text)
	default:
		r.FAQ.Answer = text
	}
}

// isUUID reports whether s is a UUID as FAQs have them, in lower case.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range []byte(s) {
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !strings.ContainsRune("0123456789abcdef", rune(c)) {
				return false
			}
		}
	}
	return true
}

// fieldOf is the field of an FAQ that a column holds.
func fieldOf(column string) string {
	switch column {
	case columnQuestion:
		return "questions[0]"
	case columnRelated:
		return "questions"
	default:
		return column
	}
}

// columnOf is the column that holds a field of an FAQ.
func columnOf(field string) string {
	name, _, _ := strings.Cut(field, "[")
	switch {
	case field == "questions[0]":
		return columnQuestion
	case name == "questions":
		return columnRelated
	default:
		return name
	}
}
