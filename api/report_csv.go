package api

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/parleyhq/parley/report"
)

// reportFile is a report as CSV: a head and rows of cells.
type reportFile struct {
	name string
	rows [][]string
}

func (f reportFile) write(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+f.name+`.csv"`)
	w.WriteHeader(http.StatusOK)
	return csv.NewWriter(w).WriteAll(f.rows)
}

// VisitGetReportOverviewResponse implements [GetReportOverviewResponseObject].
func (f reportFile) VisitGetReportOverviewResponse(w http.ResponseWriter) error { return f.write(w) }

// VisitGetReportHoursResponse implements [GetReportHoursResponseObject].
func (f reportFile) VisitGetReportHoursResponse(w http.ResponseWriter) error { return f.write(w) }

// VisitGetReportAgentsResponse implements [GetReportAgentsResponseObject].
func (f reportFile) VisitGetReportAgentsResponse(w http.ResponseWriter) error { return f.write(w) }

// VisitGetReportCampaignsResponse implements [GetReportCampaignsResponseObject].
func (f reportFile) VisitGetReportCampaignsResponse(w http.ResponseWriter) error { return f.write(w) }

// VisitGetReportFaqsResponse implements [GetReportFaqsResponseObject].
func (f reportFile) VisitGetReportFaqsResponse(w http.ResponseWriter) error { return f.write(w) }

// reportColumn is a column of numbers.
type reportColumn struct {
	head string
	cell func(ReportNumbers) string
}

func counts(head string, of func(ReportNumbers) int64) reportColumn {
	return reportColumn{head, func(n ReportNumbers) string { return strconv.FormatInt(of(n), 10) }}
}

// timed are three columns; what nothing took is empty.
func timed(head string, of func(ReportNumbers) ReportTimes) []reportColumn {
	seconds := func(s *float64) string {
		if s == nil {
			return ""
		}
		return strconv.FormatFloat(*s, 'f', 1, 64)
	}
	return []reportColumn{
		counts(head, func(n ReportNumbers) int64 { return of(n).Count }),
		{head + "_median_seconds", func(n ReportNumbers) string { return seconds(of(n).Median) }},
		{head + "_p90_seconds", func(n ReportNumbers) string { return seconds(of(n).P90) }},
	}
}

func responseTimes() []reportColumn {
	return append(timed("first_response", func(n ReportNumbers) ReportTimes { return n.FirstResponse }),
		timed("resolution", func(n ReportNumbers) ReportTimes { return n.Resolution })...)
}

func agentColumns() []reportColumn {
	return append([]reportColumn{
		counts("tickets_taken", func(n ReportNumbers) int64 { return n.TicketsTaken }),
		counts("tickets_resolved", func(n ReportNumbers) int64 { return n.TicketsResolved }),
		counts("messages", func(n ReportNumbers) int64 { return n.MessagesAgent }),
	}, responseTimes()...)
}

func campaignColumns() []reportColumn {
	return []reportColumn{
		counts("sent", func(n ReportNumbers) int64 { return n.MessagesCampaign }),
		counts("delivered", func(n ReportNumbers) int64 { return n.Delivered }),
		counts("read", func(n ReportNumbers) int64 { return n.Read }),
		counts("replied", func(n ReportNumbers) int64 { return n.Replied }),
		counts("resolved", func(n ReportNumbers) int64 { return n.Settled }),
		counts("failed", func(n ReportNumbers) int64 { return n.Failed }),
	}
}

func faqColumns() []reportColumn {
	return []reportColumn{
		counts("matches", func(n ReportNumbers) int64 { return n.AnsweredFAQ }),
		counts("corrected", func(n ReportNumbers) int64 { return n.Corrected }),
	}
}

func stepColumns() []reportColumn {
	return append([]reportColumn{
		counts("messages_in", func(n ReportNumbers) int64 { return n.MessagesIn }),
		counts("messages_agent", func(n ReportNumbers) int64 { return n.MessagesAgent }),
		counts("messages_auto", func(n ReportNumbers) int64 { return n.MessagesAuto }),
		counts("messages_campaign", func(n ReportNumbers) int64 { return n.MessagesCampaign }),
		counts("conversations", func(n ReportNumbers) int64 { return n.Conversations }),
		counts("tickets_opened", func(n ReportNumbers) int64 { return n.TicketsOpened }),
		counts("tickets_resolved", func(n ReportNumbers) int64 { return n.TicketsResolved }),
		counts("tickets_inactive", func(n ReportNumbers) int64 { return n.TicketsInactive }),
		counts("bursts", func(n ReportNumbers) int64 { return n.Bursts }),
		counts("answered_faq", func(n ReportNumbers) int64 { return n.AnsweredFAQ }),
		counts("answered_quick_reply", func(n ReportNumbers) int64 { return n.AnsweredQuickReply }),
		counts("answered_filler", func(n ReportNumbers) int64 { return n.AnsweredFiller }),
		counts("corrected", func(n ReportNumbers) int64 { return n.Corrected }),
	}, responseTimes()...)
}

// file is a table with columns that say whose row it is, and numbers.
func file(name string, r ReportRange, lead []string, columns []reportColumn) reportFile {
	head := lead
	for _, c := range columns {
		head = append(head, c.head)
	}
	return reportFile{name + "-" + r.From + "-" + r.To, [][]string{head}}
}

// cells are a row: whose it is, and its numbers.
func cells(lead []string, n ReportNumbers, columns []reportColumn) []string {
	row := lead
	for _, c := range columns {
		row = append(row, c.cell(n))
	}
	return row
}

// stepsFile names steps by the clock of the time zone.
func stepsFile(v ReportOverview, d report.Days) reportFile {
	f := file("overview", v.Range, []string{"begin", "end"}, stepColumns())
	for _, s := range v.Steps {
		begin, end := s.Begin.In(d.Zone).Format(time.RFC3339), s.End.In(d.Zone).Format(time.RFC3339)
		f.rows = append(f.rows, cells([]string{begin, end}, s.Numbers, stepColumns()))
	}
	return f
}

func tableFile(name string, v ReportTable, columns []reportColumn) reportFile {
	f := file(name, v.Range, []string{"id", "name"}, columns)
	for _, row := range v.Items {
		f.rows = append(f.rows, cells([]string{plainCell(row.ID), plainCell(row.Name)}, row.Numbers, columns))
	}
	return f
}

func hoursFile(v ReportHours) reportFile {
	columns := []reportColumn{
		counts("messages_in", func(n ReportNumbers) int64 { return n.MessagesIn }),
		counts("tickets_opened", func(n ReportNumbers) int64 { return n.TicketsOpened }),
	}
	if v.Items[0].FirstResponse != nil {
		columns = append(columns, timed("first_response", func(n ReportNumbers) ReportTimes { return n.FirstResponse })...)
	}
	f := file("hours", v.Range, []string{"weekday", "hour"}, columns)
	for _, h := range v.Items {
		n := ReportNumbers{MessagesIn: h.MessagesIn, TicketsOpened: h.TicketsOpened}
		if h.FirstResponse != nil {
			n.FirstResponse = *h.FirstResponse
		}
		lead := []string{time.Weekday(h.Weekday % 7).String(), strconv.Itoa(h.Hour)}
		f.rows = append(f.rows, cells(lead, n, columns))
	}
	return f
}

// plainCell keeps a spreadsheet from taking words for a formula.
func plainCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
