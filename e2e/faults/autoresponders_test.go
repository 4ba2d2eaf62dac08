package faults

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What customers ask in these tests: one thing that an FAQ answers and one that
// none does.
const (
	asksCard = "Can I pay by credit card at the door?"
	asksCake = "Do you bake vegan birthday cakes with candles?"
)

// sheetOfFAQs are five FAQs as a spreadsheet writes them.
const sheetOfFAQs = "type,question,related_questions,answer,status\n" +
	"general," + asksCard + ",May I pay the courier with my card?,\"Yes, the courier takes cards.\",active\n" +
	"general,How do I cancel my booking?,I want to cancel the ride I booked,Open Trips and choose Cancel.,active\n" +
	"general,When do I get my refund?,How long does a refund take?,Within five working days.,active\n" +
	"general,How can I change my phone number?,My telephone number is new,Open Profile and choose Phone.,active\n" +
	"general,I lost an umbrella in the taxi,Somebody forgot a bag in the car,Open Trips and choose Lost and found.,active\n"

// Everything that answers by itself, on the processes that run it: each job of
// the worker is started through the API and has to end, and an embedding
// endpoint that goes away costs answers, never messages.
func TestAutomaticAnswers(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	worker := c.startWorker()

	imported := c.importFAQs(sheetOfFAQs)
	require.Equal(t, "done", imported.Status, imported.Error)
	require.Equal(t, 5, imported.Created)
	local := c.trained()
	require.Equal(t, "local", local.Embedder.Kind)
	require.Equal(t, 6, local.Training.FAQs)

	var tested verdict
	c.do("POST", "/v1/faqs/test", c.admin, map[string]any{"text": asksCard}, &tested)
	require.True(t, tested.Answered, tested.Explanation)
	require.Equal(t, local.Training.ID, tested.TrainingID)

	asked := c.says("card", asksCard)
	require.Equal(t, []string{"Yes, the courier takes cards."}, c.answersTo(asked, 1))
	matched := c.decision(asked, 1)
	require.Equal(t, asksCard, matched.Question)
	require.Equal(t, tested.FAQID, matched.FAQID)

	for i := range 4 {
		c.decision(c.says(fmt.Sprintf("cake-%d", i), asksCake), 1)
	}
	c.findsSuggestion()
	c.replays()
	c.sendsQuickReplyOnce()

	endpoint := newEndpoint(t)
	c.changesModel(endpoint, local)
	c.survivesWithout(endpoint)
	c.importsThroughKill(endpoint, worker)
}

// findsSuggestion looks for what nothing answered: four people asked one thing.
func (c *cluster) findsSuggestion() {
	c.t.Helper()
	c.do("POST", "/v1/faqs/suggestions", c.admin, nil, nil)
	var found struct {
		Items []struct {
			Question string
			Size     int
		}
	}
	c.until("a suggestion", func() bool {
		c.do("GET", "/v1/faqs/suggestions", c.admin, nil, &found)
		return len(found.Items) > 0
	})
	require.Len(c.t, found.Items, 1)
	require.Equal(c.t, asksCake, found.Items[0].Question)
	require.Equal(c.t, 4, found.Items[0].Size)
}

// replays what was decided so far with a threshold that only one who is certain
// reaches: the one answer would not be given any more.
func (c *cluster) replays() {
	c.t.Helper()
	var r struct {
		ReplayID string `json:"replay_id"`
		Status   string
		Error    string
		Result   *struct {
			Messages, Skipped, Unchanged int
			Before                       int                 `json:"answered_before"`
			After                        int                 `json:"answered_after"`
			Newly                        struct{ Count int } `json:"newly_answered"`
			NoLonger                     struct{ Count int } `json:"no_longer_answered"`
		}
	}
	c.do("POST", "/v1/faqs/replay", c.admin, map[string]any{"days": 1, "threshold": 1}, &r)
	c.until("the replay has ended", func() bool {
		c.do("GET", "/v1/faqs/replays/"+r.ReplayID, c.admin, nil, &r)
		return r.Status != "running"
	})
	require.Equal(c.t, "done", r.Status, r.Error)
	require.Equal(c.t, 5, r.Result.Messages)
	require.Zero(c.t, r.Result.Skipped)
	require.Equal(c.t, 1, r.Result.Before)
	require.Zero(c.t, r.Result.After)
	require.Equal(c.t, 4, r.Result.Unchanged)
	require.Zero(c.t, r.Result.Newly.Count)
	require.Equal(c.t, 1, r.Result.NoLonger.Count)
}

// sendsQuickReplyOnce has one that is always on answer where the FAQs are silent,
// and only the first time.
func (c *cluster) sendsQuickReplyOnce() {
	c.t.Helper()
	const text = "We read everything and answer within the hour."
	var reply struct{ ID string }
	c.do("POST", "/v1/quick-replies", c.admin, map[string]any{
		"name": "hour", "text": text, "when": map[string]any{"always": true}, "status": "active",
	}, &reply)
	silent := c.says("hour", asksCake)
	require.Equal(c.t, []string{text}, c.answersTo(silent, 1))
	require.Equal(c.t, reply.ID, c.decision(silent, 1).QuickReplyID)
	c.says("hour", "And what about gluten?")
	second := c.decision(silent, 2)
	require.False(c.t, second.Answered)
	require.Len(c.t, second.QuickReplies, 1)
	require.True(c.t, second.QuickReplies[0].Sent)
	require.Equal(c.t, []string{text}, c.answersTo(silent, 1))
	c.do("POST", "/v1/quick-replies/"+reply.ID+"/archive", c.admin, nil, nil)
}

// changesModel embeds everything anew, while the old model goes on answering.
func (c *cluster) changesModel(e *endpoint, old matching) {
	c.t.Helper()
	open := e.hold("How do I cancel my booking?")
	defer open()
	c.do("PUT", "/v1/matcher/embedder", c.admin, map[string]any{
		"kind": "openai", "base_url": e.url(), "model": e.model, "dimensions": e.dimensions,
	}, nil)
	c.until("the new model is asked for vectors", e.holds)
	during := c.says("during", asksCard)
	require.Len(c.t, c.answersTo(during, 1), 1)
	require.Equal(c.t, old.Training.ID, c.decision(during, 1).TrainingID)
	open()
	c.until("the new model serves", func() bool { return c.matching().Embedder.Kind == "openai" })
	now := c.trained()
	require.NotEqual(c.t, old.Training.ID, now.Training.ID)
	after := c.says("after", asksCard)
	require.Len(c.t, c.answersTo(after, 1), 1)
	require.Equal(c.t, now.Training.ID, c.decision(after, 1).TrainingID)
}

// survivesWithout takes the endpoint away: messages wait for a person until it is
// back.
func (c *cluster) survivesWithout(e *endpoint) {
	c.t.Helper()
	e.stop()
	waits := c.says("waits", asksCard)
	failed := c.decision(waits, 1)
	require.False(c.t, failed.Answered)
	require.Equal(c.t, "matching_failed", failed.Reason)
	require.Empty(c.t, c.answersTo(waits, 0))
	require.Equal(c.t, []string{"new"}, column[string](c, `SELECT status FROM conversations WHERE id = $1`, waits))

	e.start()
	// An endpoint that failed is left alone for a while.
	n := 0
	c.until("messages are answered again", func() bool {
		n++
		again := c.says(fmt.Sprintf("back-%d", n), asksCard)
		return c.decision(again, 1).Answered
	})
}

// importsThroughKill kills the worker in the middle of a large import, and
// expects every FAQ once.
func (c *cluster) importsThroughKill(e *endpoint, worker *process) {
	c.t.Helper()
	const rows = 2000
	question := func(i int) string { return fmt.Sprintf("What does article %d cost in shop %d?", i, i%7) }
	var sheet strings.Builder
	sheet.WriteString("type,question,answer,status\n")
	for i := range rows {
		fmt.Fprintf(&sheet, "general,%s,It costs %d cents.,active\n", question(i), i+1)
	}
	open := e.hold(question(rows / 2))
	defer open()
	ended := make(chan importing)
	go func() { ended <- c.importFAQs(sheet.String()) }()
	c.until("half of the rows are checked", e.holds)
	worker.kill()
	require.Zero(c.t, column[int](c, `SELECT count(*) FROM faqs WHERE answer LIKE 'It costs %'`)[0], "all or nothing")
	open()
	c.startWorker()

	var imported importing
	select {
	case imported = <-ended:
	case <-time.After(patience):
		require.Fail(c.t, "the import does not end")
	}
	require.Equal(c.t, "done", imported.Status, imported.Error)
	require.Equal(c.t, rows, imported.Created)
	require.Zero(c.t, imported.Rejected)
	require.Equal(c.t, []int{rows}, column[int](c, `
		SELECT count(DISTINCT q.text) FROM faqs f JOIN faq_questions q ON q.faq_id = f.id JOIN faq_vectors v ON v.question_id = q.id
		WHERE f.answer LIKE 'It costs %' AND f.status = 'active' AND f.version = 1 AND v.model = $1`, e.vectors()))
	require.Equal(c.t, []int{rows}, column[int](c, `SELECT count(*) FROM faqs WHERE answer LIKE 'It costs %'`))
	status, _, err := c.try("GET", "/readyz", "", nil)
	require.NoError(c.t, err)
	require.Equal(c.t, http.StatusOK, status)
}
