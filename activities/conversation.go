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
	"github.com/parleyhq/parley/responder"
)

// Mailbox is the durable input of a conversation and the row its state lives in.
type Mailbox interface {
	ReadMailbox(ctx context.Context, conversationID string, requestIDs []string) (conversation.Snapshot, error)
	Commit(ctx context.Context, c conversation.Change) (conversation.Committed, error)
	Ingest(ctx context.Context, batch []conversation.Inbound) ([]conversation.Accepted, error)
	AppendAgent(ctx context.Context, m conversation.Outbound) (conversation.Accepted, error)
	// NoteDropped keeps why signals for a conversation that does not exist were dropped.
	NoteDropped(ctx context.Context, conversationID string, reasons []conversation.Reason) error
}

// Users knows who may take conversations.
type Users interface {
	// Strangers returns those of ids who are no enabled user that may.
	Strangers(ctx context.Context, ids []string) ([]string, error)
}

// Decisions keeps what the autoresponder decided and why.
type Decisions interface {
	// Burst also returns how the chain stands and what the conversation was sent.
	Burst(ctx context.Context, conversationID string, fromSeq, uptoSeq int64) (
		responder.Burst, responder.Setup, responder.Past, error)
	RecordDecision(ctx context.Context, v conversation.Verdict, d responder.Decision) (conversation.Responded, error)
	// CommitDecision writes a change that asks for an answer, with the decision.
	CommitDecision(ctx context.Context, c conversation.Change, d responder.Decision) (conversation.Committed, error)
}

// Deliveries records attempts to deliver.
type Deliveries interface {
	BeginDelivery(ctx context.Context, messageID string) (*conversation.Dispatch, conversation.Delivery, error)
	FinishDelivery(ctx context.Context, a conversation.Attempted) error
}

// Responder decides what to answer to a burst. With an error it says why one of
// its steps could not say anything; the decision stands beside it.
type Responder interface {
	Respond(ctx context.Context, b responder.Burst, s responder.Setup, p responder.Past) (responder.Decision, error)
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
	Rules Rules
	// Terms are what each channel allows in time; they are part of the rules of its
	// conversations.
	Terms map[conversation.Channel]conversation.Terms
	// Serving says whether the embedder is another process: it is part of the rules
	// and changes while workers run.
	Serving Serving
	Log     *slog.Logger
	// MatchTimeout bounds one match; after it the message waits for a human.
	MatchTimeout time.Duration
}
