package faq

// ImportedQuestion is a question of a row that has been checked and would change
// the FAQs, as the search for overlaps inside a file reads it.
type ImportedQuestion struct {
	ImportedKey
	Question string
	Vector   []float32
}

// ImportedKey is the place of a question in a file: Position counts the questions
// of a row from 0. Zero is before the first.
type ImportedKey struct {
	Row      int
	Position int
}
