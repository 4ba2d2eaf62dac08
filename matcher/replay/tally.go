package replay

import (
	"strings"
	"time"

	"github.com/parleyhq/parley/responder"
)

// tally counts what became of bursts. In which order they are counted makes no
// difference.
type tally struct {
	messages, skipped, before, after, unchanged int
	since                                       time.Time
	newly, noLonger, differently                changes
}

func newTally() tally {
	return tally{newly: make(changes), noLonger: make(changes), differently: make(changes)}
}

func (t *tally) skip(b responder.StoredBurst) {
	t.skipped++
	t.look(b.At)
}

// look keeps the earliest instant.
func (t *tally) look(at time.Time) {
	if t.since.IsZero() || at.Before(t.since) {
		t.since = at
	}
}

func (t *tally) count(b responder.StoredBurst, before, after responder.Decision) {
	t.messages++
	t.look(b.At)
	if before.Answered {
		t.before++
	}
	if after.Answered {
		t.after++
	}
	switch {
	case !before.Answered && after.Answered:
		t.newly.count(b, before, after)
	case before.Answered && !after.Answered:
		t.noLonger.count(b, before, after)
	// What counts is what the end user reads: another FAQ with the same words is
	// the same answer.
	case before.Answer != after.Answer:
		t.differently.count(b, before, after)
	default:
		t.unchanged++
	}
}

func (t *tally) add(other tally) {
	t.messages += other.messages
	t.skipped += other.skipped
	t.before += other.before
	t.after += other.after
	t.unchanged += other.unchanged
	if !other.since.IsZero() {
		t.look(other.since)
	}
	t.newly.add(other.newly)
	t.noLonger.add(other.noLonger)
	t.differently.add(other.differently)
}

func (t *tally) result() responder.ReplayResult {
	return responder.ReplayResult{
		Messages: t.messages, Skipped: t.skipped, Since: t.since,
		AnsweredBefore: t.before, AnsweredAfter: t.after, Unchanged: t.unchanged,
		Newly: t.newly.list(), NoLonger: t.noLonger.list(), Differently: t.differently.list(),
	}
}

// outcome is what a decision came to, and the FAQ that matched or came nearest.
func outcome(d responder.Decision) responder.Outcome {
	o := responder.Outcome{Step: d.Step, Answer: d.Answer}
	if d.FAQ != nil && len(d.FAQ.Candidates) > 0 {
		best := d.FAQ.Candidates[0]
		o.FAQID, o.Question, o.Score = best.FAQID, best.Question, d.FAQ.Score
	}
	if strings.HasPrefix(o.FAQID, newID) {
		o.FAQID = ""
	}
	return o
}

// answeredBy names what answered, "" for silence.
func answeredBy(d responder.Decision) string {
	switch d.Step {
	case responder.StepFAQ:
		return d.FAQ.FAQID
	case responder.StepQuickReply:
		return d.QuickReplyID
	case responder.StepFiller:
		return d.FillerID
	default:
		return ""
	}
}
