package activities

import (
	"slices"

	"github.com/parleyhq/parley/faq"
)

// verdict says what a row of an import is: stored is the FAQ that it names, if
// there is one.
func verdict(row *faq.ImportRow, stored faq.FAQ, i faq.Import) {
	if stored.ID != "" {
		row.Keep(stored)
	}
	if field, reason := restrict(row, stored, i); reason != "" {
		reject(row, field, reason)
		return
	}
	if problems := faq.FieldErrors(row.FAQ.Validate()); len(problems) > 0 {
		reject(row, problems[0].Field, problems[0].Reason)
		return
	}
	row.Advice = faq.Lint(row.FAQ)
	switch {
	case stored.ID == "":
		row.Verdict = faq.RowCreated
	case same(row.FAQ, stored):
		row.Verdict = faq.RowUnchanged
	default:
		row.Verdict, row.TargetVersion = faq.RowUpdated, stored.Version
	}
}

func reject(row *faq.ImportRow, field, reason string) {
	row.Verdict, row.Field, row.Reason, row.Advice = faq.RowRejected, field, reason, nil
}

// restrict takes from a row what the import may not do: to activate anything
// unless it says so, and to change what answers end users, or the status of any
// FAQ, without the right to let one's own words answer. What cannot be taken from
// it is a reason to reject it.
func restrict(row *faq.ImportRow, stored faq.FAQ, i faq.Import) (field, reason string) {
	if row.FAQ.Status == faq.Active && !i.Activate {
		row.FAQ.Status = faq.Draft
		if stored.ID != "" {
			row.FAQ.Status = stored.Status
		}
	}
	switch {
	case stored.ID == "" || i.Publishes:
		return "", ""
	case stored.Status == faq.Active && !same(row.FAQ, stored):
		return faq.FieldID, answersNow
	case row.FAQ.Status != stored.Status:
		return faq.FieldStatus, statusOfOthers
	default:
		return "", ""
	}
}

const (
	answersNow = "names an active FAQ, and an edit would answer end users at once: clone it, edit the clone, " +
		"and have that activated instead"
	statusOfOthers = "is not yours to change by a file: leave the cell empty, and have the FAQ archived or restored"
)

// same reports whether a row says what the FAQ says already.
func same(row, stored faq.FAQ) bool {
	return row.Type == stored.Type && row.Status == stored.Status && row.Answer == stored.Answer &&
		slices.Equal(row.Texts(), stored.Texts()) && slices.Equal(row.Labels, stored.Labels)
}
