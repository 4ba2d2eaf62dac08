package api

import (
	"context"
	"time"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/report"
)

// Reports are what happened, counted.
type Reports interface {
	ReportSteps(ctx context.Context, f report.Filter, steps []report.Step) ([]report.Numbers, error)
	ReportSubjects(ctx context.Context, k report.Kind, inboxID string, between report.Step) (map[string]report.Numbers, error)
	ReportBuckets(ctx context.Context, f report.Filter, m report.Measure, size time.Duration, between report.Step, do func(time.Time, int64)) error
	// ReportTimed is the same of a measure that took time, by its bins.
	ReportTimed(ctx context.Context, f report.Filter, m report.Measure, size time.Duration, between report.Step, do func(time.Time, int, int64)) error
	ReportNow(ctx context.Context, inboxID string) (report.Now, error)
	// ReportCorrections returns the answers that an agent said were wrong.
	ReportCorrections(ctx context.Context, inboxID string, between report.Step) ([]report.Correction, error)
	// ReportNames returns what agents, campaigns or FAQs are called.
	ReportNames(ctx context.Context, k report.Kind, ids []string) (map[string]string, error)
}

type reportHandlers struct {
	reports Reports
	now     func() time.Time
}

// GetReportOverview counts what happened, step by step.
func (h reportHandlers) GetReportOverview(ctx context.Context, r GetReportOverviewRequestObject) (GetReportOverviewResponseObject, error) {
	p := r.Params
	asked, err := h.asked(reportQuery{p.From, p.To, p.Zone, p.Inbox, string(p.Compare), string(p.Format)})
	if err != nil {
		return nil, err
	}
	filter := report.Filter{InboxID: p.Inbox, AgentID: p.Agent, CampaignID: p.Campaign}
	if err := mayReport(ctx, filter); err != nil {
		return nil, err
	}
	v := ReportOverview{Range: rangeView(asked.days), PreviousSteps: []ReportStep{}}
	var total report.Numbers
	if v.Steps, total, err = h.steps(ctx, filter, asked.days); err != nil {
		return nil, err
	}
	v.Total = numbersView(total)
	if asked.compare {
		if v.PreviousSteps, total, err = h.steps(ctx, filter, asked.days.Before()); err != nil {
			return nil, err
		}
		before := numbersView(total)
		v.Previous = &before
	}
	if asked.csv {
		return stepsFile(v, asked.days), nil
	}
	now, err := h.reports.ReportNow(ctx, p.Inbox)
	if err != nil {
		return nil, err
	}
	v.Now = ReportNow{Waiting: now.Waiting, WaitingSince: instant(now.WaitingSince), CountedAt: instant(now.CountedAt)}
	return GetReportOverview200JSONResponse(v), nil
}

func (h reportHandlers) steps(ctx context.Context, f report.Filter, d report.Days) ([]ReportStep, report.Numbers, error) {
	steps := d.Steps()
	numbers, err := h.reports.ReportSteps(ctx, f, steps)
	if err != nil {
		return nil, report.Numbers{}, err
	}
	if kind, _ := f.Kind(); kind == report.All {
		corrections, err := h.reports.ReportCorrections(ctx, f.InboxID, whole(d))
		if err != nil {
			return nil, report.Numbers{}, err
		}
		report.CountCorrections(steps, numbers, corrections)
	}
	views := make([]ReportStep, len(steps))
	for i, s := range steps {
		views[i] = ReportStep{Begin: s.Begin.UTC(), End: s.End.UTC(), Numbers: numbersView(numbers[i])}
	}
	return views, report.Sum(numbers), nil
}

// mayReport refuses what is about other agents to who may not see that, and a
// filter that nothing is counted by.
func mayReport(ctx context.Context, f report.Filter) error {
	if f.AgentID == "" {
		return nil
	}
	if !conversation.IsUUID(f.AgentID) {
		return invalid(FieldError{Field: "agent", Reason: "is no id"})
	}
	if f.CampaignID != "" {
		return invalid(FieldError{Field: "campaign", Reason: "cannot be given together with agent"})
	}
	who := callOf(ctx).principal
	if account.Allowed(who, account.ReadAgentReports) || who.User != nil && who.User.ID == f.AgentID {
		return nil
	}
	return refuse(kindForbidden, "Your role or the key's scopes do not allow this.")
}

// mostTimedDays is for how many days response times by the hour are added up: they
// are many more numbers than counts.
const mostTimedDays = 92

// GetReportHours counts by hour of the week.
func (h reportHandlers) GetReportHours(ctx context.Context, r GetReportHoursRequestObject) (GetReportHoursResponseObject, error) {
	p := r.Params
	asked, err := h.asked(reportQuery{p.From, p.To, p.Zone, p.Inbox, "", string(p.Format)})
	if err != nil {
		return nil, err
	}
	var in, opened report.HoursOfWeek
	between := whole(asked.days)
	for measure, hours := range map[report.Measure]*report.HoursOfWeek{report.MessagesIn: &in, report.TicketsOpened: &opened} {
		err := h.reports.ReportBuckets(ctx, report.Filter{InboxID: p.Inbox}, measure, asked.days.Grain(), between,
			func(at time.Time, n int64) { hours.Count(at, asked.days.Zone, n) })
		if err != nil {
			return nil, err
		}
	}
	v := hoursView(in, opened)
	if asked.days.Count() <= mostTimedDays {
		var responses report.TimesOfWeek
		err := h.reports.ReportTimed(ctx, report.Filter{InboxID: p.Inbox}, report.FirstResponse, asked.days.Grain(), between,
			func(at time.Time, bin int, n int64) { responses.Count(at, asked.days.Zone, bin, n) })
		if err != nil {
			return nil, err
		}
		v.respond(responses)
	}
	v.Range = rangeView(asked.days)
	if asked.csv {
		return hoursFile(v), nil
	}
	return GetReportHours200JSONResponse(v), nil
}
