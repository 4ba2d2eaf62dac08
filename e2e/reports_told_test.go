package e2e

import (
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"
)

// isTold looks at every report of the week, in the page and in its file.
func (x fixture) isTold() {
	x.b.t.Helper()
	// High enough for all the charts.
	x.b.size(1440, 1700)
	x.overview()
	x.tables()
	x.hours()
	x.reloads()
	x.b.size(1440, 900)
}

func (x fixture) overview() {
	x.b.t.Helper()
	x.opens("/reports/overview" + inKolkata + x.inbox)
	x.tiles(map[string]string{
		"Tickets opened":          "5",                            // Asha 2, Ben, Dina, Cleo
		"Tickets resolved":        "3",                            // Asha's, Cleo's
		"First response, median":  "64 s|9 of 10 within 4.3 min",  // 64 s and 256 s
		"Time to resolve, median": "17 min|9 of 10 within 68 min", // 512 s, 1,024 s and 4,096 s
		"Answered automatically":  "60%|3 of 5",                   // bursts: Asha 2, Ben, Dina 2
		"Wrong answers corrected": "33.3%|1 of 3",                 // Ben's
	})
	// All first responses are of one day, which makes no line.
	x.b.until("the one point is seen", `document.querySelector('figure[aria-label="First response by agents"] .recharts-line-dots circle') != null`)
	x.b.shoots("reports-overview")
	none, zero := []string{"0", "–", "–"}, []string{"0", "0", "0", "0"}
	// Monday: Asha 3, Cleo 1; Ines 2, Ravi 1; to Cleo, Dan and Finn. Wednesday: Ben 1, Dina 2.
	x.figure("Messages", [][]string{{"4", "3", "0", "3"}, zero, {"3", "0", "3", "0"}, zero, zero, zero, zero}, "2025-03-04T18:30:00Z,3,0,3,0")
	x.figure("Tickets", [][]string{{"3", "3", "0"}, {"0", "0", "0"}, {"2", "0", "0"}, {"0", "0", "2"}, {"0", "0", "0"}, {"0", "0", "0"}, {"0", "0", "0"}}, "2025-03-02T18:30:00Z,3,3,0")
	x.figure("First response by agents", [][]string{{"2", "64 s", "4.3 min"}, none, none, none, none, none, none}, "2025-03-02T18:30:00Z,2,64.0,256.0")
	x.figure("Time to resolve", [][]string{{"3", "17 min", "68 min"}, none, none, none, none, none, none}, "2025-03-02T18:30:00Z,3,1024.0,4096.0")
	x.figure("What the autoresponder did", [][]string{{"0", "0", "0", "2"}, zero, {"3", "0", "0", "0"}, zero, zero, zero, zero}, "2025-03-04T18:30:00Z,3,0,0,0")

	// Of the campaign, what Cleo's ticket came to; of Ines, her own.
	x.opens("/reports/overview" + inKolkata + x.inbox + "&campaign=" + x.campaign)
	x.tiles(map[string]string{"Tickets opened": "1", "Tickets resolved": "1", "First response, median": "–", "Time to resolve, median": "8.5 min|9 of 10 within 8.5 min"})
	x.opens("/reports/overview" + inKolkata + x.inbox + "&agent=" + x.ines)
	x.tiles(map[string]string{"Tickets taken": "1", "Tickets resolved": "1", "Messages sent": "2", "First response, median": "64 s|9 of 10 within 64 s", "Time to resolve, median": "17 min|9 of 10 within 17 min"})
}

// tables are the reports with a row for each of somebody, and a file by the server.
func (x fixture) tables() {
	x.b.t.Helper()
	x.opens("/reports/agents" + inKolkata + x.inbox)
	x.table("By agent", map[string][]string{
		"Ines Duarte": {"1", "1", "2", "64 s", "17 min"},
		"Ravi Menon":  {"1", "2", "1", "4.3 min", "8.5 min"}, // 512 s and 4,096 s
	}, map[string]string{
		x.ines: "1,1,2,1,64.0,64.0,1,1024.0,1024.0",
		x.ravi: "1,2,1,1,256.0,256.0,2,512.0,4096.0",
	})
	x.opens("/reports/campaigns" + inKolkata + x.inbox)
	x.table("By campaign",
		map[string][]string{"Spring": {"3", "2", "1", "1", "1", "1"}}, // sent, delivered, read, replied, resolved, failed
		map[string]string{x.campaign: "3,2,1,1,1,1"})
	x.b.until("the funnel", `document.querySelector('.funnel')?.innerText.split(/\s+/).join(' ').startsWith('Sent 3 100% Delivered 2 66.7% Read 1 33.3% Replied 1 33.3% Resolved 1 33.3%')`)
	x.b.shoots("reports-campaigns")
	x.opens("/reports/faqs" + inKolkata + x.inbox)
	x.table("By FAQ",
		map[string][]string{nightDelivery: {"2", "66.7%", "1", "50%"}, bicycles: {"1", "33.3%", "0", "0%"}},
		map[string]string{x.delivery: "2,1", x.parking: "1,0"})
	x.b.shoots("reports-faqs")
}

func (x fixture) hours() {
	x.b.t.Helper()
	x.opens("/reports/hours" + inKolkata + x.inbox)
	x.sees("Most on Wednesday from 00:00: 3.")
	x.sees("Longest for those answered on Monday from 16:00: 4.3 min.")
	// By day from Monday, and hour: Asha at 15:30, 15:31 and 16:30, Cleo at 16:00, Ben and Dina at midnight.
	for figure, wanted := range map[string]map[string]string{
		"Messages from customers":          {"0 15": "2", "0 16": "2", "2 0": "3"},
		"Tickets opened":                   {"0 15": "1", "0 16": "2", "2 0": "2"},
		"First response by agents, median": {"0 15": "64 s", "0 16": "4.3 min"},
	} {
		require.Equal(x.b.t, wanted, sees[map[string]string](x.b, fmt.Sprintf(`Object.fromEntries(
			[...document.querySelectorAll('table.heat[aria-label=%q] tbody tr')].flatMap((day, d) => [...day.querySelectorAll('td')].map((hour, h) => [d + ' ' + h, hour.innerText.trim()]))
				.filter(([, said]) => said !== '0' && said !== '–'))`, figure)), figure)
	}
	x.b.shoots("reports-week")
	file := sees[string](x.b, fmt.Sprintf(`fetch('/v1/reports/hours%s%s&format=csv').then(r => r.text())`, inKolkata, x.inbox))
	var filled []string
	for _, row := range strings.Split(strings.TrimSpace(file), "\n")[1:] {
		if !strings.HasSuffix(row, ",0,0,0,,") {
			filled = append(filled, row)
		}
	}
	require.Equal(x.b.t, []string{"Monday,15,2,1,1,64.0,64.0", "Monday,16,2,2,1,256.0,256.0", "Wednesday,0,3,2,0,,"}, filled)
}

// reloads: what a report is about stands in its address, in its fields, and is the
// same after a reload.
func (x fixture) reloads() {
	x.b.t.Helper()
	x.opens("/reports/campaigns" + inKolkata + x.inbox)
	x.sees("Spring")
	x.chooses("Time zone", "UTC")
	x.sees("No campaign sent anything in these days") // on Monday, it did on Sunday
	x.ticks("Compare with the days before")
	fields := `[...document.querySelectorAll('.report-filters select, .report-filters input')].map(e => e.type === 'checkbox' ? String(e.checked) : e.value).join(' ')`
	was := sees[string](x.b, fields)
	require.Equal(x.b.t, "chosen 2025-03-03 2025-03-09 UTC "+x.inbox+" true", was)
	address := sees[string](x.b, "location.href")
	x.b.do(reload())
	x.sees("No campaign sent anything in these days")
	require.Equal(x.b.t, address, sees[string](x.b, "location.href"))
	x.b.until("the fields are filled again", fmt.Sprintf("%s === %q", fields, was))
	x.chooses("Time zone", "Asia/Kolkata")
	x.b.until("the former numbers", `document.querySelector('.data-row')?.innerText.includes('Spring')`)
}

// tiles says what stands below the names of numbers: the number, and, behind a |,
// what is said of it.
func (x fixture) tiles(wanted map[string]string) {
	x.b.t.Helper()
	for label, value := range wanted {
		x.b.until(label+" is "+value, fmt.Sprintf(`[...document.querySelectorAll('.tile')].some(e => e.querySelector('dt').innerText === %q &&
			[...e.querySelectorAll('dd')].map(d => d.innerText).join('|') === %q)`, label, value))
	}
}

// figure has a chart shown as a table, whose rows end so, and whose file has a line.
func (x fixture) figure(title string, wanted [][]string, line string) {
	x.b.t.Helper()
	x.clicks("Show as table: " + title)
	in := fmt.Sprintf(`document.querySelector('figure[aria-label=%q]')`, title)
	x.b.until(title+" is a table", in+"?.querySelector('.data-row') != null")
	require.Equal(x.b.t, wanted, sees[[][]string](x.b, in+`.querySelectorAll('.data-row').values().map(r => [...r.children].slice(1).map(c => c.innerText.trim())).toArray()`), title)
	sees[bool](x.b, fmt.Sprintf(`(() => {
		window.kept = ''
		const make = URL.createObjectURL
		URL.createObjectURL = blob => { URL.createObjectURL = make; void blob.text().then(text => { window.kept = text }); return make.call(URL, blob) }
		return [...%s.querySelectorAll('button')].find(e => e.innerText.trim() === 'CSV').click() ?? true
	})()`, in))
	x.b.until("its file", `window.kept !== ''`)
	lines := strings.Split(strings.TrimSpace(sees[string](x.b, `window.kept`)), "\r\n")
	require.Len(x.b.t, lines, len(wanted)+1)
	require.Contains(x.b.t, lines, line, title)
	x.clicks("Show as chart: " + title)
}

// table has rows by their names, and a file of rows by their ids.
func (x fixture) table(label string, wanted map[string][]string, file map[string]string) {
	x.b.t.Helper()
	x.b.until(label, `document.querySelector('.data-row') != null`)
	shown := map[string][]string{}
	for _, row := range sees[[][]string](x.b, fmt.Sprintf(`[...document.querySelectorAll('table[aria-label=%q] .data-row')].map(r => [...r.children].map(c => c.innerText.trim()))`, label)) {
		shown[row[0]] = row[1:]
	}
	require.Equal(x.b.t, wanted, shown, label)
	text := sees[string](x.b, `fetch(document.querySelector('a[download]').href).then(r => r.text())`)
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(x.b.t, err)
	kept := map[string]string{}
	for _, row := range rows[1:] {
		kept[row[0]] = strings.Join(row[2:], ",")
	}
	require.Equal(x.b.t, file, kept, label)
}
