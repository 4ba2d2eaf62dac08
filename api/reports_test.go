package api_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/account"
	"github.com/parleyhq/parley/api"
	"github.com/parleyhq/parley/report"
)

// counted puts a number where the roller would have counted it: in a quarter of an
// hour, and in the hour, the day and the week around it.
func (b *bundle) counted(t *testing.T, kind report.Kind, subject string, m report.Measure, at string, bin, n int) {
	t.Helper()
	b.exec(t, `
		INSERT INTO report_cells AS c (kind, subject, minutes, bucket, inbox_id, slots, counts)
		SELECT $1, $2, minutes, date_bin(make_interval(mins => minutes), $3::text::timestamptz, '1969-12-29'), $4, ARRAY[$5::int], ARRAY[$6::bigint]
		FROM unnest('{15,60,1440,10080}'::int[]) AS minutes
		ON CONFLICT (kind, subject, minutes, bucket, inbox_id)
		DO UPDATE SET slots = c.slots || excluded.slots, counts = c.counts || excluded.counts`,
		kind, subject, at, "11111111-1111-4111-8111-111111111111", report.Slot(m, bin), n)
}

func (b *bundle) report(t *testing.T, path string, who header) api.ReportTable {
	t.Helper()
	return into[api.ReportTable](t, b.do(t, "GET", "/v1/reports/"+path, nil, who).want(t, 200))
}

// What is counted comes out by the days of the zone, with the days before beside it.
func TestReportOverview(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	// In Kolkata it is five and a half hours later: the last two are of 2 March there.
	b.counted(t, report.All, "", report.MessagesIn, "2026-02-28T10:00Z", 0, 1)
	b.counted(t, report.All, "", report.MessagesIn, "2026-03-01T10:00Z", 0, 2)
	b.counted(t, report.All, "", report.MessagesIn, "2026-03-01T18:30Z", 0, 4)
	b.counted(t, report.All, "", report.FirstResponse, "2026-03-02T10:00Z", 48, 3)
	overview := func(query string) api.ReportOverview {
		return into[api.ReportOverview](t, b.do(t, "GET", "/v1/reports/overview?"+query, nil, admin).want(t, 200))
	}
	v := overview("from=2026-03-01&to=2026-03-03&zone=Asia/Kolkata&compare=previous")
	require.Equal(t, api.ReportRange{From: "2026-03-01", To: "2026-03-03", Zone: "Asia/Kolkata", Unit: "day"}, v.Range)
	require.Len(t, v.Steps, 3)
	require.Equal(t, []int64{2, 4, 0}, []int64{v.Steps[0].Numbers.MessagesIn, v.Steps[1].Numbers.MessagesIn, v.Steps[2].Numbers.MessagesIn})
	require.InDelta(t, 64, *v.Steps[1].Numbers.FirstResponse.Median, 1e-9)
	require.Nil(t, v.Steps[0].Numbers.FirstResponse.Median)
	require.Equal(t, []int64{6, 1}, []int64{v.Total.MessagesIn, v.Previous.MessagesIn})
	require.Len(t, v.PreviousSteps, 3)
	require.Equal(t, int64(1), v.PreviousSteps[2].Numbers.MessagesIn)
	require.Nil(t, v.Now.WaitingSince)

	// Without words: the last 28 days, in UTC, beside nothing.
	v = overview("")
	require.Len(t, v.Steps, 28)
	require.Nil(t, v.Previous)
	require.Empty(t, v.PreviousSteps)
	require.Equal(t, "UTC", v.Range.Zone)
	// Another inbox has none of it.
	require.Zero(t, overview("from=2026-03-01&to=2026-03-03&inbox="+uuid.NewString()).Total.MessagesIn)

	a := b.do(t, "GET", "/v1/reports/overview?from=2026-03-01&to=2026-03-02&zone=Asia/Kolkata&format=csv", nil, admin).want(t, 200)
	require.Equal(t, `attachment; filename="overview-2026-03-01-2026-03-02.csv"`, a.header.Get("Content-Disposition"))
	rows, err := csv.NewReader(strings.NewReader(string(a.body))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+48, "two days are hours")
	require.Equal(t, []string{"begin", "end", "messages_in"}, rows[0][:3])
	require.Equal(t, []string{"2026-03-02T00:00:00+05:30", "2026-03-02T01:00:00+05:30", "4"}, rows[25][:3])
}

// The hour is the clock's: 18:30 in London is midnight in Kolkata, and Monday.
func TestReportHours(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, agent := b.user(t, "asha", account.Agent)
	b.counted(t, report.All, "", report.MessagesIn, "2026-03-01T18:30Z", 0, 4)
	b.counted(t, report.All, "", report.TicketsOpened, "2026-03-01T18:15Z", 0, 2)
	b.counted(t, report.All, "", report.FirstResponse, "2026-03-01T18:45Z", 48, 3)
	b.counted(t, report.All, "", report.FirstResponse, "2026-03-01T19:15Z", 64, 1)
	v := into[api.ReportHours](t, b.do(t, "GET", "/v1/reports/hours?from=2026-03-01&to=2026-03-02&zone=Asia/Kolkata", nil, agent).want(t, 200))
	require.Len(t, v.Items, 168)
	require.Equal(t, int64(4), v.Items[0].MessagesIn)
	response := v.Items[0].FirstResponse
	require.Equal(t, int64(4), response.Count)
	require.InDelta(t, 64, *response.Median, 1e-9)
	require.InDelta(t, 256, *response.P90, 1e-9)
	require.Equal(t, api.ReportHour{Weekday: 7, Hour: 23, TicketsOpened: 2, FirstResponse: &api.ReportTimes{}}, v.Items[167])
	a := b.do(t, "GET", "/v1/reports/hours?from=2026-03-01&to=2026-03-02&zone=Asia/Kolkata&format=csv", nil, agent).want(t, 200)
	require.Contains(t, string(a.body), "\nMonday,0,4,0,4,64.0,256.0\n")
	require.Contains(t, string(a.body), "\nSunday,23,0,2,0,,\n")
	// Of a longer time than a season they are not added up.
	long := into[api.ReportHours](t, b.do(t, "GET", "/v1/reports/hours?from=2025-12-02&to=2026-03-03", nil, agent).want(t, 200))
	require.NotNil(t, long.Items[0].FirstResponse, "92 days")
	long = into[api.ReportHours](t, b.do(t, "GET", "/v1/reports/hours?from=2025-12-01&to=2026-03-03", nil, agent).want(t, 200))
	require.Nil(t, long.Items[0].FirstResponse)
	require.Contains(t, string(b.do(t, "GET", "/v1/reports/hours?from=2025-12-01&to=2026-03-03&format=csv", nil, agent).want(t, 200).body), "\nSunday,18,4,2\n")
}

// Tables name whom they count, the largest first; what is gone, or was never ours,
// has no name.
func TestReportTables(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	asha, _ := b.user(t, "asha", account.Agent)
	gone := uuid.NewString()
	const at = "2026-03-01T10:00Z"
	b.counted(t, report.Agent, asha.ID, report.TicketsTaken, at, 0, 2)
	b.counted(t, report.Agent, asha.ID, report.TicketsTaken, "2026-02-28T10:00Z", 0, 5)
	b.counted(t, report.Agent, gone, report.TicketsTaken, at, 0, 3)
	b.counted(t, report.Campaign, "=spring", report.MessagesCampaign, at, 0, 9)
	b.counted(t, report.Campaign, "=spring", report.Settled, at, 0, 1)
	b.counted(t, report.FAQ, gone, report.AnsweredFAQ, at, 0, 7)

	const day = "?from=2026-03-01&to=2026-03-01"
	agents := b.report(t, "agents"+day+"&compare=previous", admin).Items
	require.Len(t, agents, 2)
	require.Equal(t, []any{gone, "", int64(3), int64(0)}, []any{agents[0].ID, agents[0].Name, agents[0].Numbers.TicketsTaken, agents[0].Previous.TicketsTaken})
	require.Equal(t, []any{"Asha", int64(2), int64(5)}, []any{agents[1].Name, agents[1].Numbers.TicketsTaken, agents[1].Previous.TicketsTaken})
	campaigns := b.report(t, "campaigns"+day, admin).Items
	require.Equal(t, []any{"=spring", int64(9), int64(1)}, []any{campaigns[0].ID, campaigns[0].Numbers.MessagesCampaign, campaigns[0].Numbers.Settled})
	require.Equal(t, int64(7), b.report(t, "faqs"+day, admin).Items[0].Numbers.AnsweredFAQ)
	require.Empty(t, b.report(t, "faqs?from=2026-03-02&to=2026-03-02", admin).Items)

	// A spreadsheet takes no name for a formula.
	file := string(b.do(t, "GET", "/v1/reports/campaigns"+day+"&format=csv", nil, admin).want(t, 200).body)
	require.Equal(t, "id,name,sent,delivered,read,replied,resolved,failed\n'=spring,,9,0,0,0,1,0\n", file)
}

// Agents see what everybody did together, and of agents themselves only.
func TestReportsOfOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asha, agent := b.user(t, "asha", account.Agent)
	_, creator := b.user(t, "cora", account.Creator)
	_, member := b.user(t, "max", account.Member)
	_, admin := b.user(t, "boss", account.Admin)
	of := func(id string) string { return "/v1/reports/overview?agent=" + id }
	b.do(t, "GET", of(asha.ID), nil, agent).want(t, 200)
	b.do(t, "GET", of(asha.ID), nil, admin).want(t, 200)
	b.do(t, "GET", of(uuid.NewString()), nil, agent).problem(t, 403, "forbidden")
	b.do(t, "GET", of(asha.ID), nil, creator).problem(t, 403, "forbidden")
	b.do(t, "GET", of(asha.ID), nil, b.apiKey(t, account.ScopeRead)).problem(t, 403, "forbidden")
	b.do(t, "GET", "/v1/reports/agents", nil, agent).problem(t, 403, "forbidden")
	b.do(t, "GET", "/v1/reports/overview", nil, member).problem(t, 403, "forbidden")
}

func TestReportsThatCannotBe(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, admin := b.user(t, "boss", account.Admin)
	for query, field := range map[string]string{
		"zone=Mars/Olympus":                                   "zone",
		"from=2026-02-30":                                     "from",
		"to=2026-13-01":                                       "to",
		"from=2026-03-02&to=2026-03-01":                       "from",
		"from=2020-01-01&to=2026-03-01":                       "from",
		"inbox=------------------------------------":          "inbox",
		"agent=" + uuid.NewString() + "&campaign=spring":      "campaign",
		"agent=------------------------------------&zone=UTC": "agent",
	} {
		p := b.do(t, "GET", "/v1/reports/overview?"+query, nil, admin).problem(t, 422, "invalid")
		require.Equal(t, field, p.Errors[0].Field, query)
	}
	b.do(t, "GET", "/v1/reports/overview?from=yesterday", nil, admin).problem(t, 400, "malformed")
}
