package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parleyhq/parley/conversation"
)

// outgoingRow is a message on its way out, with what decides whether it may go.
type outgoingRow struct {
	ID, ConversationID, InboxID string
	Author                      string
	AgentID                     *string
	Text, ReplyTo               string
	Attachments, Template       []byte
	State                       string
	Attempts                    int
	NotBefore                   *time.Time
	Due, Reserved               bool
	CreatedAt                   time.Time
	Status                      string
	OwnerID                     *string
	InboxName, InboxState       string
	InboxReason                 string
	Channel                     string
	DeliveryURL                 *string
	Secrets                     []string
	Account, AccountName        string
	Config                      map[string]string
	CheckProblem                string
	Credentials                 string
	RatePerSecond               float64
	// PausedUntil is set while the inbox's provider wants to be left alone.
	PausedUntil    *time.Time
	ContactName    string
	WindowEnd      *time.Time
	Blocked        bool
	Kinds, Aliases []string
}

// lockOutgoing locks the message row, not the conversation: a Commit that drops
// automatic replies meets it there.
func lockOutgoing(ctx context.Context, tx pgx.Tx, messageID string) (outgoingRow, error) {
	rows, err := tx.Query(ctx, readOutgoing, messageID)
	if err != nil {
		return outgoingRow{}, fmt.Errorf("lock message: %w", err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[outgoingRow])
	if err != nil {
		return outgoingRow{}, fmt.Errorf("lock message: %w", err)
	}
	return row, nil
}

// readOutgoing looks for the person where the conversation was merged into.
const readOutgoing = `
SELECT m.id, m.conversation_id, m.inbox_id, m.author, m.agent_id, m.text, m.reply_to, m.attachments, m.template, m.state,
       m.attempts, m.not_before, coalesce(m.not_before <= clock_timestamp(), true) AS due,
       m.reserved AND m.not_before > clock_timestamp() - interval '10 seconds' AS reserved, m.created_at,
       c.status, c.owner_id,
       i.name AS inbox_name, i.state AS inbox_state, i.state_reason AS inbox_reason, i.channel,
       i.delivery_url, i.secrets, i.account, i.account_name, i.config, i.credentials, i.check_problem, i.rate_per_second,
       CASE WHEN i.paused_until > clock_timestamp() THEN i.paused_until END AS paused_until,
       t.name AS contact_name, t.blocked_at IS NOT NULL AS blocked,
       least(s.window_expires_at, s.window_closed_at) AS window_end, d.kinds, d.aliases
FROM messages m
JOIN conversations c ON c.id = m.conversation_id
JOIN conversations s ON s.id = coalesce(c.merged_into, c.id)
JOIN inboxes i ON i.id = m.inbox_id
JOIN contacts t ON t.id = s.contact_id
` + aliasesOf + `
WHERE m.id = $1 AND m.direction = 'out'
FOR UPDATE OF m`

// aliasesOf joins all identities of the contact t in the inbox of the conversation
// c, oldest first, as two lists.
const aliasesOf = `JOIN LATERAL (
	SELECT array_agg(kind ORDER BY created_at, kind, value) AS kinds, array_agg(value ORDER BY created_at, kind, value) AS aliases
	FROM contact_identities WHERE inbox_id = c.inbox_id AND contact_id = t.id
) d ON true`

func identitiesOf(kinds, aliases []string) []conversation.Identity {
	identities := make([]conversation.Identity, len(aliases))
	for i, value := range aliases {
		identities[i] = conversation.Identity{Kind: conversation.IdentityKind(kinds[i]), Value: value}
	}
	return identities
}

func (r outgoingRow) pending() bool {
	return r.State == string(conversation.MessageQueued) || r.State == string(conversation.MessageSending)
}

func (r outgoingRow) waits() bool { return r.pending() && !r.Due }

// paused: the provider wants nothing from the inbox now.
func (r outgoingRow) paused() bool { return r.PausedUntil != nil }

// overtaken: an automatic reply whose ticket an agent has since taken.
func (r outgoingRow) overtaken() bool {
	return r.Author == string(conversation.ByAuto) &&
		(r.Status != string(conversation.New) || r.OwnerID != nil)
}

// stopped is how an overtaken reply ends: not sent, unless an earlier attempt may
// have sent it.
func (r outgoingRow) stopped() conversation.Attempted {
	if r.State == string(conversation.MessageSending) {
		return conversation.Attempted{
			MessageID: r.ID, State: conversation.MessageUnknown,
			Reason: "an agent took over before an attempt's end was known",
		}
	}
	return conversation.Attempted{
		MessageID: r.ID, State: conversation.MessageDropped, Reason: "the ticket is no longer New and unowned",
	}
}

func (r outgoingRow) dispatch(keys keyring) (*conversation.Dispatch, error) {
	var attachments []conversation.Attachment
	if err := json.Unmarshal(r.Attachments, &attachments); err != nil {
		return nil, fmt.Errorf("decode attachments: %w", err)
	}
	var template *conversation.Template
	if r.Template != nil {
		if err := json.Unmarshal(r.Template, &template); err != nil {
			return nil, fmt.Errorf("decode template: %w", err)
		}
	}
	to := conversation.Sender{Name: r.ContactName}
	identities := identitiesOf(r.Kinds, r.Aliases)
	if len(identities) > 0 {
		to.ID = identities[0].Value
	}
	inbox := conversation.Inbox{
		ID: r.InboxID, Name: r.InboxName, Channel: conversation.Channel(r.Channel),
		DeliveryURL: text(r.DeliveryURL), Account: r.Account, AccountName: r.AccountName,
		Config: r.Config, CheckProblem: r.CheckProblem,
		State: conversation.InboxState(r.InboxState), StateReason: r.InboxReason,
	}
	keys.unlock(&inbox, inboxSecrets{Secrets: r.Secrets, Credentials: r.Credentials})
	if inbox.Locked != "" {
		// Not the message's fault: it waits until the key is back.
		return nil, locked(inbox)
	}
	return &conversation.Dispatch{
		Message: conversation.Message{
			ID: r.ID, ConversationID: r.ConversationID, Direction: conversation.Out,
			Author: conversation.Author(r.Author), AgentID: text(r.AgentID), Text: r.Text,
			Attachments: attachments, ReplyTo: r.ReplyTo, CreatedAt: r.CreatedAt.UTC(),
		},
		Inbox: inbox, To: to, Identities: identities, Template: template,
		Window:   conversation.Window{ExpiresAt: instant(r.WindowEnd), Blocked: r.Blocked},
		Attempt:  r.Attempts + 1,
		Repeated: r.State == string(conversation.MessageSending),
	}, nil
}
