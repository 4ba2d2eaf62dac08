package faq

import "strings"

// Columns of a file that need not be there. All but the id are parts of an FAQ
// that a file may leave unsaid.
const (
	FieldID      = "id"
	FieldType    = "type"
	FieldStatus  = "status"
	FieldLabels  = "labels"
	FieldRelated = "related_questions"
)

// Keep fills in what the row leaves unsaid from the FAQ that it changes. A
// related question that the row has made the first one is not repeated.
func (r *ImportRow) Keep(stored FAQ) {
	for _, field := range r.Unsaid {
		switch field {
		case FieldType:
			r.FAQ.Type = stored.Type
		case FieldStatus:
			r.FAQ.Status = stored.Status
		case FieldLabels:
			r.FAQ.Labels = stored.Labels
		case FieldRelated:
			r.keepRelated(stored)
		}
	}
}

func (r *ImportRow) keepRelated(stored FAQ) {
	if len(r.FAQ.Questions) == 0 || len(stored.Questions) == 0 {
		return
	}
	first := r.FAQ.Questions[0]
	kept := []Question{first}
	for _, q := range stored.Questions[1:] {
		if !strings.EqualFold(Normalize(q.Text), Normalize(first.Text)) {
			kept = append(kept, Question{Text: q.Text})
		}
	}
	r.FAQ.Questions = kept
}
