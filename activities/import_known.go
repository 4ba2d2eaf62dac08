package activities

import (
	"context"
	"slices"

	"github.com/parleyhq/parley/faq"
)

// recognise finds the FAQ that a row without an id says once more: the same file
// may be uploaded twice, and an FAQ that is there twice is never sure to be ahead
// of itself. Such a row is unchanged, or publishes the draft it made before.
func (a *Importing) recognise(ctx context.Context, i faq.Import, rows []faq.ImportRow, vectors [][][]float32) error {
	twins := map[int]string{}
	var ids []string
	for n, row := range rows {
		if row.FAQ.ID != "" || row.Verdict != faq.RowCreated {
			continue
		}
		for _, advice := range row.Advice {
			if advice.Rule == faq.RuleOverlap && advice.FAQID != "" && *advice.Distance < equalDistance {
				twins[n] = advice.FAQID
				ids = append(ids, advice.FAQID)
				break
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := a.Imports.FAQsNamed(ctx, ids)
	if err != nil {
		return a.failed("read FAQs", err)
	}
	for n, id := range twins {
		at := slices.IndexFunc(found, func(f faq.FAQ) bool { return f.ID == id })
		if at >= 0 && repeats(rows[n].FAQ, found[at]) {
			become(&rows[n], found[at], i.Publishes)
			if !changes(rows[n]) {
				vectors[n] = nil
			}
		}
	}
	return nil
}

// equalDistance is how far the same question is from itself at most.
const equalDistance = 0.01

// repeats reports whether a row says what the FAQ says, be that published or not.
func repeats(row, stored faq.FAQ) bool {
	row.Status = stored.Status
	return same(row, stored)
}

// become makes a row one of the FAQ that it repeats. A draft does not take back
// what answers already, and who may not publish changes no status.
func become(row *faq.ImportRow, stored faq.FAQ, publishes bool) {
	row.FAQ.ID = stored.ID
	row.Advice = faq.Lint(row.FAQ)
	if row.FAQ.Status == stored.Status || stored.Status == faq.Active || !publishes {
		row.Verdict = faq.RowUnchanged
		return
	}
	row.Verdict, row.TargetVersion = faq.RowUpdated, stored.Version
}
