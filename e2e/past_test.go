package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/internal/devfile"
	"github.com/parleyhq/parley/store"
)

// past is a running Parley in whose database things happen at instants of the past,
// by the rules of the domain. Its worker counts them as it counts everything else.
type past struct {
	t      *testing.T
	store  *store.Store
	raw    *pgx.Conn
	inbox  string
	states map[string]conversation.State
	n      int
}

func openPast(t *testing.T, f devfile.File, inbox string) *past {
	t.Helper()
	st, err := store.Open(t.Context(), f.PostgresDSN, store.Options{MaxConns: 2})
	require.NoError(t, err)
	t.Cleanup(st.Close)
	raw, err := pgx.Connect(t.Context(), f.PostgresDSN)
	require.NoError(t, err)
	t.Cleanup(func() { _ = raw.Close(context.WithoutCancel(t.Context())) })
	return &past{t: t, store: st, raw: raw, inbox: inbox, states: map[string]conversation.State{}}
}

func (p *past) exec(sql string, args ...any) {
	p.t.Helper()
	_, err := p.raw.Exec(p.t.Context(), sql, args...)
	require.NoError(p.t, err)
}

// begins creates somebody's conversation, in which nothing has happened yet.
func (p *past) begins(name string) string {
	p.t.Helper()
	id, contact := uuid.NewString(), uuid.NewString()
	p.exec(`INSERT INTO contacts (id, name) VALUES ($1, $2)`, contact, name)
	p.exec(`INSERT INTO conversations (id, inbox_id, contact_id) VALUES ($1, $2, $3)`, id, p.inbox, contact)
	p.states[id] = conversation.State{ID: id}
	return id
}

// happens applies an event to a conversation and commits what it leads to.
func (p *past) happens(id string, e conversation.Event) {
	p.t.Helper()
	rules := conversation.Rules{Window: 24 * time.Hour, Lease: 5 * time.Minute, KeepOwner: 30 * time.Minute}
	after, outcome := conversation.Apply(conversation.RulesV1, rules, p.states[id], e)
	committed, err := p.store.Commit(p.t.Context(), conversation.Change{State: after, Records: outcome.Records})
	require.NoError(p.t, err)
	require.False(p.t, committed.Conflict)
	after.Version = committed.Version
	p.states[id] = after
}

// stores a message and has it go through states, as a delivery and receipts do.
func (p *past) stores(id, author, agent, campaign string, at time.Time, states ...string) string {
	p.t.Helper()
	p.n++
	message, direction := uuid.NewString(), "out"
	if author == "contact" {
		direction = "in"
	}
	p.exec(`INSERT INTO messages (id, conversation_id, inbox_id, direction, author, agent_id, text, campaign_id, state, created_at)
		VALUES ($1, $2, $3, $4, $5, nullif($6, '')::uuid, $7, $8, $9, $10)`,
		message, id, p.inbox, direction, author, agent, fmt.Sprint("message ", p.n), campaign, states[0], at)
	for _, state := range states[1:] {
		p.exec(`UPDATE messages SET state = $2 WHERE id = $1`, message, state)
	}
	return message
}

// writes is an end user's message with what follows from it.
func (p *past) writes(id, campaign string, at time.Time) {
	p.t.Helper()
	p.stores(id, "contact", "", campaign, at, "received")
	p.happens(id, conversation.UserMessage{Seq: p.states[id].Cursor + 1, ReceivedAt: at, CampaignID: campaign})
}

// answers is an agent's message that is sent.
func (p *past) answers(id, agent string, at time.Time) {
	p.t.Helper()
	message := p.stores(id, "agent", agent, "", at, "queued", "sending", "sent")
	p.happens(id, conversation.AgentMessage{Seq: p.states[id].Cursor + 1, MessageID: message, AgentID: agent, WrittenAt: at})
}

// judged is a decision about a burst, whose id it returns: an FAQ answers, or for
// "" nothing does.
func (p *past) judged(id, faqID string, at time.Time) string {
	p.t.Helper()
	p.n++
	decision := uuid.NewString()
	p.exec(`INSERT INTO decisions (id, conversation_id, ticket, from_seq, upto_seq, answered, step, faq_id, created_at)
		VALUES ($1, $2, 1, $3, $3, $4, $5, nullif($6, '')::uuid, $7)`,
		decision, id, p.n, faqID != "", map[bool]string{true: "faq"}[faqID != ""], faqID, at)
	if faqID != "" {
		p.stores(id, "auto", "", "", at, "queued", "sending", "sent")
	}
	return decision
}
