package sheet

import (
	"fmt"
	"hash/maphash"
	"strings"

	"github.com/parleyhq/parley/faq"
)

// seen remembers by hash what the rows of a file ask. The seed is random, so
// nobody can make two questions fall together.
type seen struct {
	seed  maphash.Seed
	lines map[uint64]place
}

// place is where something stood first.
type place struct {
	line int32
	// identified says that the row named the FAQ it changes.
	identified bool
}

// repeated returns what the row shares with an earlier one, and remembers the
// row if that is nothing. Two rows that both have an id may ask the same: the
// stored FAQs do so already, and the linter says that they overlap. Fillers and
// archived FAQs may too, since neither is matched.
func (s seen) repeated(row *Row) []*Error {
	here := place{line: int32(row.Line), identified: row.FAQ.ID != ""}
	var problems []*Error
	var keys []uint64
	look := func(kind, text, column, field, reason string) {
		key := maphash.String(s.seed, kind+text)
		first, ok := s.lines[key]
		if ok && (kind == columnID || !first.identified || !here.identified) {
			problems = append(problems, &Error{
				Line: row.Line, Column: column, Field: field, Err: ErrRepeated, Reason: fmt.Sprintf(reason, first.line),
			})
		}
		if !ok {
			keys = append(keys, key)
		}
	}
	if here.identified {
		look(columnID, row.FAQ.ID, columnID, columnID, "is the id of line %d too")
	}
	if row.FAQ.Type.Matched() && row.FAQ.Status != faq.Archived {
		for i, q := range row.FAQ.Questions {
			field := fmt.Sprintf("questions[%d]", i)
			look(columnQuestion, strings.ToLower(faq.Normalize(q.Text)), columnOf(field), field, "asks the same as line %d")
		}
	}
	if len(problems) > 0 {
		return problems
	}
	for _, key := range keys {
		s.lines[key] = here
	}
	return nil
}
