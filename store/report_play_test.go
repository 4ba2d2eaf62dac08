package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/report"
)

// reported is a store in which things happen at instants of the past, by the rules
// of the domain.
type reported struct {
	bundle
	states map[string]conversation.State
	n      int
}

func reporting(t *testing.T) *reported {
	t.Helper()
	return &reported{bundle: setup(t), states: map[string]conversation.State{}}
}

func terms() conversation.Rules {
	return conversation.Rules{Window: 24 * time.Hour, Lease: 5 * time.Minute, KeepOwner: 30 * time.Minute}
}

// begins creates somebody's conversation, in which nothing has happened yet.
func (r *reported) begins(t *testing.T, inboxID string) string {
	t.Helper()
	id, contact := uuid.NewString(), uuid.NewString()
	r.exec(t, `INSERT INTO contacts (id) VALUES ($1)`, contact)
	r.exec(t, `INSERT INTO conversations (id, inbox_id, contact_id) VALUES ($1, $2, $3)`, id, inboxID, contact)
	r.states[id] = conversation.State{ID: id}
	return id
}

// happens applies events to a conversation and commits what they lead to.
func (r *reported) happens(t *testing.T, id string, events ...conversation.Event) {
	t.Helper()
	for _, e := range events {
		before := r.states[id]
		after, outcome := conversation.Apply(conversation.RulesV1, terms(), before, e)
		committed, err := r.Commit(t.Context(), conversation.Change{State: after, Records: outcome.Records})
		require.NoError(t, err)
		require.False(t, committed.Conflict)
		after.Version = committed.Version
		r.states[id] = after
	}
}

// message stores a message that came in, or that is still to be sent.
func (r *reported) stores(t *testing.T, id, author, agent, campaign, state string, at time.Time) string {
	t.Helper()
	r.n++
	message, direction := uuid.NewString(), "out"
	if author == "contact" {
		direction = "in"
	}
	r.exec(t, `INSERT INTO messages (id, conversation_id, inbox_id, direction, author, agent_id, text, campaign_id, state, created_at)
		SELECT $1, c.id, c.inbox_id, $3, $4, nullif($5, '')::uuid, $6, $7, $8, $9 FROM conversations c WHERE c.id = $2`,
		message, id, direction, author, agent, fmt.Sprint("message ", r.n), campaign, state, at)
	return message
}

// goes moves a message on, as a delivery or a receipt does.
func (r *reported) goes(t *testing.T, message, state string) {
	t.Helper()
	r.exec(t, `UPDATE messages SET state = $2 WHERE id = $1`, message, state)
}

// writes is an end user's message with what follows from it.
func (r *reported) writes(t *testing.T, id, campaign string, at time.Time) {
	t.Helper()
	r.stores(t, id, "contact", "", campaign, "received", at)
	r.happens(t, id, conversation.UserMessage{Seq: r.states[id].Cursor + 1, ReceivedAt: at, CampaignID: campaign})
}

// answers is an agent's message that is sent.
func (r *reported) answers(t *testing.T, id, agent string, at time.Time) {
	t.Helper()
	message := r.stores(t, id, "agent", agent, "", "queued", at)
	r.happens(t, id, conversation.AgentMessage{Seq: r.states[id].Cursor + 1, MessageID: message, AgentID: agent, WrittenAt: at})
	r.goes(t, message, "sending")
	r.goes(t, message, "sent")
}

// judged is a decision about a burst: by an FAQ, or in silence for "".
func (r *reported) judged(t *testing.T, id, faqID string, at time.Time) string {
	t.Helper()
	r.n++
	decision := uuid.NewString()
	r.exec(t, `INSERT INTO decisions (id, conversation_id, ticket, from_seq, upto_seq, answered, step, faq_id, created_at)
		VALUES ($1, $2, 1, $3, $3, $4, '', nullif($5, '')::uuid, $6)`, decision, id, r.n, faqID != "", faqID, at)
	return decision
}

func (r *reported) roll(t *testing.T) {
	t.Helper()
	counted, err := r.RollReports(t.Context())
	require.NoError(t, err)
	require.True(t, counted)
}

// counts are the counts of some days, for everybody unless f says otherwise.
func (r *reported) sums(t *testing.T, f report.Filter, first, last, zone string) report.Numbers {
	t.Helper()
	parse := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		require.NoError(t, err)
		return at
	}
	d, err := report.NewDays(parse(first), parse(last), zone)
	require.NoError(t, err)
	numbers, err := r.ReportSteps(t.Context(), f, d.Steps())
	require.NoError(t, err)
	return report.Sum(numbers)
}

// cells is everything that was counted, in an order.
func (r *reported) cells(t *testing.T) string {
	t.Helper()
	var all string
	require.NoError(t, r.raw.QueryRow(t.Context(), `
		SELECT coalesce(string_agg(concat_ws(' ', kind, subject, minutes, extract(epoch FROM bucket)::bigint, inbox_id, slots, counts), E'\n'
			ORDER BY kind, subject, minutes, bucket, inbox_id), '') FROM report_cells`).Scan(&all))
	return all
}
