package api

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/parleyhq/parley/report"
)

// mostRows is how many rows a table has at most: nobody reads more, and what is
// beyond has hardly happened.
const mostRows = 1000

// GetReportAgents counts what each agent did.
func (h reportHandlers) GetReportAgents(ctx context.Context, r GetReportAgentsRequestObject) (GetReportAgentsResponseObject, error) {
	p := r.Params
	asked, err := h.asked(reportQuery{p.From, p.To, p.Zone, p.Inbox, string(p.Compare), string(p.Format)})
	if err != nil {
		return nil, err
	}
	v, err := h.table(ctx, report.Agent, p.Inbox, asked, report.TicketsTaken, report.MessagesAgent, report.TicketsResolved)
	if err != nil {
		return nil, err
	}
	if asked.csv {
		return tableFile("agents", v, agentColumns()), nil
	}
	return GetReportAgents200JSONResponse(v), nil
}

// GetReportCampaigns counts how far the messages of campaigns came.
func (h reportHandlers) GetReportCampaigns(ctx context.Context, r GetReportCampaignsRequestObject) (GetReportCampaignsResponseObject, error) {
	p := r.Params
	asked, err := h.asked(reportQuery{p.From, p.To, p.Zone, p.Inbox, string(p.Compare), string(p.Format)})
	if err != nil {
		return nil, err
	}
	v, err := h.table(ctx, report.Campaign, p.Inbox, asked, report.MessagesCampaign, report.Failed, report.Replied)
	if err != nil {
		return nil, err
	}
	if asked.csv {
		return tableFile("campaigns", v, campaignColumns()), nil
	}
	return GetReportCampaigns200JSONResponse(v), nil
}

// GetReportFaqs counts how often FAQs answered.
func (h reportHandlers) GetReportFaqs(ctx context.Context, r GetReportFaqsRequestObject) (GetReportFaqsResponseObject, error) {
	p := r.Params
	asked, err := h.asked(reportQuery{p.From, p.To, p.Zone, p.Inbox, string(p.Compare), string(p.Format)})
	if err != nil {
		return nil, err
	}
	v, err := h.table(ctx, report.FAQ, p.Inbox, asked, report.AnsweredFAQ)
	if err != nil {
		return nil, err
	}
	if asked.csv {
		return tableFile("faqs", v, faqColumns()), nil
	}
	return GetReportFaqs200JSONResponse(v), nil
}

// table is a row for each subject that has any of some measures, those with most
// of the first one first.
func (h reportHandlers) table(
	ctx context.Context, k report.Kind, inboxID string, asked askedReport, by ...report.Measure,
) (ReportTable, error) {
	found, err := h.subjects(ctx, k, inboxID, asked.days)
	if err != nil {
		return ReportTable{}, err
	}
	maps.DeleteFunc(found, func(_ string, n report.Numbers) bool {
		return !slices.ContainsFunc(by, func(m report.Measure) bool { return n.Counts[m] > 0 })
	})
	ids := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
		return cmp.Or(cmp.Compare(found[b].Counts[by[0]], found[a].Counts[by[0]]), cmp.Compare(a, b))
	})
	ids = ids[:min(len(ids), mostRows)]
	names, err := h.reports.ReportNames(ctx, k, ids)
	if err != nil {
		return ReportTable{}, err
	}
	var before map[string]report.Numbers
	if asked.compare {
		if before, err = h.subjects(ctx, k, inboxID, asked.days.Before()); err != nil {
			return ReportTable{}, err
		}
	}
	v := ReportTable{Range: rangeView(asked.days), Items: make([]ReportRow, len(ids))}
	for i, id := range ids {
		v.Items[i] = ReportRow{ID: id, Name: names[id], Numbers: numbersView(found[id])}
		if asked.compare {
			previous := numbersView(before[id])
			v.Items[i].Previous = &previous
		}
	}
	return v, nil
}

// subjects are the numbers of each subject; of FAQs, also how often they were wrong.
func (h reportHandlers) subjects(ctx context.Context, k report.Kind, inboxID string, d report.Days) (map[string]report.Numbers, error) {
	found, err := h.reports.ReportSubjects(ctx, k, inboxID, whole(d))
	if err != nil || k != report.FAQ {
		return found, err
	}
	corrections, err := h.reports.ReportCorrections(ctx, inboxID, whole(d))
	for _, c := range corrections {
		if n, ok := found[c.FAQID]; ok {
			n.Count(report.Corrected, 0, 1)
		}
	}
	return found, err
}

func whole(d report.Days) report.Step { return report.Step{Begin: d.Begin(), End: d.End()} }
