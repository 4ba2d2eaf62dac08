package e2e

import (
	"fmt"
	"net/http"
	"time"

	"github.com/stretchr/testify/require"
)

// happened is what the pages look back at: a long conversation, a campaign that was
// sent and replied to, a change that was tried, and an FAQ that answered.
func (w pageWorld) happened(admin, shop caller) {
	t := shop.t
	t.Helper()
	for i := 1; i <= 60; i++ {
		w.ids["talk"] = shop.writes(w.f.InboxID, "talker", fmt.Sprint("page-talk-", i), fmt.Sprintf("message %d of 60", i))
	}

	w.ids["ran"] = w.makes(admin, "/v1/campaigns", map[string]any{"name": "Autumn menu", "inbox_id": w.f.InboxID, "template": map[string]any{"text": "Hello {{name}}, the new menu is there."}})
	campaign := "/v1/campaigns/" + w.ids["ran"]
	require.Equal(t, http.StatusOK, admin.post(campaign+"/launch", nil).status)
	for _, to := range []string{"plain", "emoji", "nobody-yet"} {
		got := admin.post(campaign+"/messages", map[string]any{"to": map[string]any{"id": to}, "parameters": map[string]any{"name": longName}})
		require.Equal(t, http.StatusAccepted, got.status, got.body)
	}
	require.Eventually(t, func() bool {
		counts := admin.get(campaign).body["counts"].(map[string]any)
		return counts["sent"].(float64)+counts["delivered"].(float64) == 3
	}, patience, 100*time.Millisecond, "it went out")

	tried := admin.post("/v1/faqs/replay", map[string]any{"days": 1, "faqs": map[string]any{"upsert": []any{
		map[string]any{"type": "general", "question": "my parcel is broken", "answer": "We send another one."},
	}}})
	require.Contains(t, []int{http.StatusOK, http.StatusAccepted}, tried.status, tried.body)
	w.ids["replay"] = tried.body["replay_id"].(string)
	require.Eventually(t, func() bool {
		return admin.get("/v1/faqs/replays/" + w.ids["replay"]).body["result"] != nil
	}, patience, 100*time.Millisecond, "it has been tried")

	payer := shop.writes(w.f.InboxID, "payer", "page-pay", "hi can i pay cash on delivery")
	require.Eventually(t, func() bool { return len(shop.history(payer)) == 2 }, patience, 100*time.Millisecond, "it is answered")
	require.Eventually(t, func() bool {
		items, _ := admin.get("/v1/reports/faqs").body["items"].([]any)
		return len(items) > 0
	}, patience, 100*time.Millisecond, "and counted")
}
