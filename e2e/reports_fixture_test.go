package e2e

import (
	"net/http"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
)

// fixture is a week of March 2025 in an inbox of its own. Every number that reports
// show of it is counted by hand, beside what happens and where it is looked for.
type fixture struct {
	dashboardPage
	inbox, campaign, ines, ravi string
	// delivery and parking are FAQs.
	delivery, parking string
}

// inKolkata is that week by the clocks of Kolkata, five and a half hours before UTC:
// what is Sunday evening or Tuesday evening in UTC is the day after there.
const inKolkata = "?from=2025-03-03&to=2025-03-09&zone=Asia%2FKolkata&inbox="

const (
	nightDelivery = "When does the night delivery come?"
	bicycles      = "Where may I leave my bicycle?"
)

// lives has the week happen.
func (d dashboardPage) lives(admin, ines caller) fixture {
	d.b.t.Helper()
	made := admin.post("/v1/inboxes", map[string]any{"name": "March", "channel": "webhook"})
	require.Equal(d.b.t, http.StatusCreated, made.status, made.body)
	x := fixture{dashboardPage: d, inbox: made.body["id"].(string)}
	campaign := admin.post("/v1/campaigns", map[string]any{"name": "Spring", "inbox_id": x.inbox, "template": map[string]any{"text": "Hello"}})
	require.Equal(d.b.t, http.StatusCreated, campaign.status, campaign.body)
	x.campaign = campaign.body["id"].(string)
	for _, user := range admin.items("/v1/users") {
		switch user["email"] {
		case d.f.Agents[0].Email:
			x.ines = user["id"].(string)
		case d.f.Agents[1].Email:
			x.ravi = user["id"].(string)
		}
	}
	for question, id := range map[string]*string{nightDelivery: &x.delivery, bicycles: &x.parking} {
		written := admin.post("/v1/faqs", map[string]any{"type": "general", "question": question, "answer": "See the site."})
		require.Equal(d.b.t, http.StatusCreated, written.status, written.body)
		*id = written.body["id"].(string)
	}

	p := openPast(d.b.t, d.f, x.inbox)
	monday := time.Date(2025, 3, 3, 10, 0, 0, 0, time.UTC) // 15:30 in Kolkata
	after := func(seconds int) time.Time { return monday.Add(time.Duration(seconds) * time.Second) }

	// Asha writes; Ines takes it, answers after 64 s, is answered, answers again, and
	// resolves it after 1,024 s.
	asha := p.begins("Asha")
	p.writes(asha, "", monday)
	p.judged(asha, "", after(1))
	p.happens(asha, conversation.Claim{UserID: x.ines, At: after(30)})
	p.answers(asha, x.ines, after(64))
	p.writes(asha, "", after(100))
	p.answers(asha, x.ines, after(200))
	p.happens(asha, conversation.Close{UserID: x.ines, Status: conversation.Resolved, At: after(1024)})
	// At 16:30 she begins a second ticket, which Ravi answers after 256 s and resolves
	// after 4,096 s.
	p.writes(asha, "", after(3600))
	p.judged(asha, "", after(3601))
	p.answers(asha, x.ravi, after(3600+256))
	p.happens(asha, conversation.Close{UserID: x.ravi, Status: conversation.Resolved, At: after(3600 + 4096)})
	// On Wednesday at ten past midnight Ben asks, and five minutes later Dina, who asks
	// something else at twenty past. FAQs answer all of it; what Ben was told was wrong.
	// A day later both are Inactive.
	wednesday := time.Date(2025, 3, 4, 18, 40, 0, 0, time.UTC)
	ben, dina := p.begins("Ben"), p.begins("Dina")
	p.writes(ben, "", wednesday)
	wrong := p.judged(ben, x.delivery, wednesday.Add(time.Second))
	p.writes(dina, "", wednesday.Add(5*time.Minute))
	p.judged(dina, x.delivery, wednesday.Add(5*time.Minute+time.Second))
	p.writes(dina, "", wednesday.Add(10*time.Minute))
	p.judged(dina, x.parking, wednesday.Add(10*time.Minute+time.Second))
	p.happens(ben, conversation.TimePassed{At: wednesday.Add(24 * time.Hour)})
	p.happens(dina, conversation.TimePassed{At: wednesday.Add(24*time.Hour + 10*time.Minute)})
	corrected := ines.call(http.MethodPut, "/v1/decisions/"+wrong+"/correction", nil)
	require.Less(d.b.t, corrected.status, 300, corrected.body)
	// On Monday at five past midnight, a Sunday in UTC, the campaign writes to four: Cleo
	// reads it, Dan's arrives, Finn's leaves, Eve's does not. Cleo replies at 16:00, and
	// Ravi resolves it by hand 512 s later, without a word.
	sunday := time.Date(2025, 3, 2, 18, 35, 0, 0, time.UTC)
	cleo := p.begins("Cleo")
	p.stores(cleo, "campaign", "", x.campaign, sunday, "sending", "sent", "delivered", "read")
	p.stores(p.begins("Dan"), "campaign", "", x.campaign, sunday, "sending", "sent", "delivered")
	p.stores(p.begins("Finn"), "campaign", "", x.campaign, sunday, "sending", "sent")
	p.stores(p.begins("Eve"), "campaign", "", x.campaign, sunday, "sending", "failed")
	p.writes(cleo, x.campaign, after(1800))
	p.happens(cleo, conversation.SetStatus{UserID: x.ravi, Status: conversation.Resolved, At: after(1800 + 512)})
	admin.until("the week is counted", "/v1/reports/campaigns"+inKolkata+x.inbox, func(a map[string]any) bool {
		rows := a["items"].([]any)
		return len(rows) == 1 && rows[0].(map[string]any)["numbers"].(map[string]any)["settled"] == 1.0
	})
	return x
}
