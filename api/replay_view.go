package api

import (
	"context"

	"github.com/parleyhq/parley/responder"
)

func replayView(ctx context.Context, r responder.Replay) Replay {
	v := Replay{
		ReplayID: r.ID, Status: ReplayStatus(r.Status), Done: r.Done, Total: r.Total, Error: orNull(r.Error),
		CreatedAt: r.CreatedAt.UTC(), FinishedAt: instant(r.FinishedAt), URL: "/v1/faqs/replays/" + r.ID,
	}
	found := r.Result
	if found == nil {
		return v
	}
	whose := maySeeWhose(ctx)
	v.Result = &ReplayResult{
		Messages: found.Messages, Skipped: found.Skipped, Since: found.Since.UTC(), Unchanged: found.Unchanged,
		AnsweredBefore: found.AnsweredBefore, AnsweredAfter: found.AnsweredAfter,
		NewlyAnswered:       replayListView(found.Newly, whose),
		NoLongerAnswered:    replayListView(found.NoLonger, whose),
		AnsweredDifferently: replayListView(found.Differently, whose),
	}
	return v
}

func replayListView(l responder.ReplayList, whose bool) ReplayList {
	return ReplayList{Count: l.Count, Examples: each(l.Examples, func(e responder.ReplayExample) ReplayExample {
		v := ReplayExample{
			DecisionID: e.DecisionID, Text: e.Text, At: e.At.UTC(), Before: outcomeView(e.Before), After: outcomeView(e.After),
		}
		if whose {
			v.ConversationID = orNull(e.ConversationID)
		}
		return v
	})}
}

func outcomeView(o responder.Outcome) ReplayOutcome {
	return ReplayOutcome{
		Step: orNull(string(o.Step)), FAQID: orNull(o.FAQID), Question: orNull(o.Question), Answer: orNull(o.Answer), Score: o.Score,
	}
}
