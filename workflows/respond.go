package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/parleyhq/parley/activities"
	"github.com/parleyhq/parley/conversation"
)

// responding is a match under way. The loop goes on meanwhile: a claim or a
// further message changes the version, and the match then comes to nothing.
type responding struct {
	future workflow.Future
	after  conversation.State
}

// answerDue reports whether the burst has been quiet for long enough. Without a
// debounce it is answered at once, whatever the clocks of database and engine.
func (r *run) answerDue(now time.Time) bool {
	return r.state.AnswerFrom != 0 && (r.rules.Debounce == 0 || due(r.state.AnswerAt, now))
}

func (r *run) mayRespond(now time.Time) bool {
	return r.responding == nil && r.answerDue(now) && r.state.MayAnswer()
}

// respond has the burst matched: in process as a local activity, with a remote
// embedder as a regular one.
func (r *run) respond(ctx workflow.Context) error {
	after, _ := conversation.Apply(conversation.RulesV1, r.rules, r.state, conversation.Answered{At: workflow.Now(ctx)})
	args := activities.RespondRequest{
		ConversationID: r.id, Version: r.state.Version,
		FromSeq: r.state.AnswerFrom, UptoSeq: r.state.Cursor, WakeAt: after.Deadline(r.rules),
	}
	r.responding = &responding{after: after}
	if r.rules.RemoteEmbedder {
		r.responding.future = workflow.ExecuteActivity(longActivity(ctx, "match against the FAQs"), r.acts.Respond, args)
	} else {
		r.responding.future = workflow.ExecuteLocalActivity(shortActivity(ctx), r.acts.Respond, args)
	}
	return workflow.Await(ctx, func() bool {
		// A local match is over in this task; only a remote one lets others in.
		return r.rules.RemoteEmbedder || r.responding.future.IsReady()
	})
}

func (r *run) finishResponding(ctx workflow.Context) error {
	var responded conversation.Responded
	q := r.responding
	r.responding = nil
	if err := q.future.Get(ctx, &responded); err != nil {
		return err
	}
	if responded.Conflict {
		r.stale = true
		return nil
	}
	if q.after.Version != r.state.Version {
		// Somebody else's commit and this one cannot both have succeeded on the
		// same version: ours is the older view.
		r.stale = true
		return nil
	}
	r.state = q.after
	r.state.Version = responded.Version
	r.rang = r.rang || responded.LastSeq > r.state.Cursor
	if responded.MessageID != "" {
		r.state.WaitingSince = time.Time{}
		r.outbox = append(r.outbox, conversation.Outgoing{MessageID: responded.MessageID, Author: conversation.ByAuto})
	}
	return nil
}
