package sheet

import (
	"bufio"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"iter"

	"github.com/parleyhq/parley/faq"
)

// Reader reads the FAQs of a file, one after the other and once.
type Reader struct {
	in     *capped
	limits Limits
	format Format
	scan   *scanner
	layout layout
	seen   seen
	rows   int
	asked  int
}

// NewReader returns a reader of a file. Nothing is read before [Reader.Rows].
func NewReader(r io.Reader, limits Limits) *Reader {
	return &Reader{
		in: &capped{in: r, left: limits.Bytes, limit: limits.Bytes}, limits: limits,
		seen: seen{seed: maphash.MakeSeed(), lines: map[uint64]place{}},
	}
}

// Format returns how the file was written. It is known once [Reader.Rows] has
// ended: the first letter that tells the encoding may stand in the last line.
func (r *Reader) Format() Format { return r.format }

// Rows returns the rows of the file in their order. An error ends the rows and
// is about the whole file: an [*Error], or what the reader of the bytes said.
// Use none of the rows then, since a quote that is missing makes many rows
// wrong that do not look it.
func (r *Reader) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if err := r.read(func(row Row) bool { return yield(row, nil) }); err != nil {
			yield(Row{}, err)
		}
	}
}

// read gives rows to yield until it declines.
func (r *Reader) read(yield func(Row) bool) error {
	if err := r.open(); err != nil {
		return err
	}
	var pending *Row
	for {
		rec, err := r.scan.next()
		r.format.Encoding = r.scan.in.name()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if rec.filled == 0 {
			continue
		}
		if pending != nil && r.layout.continues(rec) {
			r.layout.extend(pending, rec, r.limits.Cell)
			continue
		}
		if pending != nil {
			if err := r.finish(pending); err != nil {
				return err
			}
			if !yield(*pending) {
				return nil
			}
		}
		if r.rows++; r.rows > r.limits.Rows {
			return &Error{Line: rec.line, Err: ErrTooLarge, Reason: fmt.Sprintf(
				"The file has more than %d rows. Split it and upload the parts one after the other.", r.limits.Rows)}
		}
		row := r.layout.row(rec, r.limits.Cell)
		row.Number = r.rows
		pending = &row
	}
	if pending == nil {
		return &Error{Reason: "There is no FAQ in the file.", Err: ErrEmpty}
	}
	if err := r.finish(pending); err != nil {
		return err
	}
	yield(*pending)
	return nil
}

// open finds out how the file is written and goes to its first FAQ.
func (r *Reader) open() error {
	in := bufio.NewReaderSize(r.in, bufferSize)
	head, err := in.Peek(bufferSize)
	whole := errors.Is(err, io.EOF)
	if err != nil && !whole {
		return fmt.Errorf("read sheet: %w", err)
	}
	if r.layout, err = findLayout(head, whole, r.limits.Cell); err != nil {
		return err
	}
	s, err := newScanner(in, r.layout.delimiter, r.limits.Cell)
	if err != nil {
		return err
	}
	r.scan = s
	r.format = Format{Delimiter: s.delimiter, Header: r.layout.named, Encoding: s.in.name()}
	for skip := r.layout.skip; skip > 0; {
		rec, err := s.next()
		if err != nil {
			return err
		}
		if rec.filled > 0 {
			skip--
		}
	}
	return nil
}

// finish checks a row that has all its cells.
func (r *Reader) finish(row *Row) error {
	if r.asked += len(row.FAQ.Questions); r.asked > r.limits.Questions {
		return &Error{Line: row.Line, Err: ErrTooLarge, Reason: fmt.Sprintf(
			"The file has more than %d questions. Split it and upload the parts one after the other.", r.limits.Questions)}
	}
	validate(row)
	if len(row.Problems) == 0 {
		row.Problems = r.seen.repeated(row)
	}
	return nil
}

// validate adds what the FAQ domain says, unless the cell itself was wrong.
func validate(row *Row) {
	wrong := map[string]bool{}
	for _, p := range row.Problems {
		if p.Column == "" {
			return // without its cells in place the row says nothing
		}
		wrong[p.Column] = true
	}
	for _, e := range faq.FieldErrors(row.FAQ.Validate()) {
		if column := columnOf(e.Field); !wrong[column] {
			row.Problems = append(row.Problems, &Error{
				Line: row.Line, Column: column, Field: e.Field, Reason: e.Reason, Err: ErrField,
			})
		}
	}
}

// capped fails behind the limit rather than ending like a shorter file.
type capped struct {
	in          io.Reader
	left, limit int64
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, &Error{Err: ErrTooLarge, Reason: fmt.Sprintf(
			"The file is larger than %s. Split it and upload the parts one after the other.", size(c.limit))}
	}
	// One byte more than is allowed tells a file of the limit from a larger one.
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.in.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return n, nil
	}
	return n, err
}

func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d bytes", bytes)
	}
	return fmt.Sprintf("%d MB", bytes>>20)
}
