package api

import (
	"context"

	"github.com/parleyhq/parley/faq"
)

// What a report shows at most; the pages of the import have everything.
const (
	reportedRows   = 1000
	reportedAdvice = 200
)

// report says what an import has come to.
func (h importHandlers) report(ctx context.Context, i faq.Import) (ImportReport, error) {
	v := ImportReport{
		ImportID: i.ID, Status: ImportStatus(i.Status), DryRun: i.DryRun, Encoding: orNull(i.Encoding), Rows: i.Rows,
		Created: i.Created, Updated: i.Updated, Unchanged: i.Unchanged, RejectedCount: i.Rejected,
		Rejected: []RejectedRow{}, Advice: []RowAdvice{},
	}
	rejected, err := h.imports.ImportRows(ctx, i.ID, 0, reportedRows, faq.RowRejected)
	if err != nil {
		return v, err
	}
	v.Rejected = each(rejected, func(r faq.ImportRow) RejectedRow {
		return RejectedRow{Row: r.Row, Line: r.Line, Field: orNull(apiQuestions(r.Field)), Reason: apiQuestions(r.Reason)}
	})
	rows, err := h.imports.ImportRows(ctx, i.ID, 0, reportedRows, "")
	if err != nil {
		return v, err
	}
	for _, r := range rows {
		v.AdviceCount += len(r.Advice)
		for _, a := range r.Advice {
			if len(v.Advice) < reportedAdvice {
				v.Advice = append(v.Advice, rowAdviceView(r, a))
			}
		}
	}
	return v, nil
}

func rowAdviceView(r faq.ImportRow, a faq.Advice) RowAdvice {
	v := adviceView(a)
	return RowAdvice{
		Row: r.Row, Line: r.Line, Rule: v.Rule, Field: v.Field, Advice: v.Advice,
		FAQID: v.FAQID, Question: v.Question, Distance: v.Distance,
	}
}

func importView(i faq.Import) Import {
	return Import{
		ID: i.ID, Status: ImportStatus(i.Status), DryRun: i.DryRun, Activate: i.Activate, By: orNull(i.By),
		FileName: orNull(i.FileName), Encoding: orNull(i.Encoding), Rows: i.Rows, Checked: i.Checked,
		Created: i.Created, Updated: i.Updated, Unchanged: i.Unchanged, Rejected: i.Rejected, Error: orNull(i.Error),
		CreatedAt: i.CreatedAt.UTC(), FinishedAt: instant(i.FinishedAt),
	}
}

func importRowView(r faq.ImportRow) ImportRow {
	v := ImportRow{
		Row: r.Row, Line: r.Line, Verdict: RowVerdict(r.Verdict), Field: orNull(apiQuestions(r.Field)),
		Reason: orNull(apiQuestions(r.Reason)), FAQID: orNull(r.FAQID), Advice: each(r.Advice, adviceView),
	}
	if r.FAQID == "" {
		v.FAQID = orNull(r.FAQ.ID)
	}
	if len(r.FAQ.Questions) > 0 {
		v.Question = orNull(r.FAQ.Questions[0].Text)
	}
	return v
}
