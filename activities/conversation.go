// Package activities is everything the workflows do to the world, behind small
// interfaces. Every method is idempotent by construction: what it creates has a
// natural key that comes from the workflow, never from the attempt. Arguments
// and results end up in workflow histories, so they hold ids, numbers and
// instants; never a customer's words, name or external id.
package activities

import (
	"context"
	"log/slog"
	"time"

	"github.com/parleyhq/parley/conversation"
	"github.com/parleyhq/parley/faq"
)

// Mailbox is the durable input of a conversation and the row its state lives in.
type Mailbox interface {
	ReadMailbox(ctx context.Context, conversationID string, requestIDs []string) (conversation.Snapshot, error)
	Commit(ctx context.Context, c conversation.Change) (conversation.Committed, error)
	Ingest(ctx context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error)
	AppendAgent(ctx context.Context, m conversation.Outbound) (conversation.Accepted, error)
}

// Users knows who may take conversations.
type Users interface {
	// Strangers returns those of ids who are no enabled user that may.
	Strangers(ctx context.Context, ids []string) ([]string, error)
}

// Decisions keeps what the autoresponder decided and why.
type Decisions interface {
	Burst(ctx context.Context, conversationID string, fromSeq, uptoSeq int64) ([]string, error)
	RecordDecision(ctx context.Context, v conversation.Verdict, d faq.Decision) (conversation.Responded, error)
}

// Deliveries records attempts to deliver.
type Deliveries interface {
	BeginDelivery(ctx context.Context, messageID string) (*conversation.Dispatch, conversation.Delivery, error)
	FinishDelivery(ctx context.Context, a conversation.Attempted) error
}

// Responder decides what to answer to a burst.
type Responder interface {
	Match(ctx context.Context, lines []string) (faq.Decision, error)
}

// Sender hands a message to its channel and says how that ended. It returns no
// error: whatever happens is an outcome of the attempt.
type Sender interface {
	Send(ctx context.Context, d conversation.Dispatch) conversation.Attempted
}

// Conversation are the activities of the conversation workflow.
type Conversation struct {
	Mailbox    Mailbox
	Users      Users
	Decisions  Decisions
	Deliveries Deliveries
	Responder  Responder
	Sender     Sender
	// Rules are the settings of this deployment; they reach the workflow with
	// every read of the mailbox.
	Rules conversation.Rules
	Log   *slog.Logger
	// MatchTimeout bounds one match; after it the message waits for a human.
	MatchTimeout time.Duration
}
