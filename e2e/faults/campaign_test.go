package faults

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/internal/fakes/graph"
)

// counts are how many messages of a campaign are in each state.
type counts struct {
	Total, Queued, Sending, Sent, Delivered, Read, Failed, Unknown, Skipped, Cancelled int
}

// A campaign goes on whatever happens to its worker: each recipient is sent one
// message at most, all are accounted for, and only calls that a kill cut off end
// as unknown, unless a receipt tells what came of them.
func TestACampaignOfWhichTheWorkerIsKilled(t *testing.T) {
	t.Parallel()
	recipients, perSecond, kills := 10_000, 250, 3
	if testing.Short() {
		recipients, perSecond, kills = 500, 100, 1
	}
	c := newCluster(t)
	c.env = append(c.env, "PARLEY_SECRET_KEYS=k1:"+base64.StdEncoding.EncodeToString(make([]byte, 32)))
	c.api.kill()
	c.startAPI()
	meta := graph.New(graph.Options{
		AppSecret: "app-secret", VerifyToken: "verify", Token: "token",
		Habits: graph.Habits{Batch: 20, Shuffle: true, Duplicate: true},
	})
	t.Cleanup(meta.Close)
	id := c.campaign(meta, recipients, perSecond)
	reporting, stop := context.WithCancel(t.Context())
	defer stop()
	go meta.Run(reporting)

	began := time.Now()
	c.do("POST", "/v1/campaigns/"+id+"/launch", c.admin, nil, nil)
	worker := c.startWorker()
	for kill := range kills {
		require.Eventually(t, func() bool { return len(meta.Sent()) > recipients*(kill+1)/(kills+2) }, patience, 20*time.Millisecond)
		worker.kill()
		worker = c.startWorker()
	}
	var now counts
	require.Eventually(t, func() bool {
		var campaign struct {
			Status string
			Counts counts
		}
		c.do("GET", "/v1/campaigns/"+id, c.admin, nil, &campaign)
		now = campaign.Counts
		// Receipts are on their way until then, also those that settle what a kill cut off.
		return campaign.Status == "completed" && now.Sent == 0 && now.Delivered == len(taken(meta))
	}, 8*time.Minute, 500*time.Millisecond, "%+v", &now)
	require.GreaterOrEqual(t, time.Since(began), time.Duration(recipients/perSecond-1)*time.Second, "the inbox's pace is kept")

	sent := taken(meta)
	for message, times := range sent {
		require.Equal(t, 1, times, message)
	}
	require.Equal(t, recipients, now.Total)
	require.Equal(t, recipients, now.Delivered+now.Unknown, "%+v", now)
	require.LessOrEqual(t, now.Unknown, kills*16, "only calls under way can be cut off")
	for _, message := range column[string](c, `SELECT id::text FROM messages WHERE author = 'campaign' AND state = 'unknown'`) {
		require.Zero(t, sent[message], "a receipt settles what went out")
	}
	require.Zero(t, column[int](c, `SELECT count(*)::int FROM conversations`)[0])
	t.Logf("%d messages at %d a second in %v, %d of them unknown", recipients, perSecond, time.Since(began).Round(time.Second), now.Unknown)
}

// taken is how often the provider took each message.
func taken(meta *graph.Server) map[string]int {
	times := map[string]int{}
	for _, sent := range meta.Sent() {
		times[sent.Callback]++
	}
	return times
}

// campaign prepares one of a number that the Graph API knows.
func (c *cluster) campaign(meta *graph.Server, recipients, perSecond int) (id string) {
	c.t.Helper()
	const number, business = "106540352242922", "102290129340398"
	meta.AddNumber(graph.Number{ID: number, BusinessID: business, Display: "15550783881", Name: "Shop", PerSecond: 10 * perSecond})
	meta.AddTemplate(graph.WhatsAppTemplate{
		BusinessID: business, Name: "gate", Language: "en", Status: "APPROVED", Category: "UTILITY", Parameters: 1,
		Components: []any{map[string]any{"type": "BODY", "text": "Go to gate {{1}}."}},
	})
	var inbox struct{ ID string }
	c.do("POST", "/v1/inboxes", c.admin, map[string]any{
		"name": "WhatsApp", "channel": "whatsapp", "account": number,
		"config":      map[string]string{"business_id": business, "graph_url": meta.URL()},
		"credentials": map[string]string{"app_secret": "app-secret", "verify_token": "verify", "token": "token"},
	}, &inbox)
	_, err := c.pool.Exec(c.t.Context(), `UPDATE inboxes SET rate_per_second = $2, burst = $2, tokens = 1 WHERE id = $1`, inbox.ID, perSecond)
	require.NoError(c.t, err)
	meta.SubscribeUnverified(c.url + "/webhooks/" + inbox.ID)
	var campaign struct{ ID string }
	c.do("POST", "/v1/campaigns", c.admin, map[string]any{
		"name": "Gates", "inbox_id": inbox.ID, "template": map[string]any{"approved": map[string]any{
			"name": "gate", "language": "en", "body": []any{map[string]string{"text": "{{gate}}"}},
		}},
	}, &campaign)
	var file strings.Builder
	file.WriteString("to,gate\n")
	for i := range recipients {
		fmt.Fprintf(&file, "+4917%08d,B%d\n", i, i%60)
	}
	c.csv("/v1/campaigns/"+campaign.ID+"/recipients", file.String())
	return campaign.ID
}

// csv uploads a file as an admin.
func (c *cluster) csv(path, file string) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+path, strings.NewReader(file))
	require.NoError(c.t, err)
	request.Header.Set("Content-Type", "text/csv")
	request.Header.Set("Authorization", "Bearer "+c.admin)
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.t, err)
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	require.Equal(c.t, http.StatusOK, response.StatusCode, "%s", answer)
}
