package activities

import (
	"context"

	"github.com/parleyhq/parley/conversation"
)

// ReadRequest asks for a conversation's mailbox, and for the kept results of
// the updates that wait.
type ReadRequest struct {
	ConversationID string `json:"conversation_id"`
	// Known is the version of the state the run has, 0 if it wants to see the
	// state whatever its version.
	Known      int64    `json:"known,omitempty"`
	RequestIDs []string `json:"request_ids,omitempty"`
	// UserIDs are the users these updates speak of.
	UserIDs []string `json:"user_ids,omitempty"`
}

// ReadMailbox returns the conversation as Postgres has it, with the rules to
// apply. Of a state that the run knows it returns the version only: the result
// stays in the history, for every message.
func (a *Conversation) ReadMailbox(ctx context.Context, r ReadRequest) (conversation.Snapshot, error) {
	snapshot, err := a.Mailbox.ReadMailbox(ctx, r.ConversationID, r.RequestIDs)
	if err != nil {
		return conversation.Snapshot{}, a.failed("read mailbox", err)
	}
	if len(r.UserIDs) > 0 {
		if snapshot.Strangers, err = a.Users.Strangers(ctx, r.UserIDs); err != nil {
			return conversation.Snapshot{}, a.failed("look up users", err)
		}
	}
	if r.Known != 0 && snapshot.State.Version == r.Known {
		snapshot.State = conversation.State{Version: r.Known}
	}
	serving, err := a.Serving.Serving(ctx)
	if err != nil {
		return conversation.Snapshot{}, a.failed("read what serves", err)
	}
	if snapshot.Rules, err = a.Rules.Rules(ctx); err != nil {
		return conversation.Snapshot{}, a.failed("read the rules", err)
	}
	if terms, ok := a.Terms[snapshot.Channel]; ok {
		snapshot.Rules = snapshot.Rules.For(terms)
	}
	snapshot.Rules.RemoteEmbedder = serving.Remote
	return snapshot, nil
}

// Commit writes a change if nobody else has written since it was read. A change that
// asks for an answer is written with what the responders decided, if the burst is
// over.
func (a *Conversation) Commit(ctx context.Context, c conversation.Change) (conversation.Committed, error) {
	if c.Answer != nil {
		committed, over, err := a.commitAnswered(ctx, c)
		if over || err != nil {
			return committed, err
		}
	}
	committed, err := a.Mailbox.Commit(ctx, c)
	if err != nil {
		return conversation.Committed{}, a.failed("commit", err)
	}
	return committed, nil
}

// NoteRequest says why signals for a conversation that does not exist were dropped.
type NoteRequest struct {
	ConversationID string                `json:"conversation_id"`
	Reasons        []conversation.Reason `json:"reasons"`
}

// NoteDropped keeps the reasons in the audit log.
func (a *Conversation) NoteDropped(ctx context.Context, r NoteRequest) error {
	if err := a.Mailbox.NoteDropped(ctx, r.ConversationID, r.Reasons); err != nil {
		return a.failed("note dropped signals", err)
	}
	return nil
}

// failed is [fit] for the activities of conversations.
func (a *Conversation) failed(what string, err error) error { return fit(a.Log, what, err) }
