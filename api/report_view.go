package api

import (
	"time"

	"github.com/parleyhq/parley/report"
)

func rangeView(d report.Days) ReportRange {
	return ReportRange{
		From: d.First.Format(time.DateOnly), To: d.Last.Format(time.DateOnly), Zone: d.Zone.String(), Unit: string(d.Unit()),
	}
}

func numbersView(n report.Numbers) ReportNumbers {
	c := n.Counts
	return ReportNumbers{
		MessagesIn: c[report.MessagesIn], MessagesAgent: c[report.MessagesAgent],
		MessagesAuto: c[report.MessagesAuto], MessagesCampaign: c[report.MessagesCampaign],
		Conversations: c[report.Conversations], TicketsOpened: c[report.TicketsOpened],
		TicketsResolved: c[report.TicketsResolved], TicketsInactive: c[report.TicketsInactive], TicketsTaken: c[report.TicketsTaken],
		FirstResponse: timesView(n.Timed[report.FirstResponse]), Resolution: timesView(n.Timed[report.Resolution]),
		Bursts: c[report.Bursts], Answered: n.Answered(), AnsweredFAQ: c[report.AnsweredFAQ],
		AnsweredQuickReply: c[report.AnsweredQuickReply], AnsweredFiller: c[report.AnsweredFiller], Corrected: c[report.Corrected],
		Delivered: c[report.Delivered], Read: c[report.Read], Failed: c[report.Failed],
		Replied: c[report.Replied], Settled: c[report.Settled],
	}
}

func timesView(t report.Times) ReportTimes {
	v := ReportTimes{Count: t.Count()}
	if v.Count > 0 {
		median, p90 := t.Quantile(0.5), t.Quantile(0.9)
		v.Median, v.P90 = &median, &p90
	}
	return v
}

func hoursView(in, opened report.HoursOfWeek) ReportHours {
	var v ReportHours
	for day := range in {
		for hour := range in[day] {
			v.Items = append(v.Items, ReportHour{
				Weekday: day + 1, Hour: hour, MessagesIn: in[day][hour], TicketsOpened: opened[day][hour],
			})
		}
	}
	return v
}

// respond adds how long people waited for an answer, to the hours of hoursView.
func (v ReportHours) respond(responses report.TimesOfWeek) {
	for i, h := range v.Items {
		times := timesView(responses[h.Weekday-1][h.Hour])
		v.Items[i].FirstResponse = &times
	}
}
