package responder

import (
	"errors"
	"fmt"
	"slices"

	"github.com/parleyhq/parley/faq"
	"github.com/parleyhq/parley/schedule"
)

// MaxTextLength is the longest text of a quick reply, in characters, as that of
// an FAQ's answer.
const MaxTextLength = faq.MaxAnswerLength

// Validate returns nil, or an error that joins one [*faq.FieldError] for every
// step that is unknown or there twice; [faq.FieldErrors] takes it apart. An
// empty order is valid: every responder is off.
func (o Order) Validate() error {
	var errs []error
	for i, step := range o {
		field := fmt.Sprintf("order[%d]", i)
		switch first := slices.Index(o, step); {
		case !slices.Contains(Steps(), step):
			errs = append(errs, &faq.FieldError{Field: field, Reason: "must be faq, quick_reply or filler"})
		case first < i:
			errs = append(errs, &faq.FieldError{Field: field, Reason: fmt.Sprintf("repeats order[%d]", first)})
		}
	}
	return errors.Join(errs...)
}

// Validate returns nil, or an error that joins one [*faq.FieldError] for every
// field that is not acceptable, those of its schedule as "when.weekly[0].from";
// [faq.FieldErrors] takes it apart. A draft is held to the same rules as an
// active quick reply. Whether its calendar is there is for the store to check.
func (q QuickReply) Validate() error {
	var errs []error
	add := func(field, reason string) {
		if reason != "" {
			errs = append(errs, &faq.FieldError{Field: field, Reason: reason})
		}
	}
	add("name", faq.TextProblem(q.Name, schedule.MaxNameLength))
	add("text", faq.TextProblem(q.Text, MaxTextLength))
	if !q.Status.Valid() {
		add("status", "must be draft, active or archived")
	}
	if q.Position < 0 {
		add("position", "must not be negative")
	}
	for _, e := range schedule.FieldErrors(q.When.Validate()) {
		add("when."+e.Field, e.Reason)
	}
	return errors.Join(errs...)
}
