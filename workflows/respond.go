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
func answerDue(s conversation.State, rules conversation.Rules, now time.Time) bool {
	return s.AnswerFrom != 0 && (rules.Debounce == 0 || due(s.AnswerAt, now))
}

func (r *run) mayRespond(now time.Time) bool {
	return r.responding == nil && answerDue(r.state, r.rules, now) && r.state.MayAnswer()
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
	r.queueReply(responded.MessageID)
	return nil
}

// askAnswer has a burst that is over by now looked at in the commit of the turn. A
// remote embedder takes too long for a local activity.
func (r *run) askAnswer(t *turn, now time.Time) {
	if r.responding != nil || r.rules.RemoteEmbedder || !answerDue(t.state, r.rules, now) || !t.state.MayAnswer() {
		return
	}
	answered, _ := conversation.Apply(conversation.RulesV1, r.rules, t.state, conversation.Answered{At: now})
	t.answered = &answered
}

// queueReply notes that a reply, if there is one, waits to be delivered.
func (r *run) queueReply(messageID string) {
	if messageID != "" {
		r.state.WaitingSince = time.Time{}
		r.outbox = append(r.outbox, conversation.Outgoing{MessageID: messageID, Author: conversation.ByAuto})
	}
}
