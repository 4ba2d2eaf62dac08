package conversation

import "time"

// userMessage is the first two rows of the table in docs/architecture.md.
func (t *transition) userMessage(e UserMessage) {
	t.Cursor = max(t.Cursor, e.Seq)
	t.extendWindow(e)
	switch {
	case t.Status.ended():
		// Whoever was handed the sleeping conversation has not written in it.
		if e.CampaignID != "" {
			t.returnToAll(e)
		}
		t.open(e.ReceivedAt, "", e.CampaignID, New, ByUserMessage)
	case e.CampaignID != "":
		t.campaignReply(e)
	case t.Status == Active:
		t.turn(e.ReceivedAt, "", Pending, ByUserMessage)
	}
	if t.WaitingSince.IsZero() {
		t.WaitingSince = e.ReceivedAt
	}
	if t.MayAnswer() {
		if t.AnswerFrom == 0 {
			t.AnswerFrom = e.Seq
		}
		t.AnswerAt = e.ReceivedAt.Add(t.rules.Debounce)
	}
}

// extendWindow moves both ends of the window: the send window counts from the
// provider's time, the ticket's from receipt. They differ only when a provider
// delivers late. Neither ever moves back.
func (t *transition) extendWindow(e UserMessage) {
	sent := e.SentAt
	if sent.IsZero() || sent.After(e.ReceivedAt) {
		sent = e.ReceivedAt
	}
	if end := sent.Add(t.rules.Window); end.After(t.WindowExpiresAt) {
		t.WindowExpiresAt = end
	}
	t.InactiveAt = e.ReceivedAt.Add(t.rules.Window)
}

// campaignReply makes a running ticket New again, whatever its status was.
func (t *transition) campaignReply(e UserMessage) {
	t.CampaignID = e.CampaignID
	t.record(Record{Type: CampaignReply, At: e.ReceivedAt, CampaignID: e.CampaignID})
	t.turn(e.ReceivedAt, "", New, ByCampaign)
	t.returnToAll(e)
}

// returnToAll ends the hold that a campaign reply finds. An owner who wrote a
// moment ago and a live lease keep the conversation, so that nobody is cut off.
func (t *transition) returnToAll(e UserMessage) {
	leased := !t.LeaseUntil.IsZero()
	recent := !t.OwnerWroteAt.IsZero() && e.ReceivedAt.Sub(t.OwnerWroteAt) <= t.rules.KeepOwner
	if !leased && !recent {
		t.drop(e.ReceivedAt, "", ByCampaign)
	}
}

// agentMessage accepts a message of the holder, or of anybody while nobody
// holds the conversation (a first send claims implicitly). A template that goes
// to somebody whose ticket is over and to whom nothing else may be sent starts
// nothing, like a campaign's: the next ticket begins with their reply.
func (t *transition) agentMessage(e AgentMessage) Result {
	t.Cursor = max(t.Cursor, e.Seq)
	if reason := t.mayWrite(t.rules, e.AgentID, e.Template, e.WrittenAt); reason != "" {
		t.record(Record{Type: RefusedMessage, At: e.WrittenAt, ActorID: e.AgentID, MessageID: e.MessageID, Reason: reason})
		return Result{Reason: reason}
	}
	if e.Template && t.Status.ended() && !t.maySend(t.rules, e.WrittenAt).FreeForm {
		return Result{Granted: true}
	}
	t.take(e.WrittenAt, e.AgentID, time.Time{})
	if t.Status.ended() {
		t.open(e.WrittenAt, e.AgentID, "", Active, ByAgentMessage)
	} else {
		t.turn(e.WrittenAt, e.AgentID, Active, ByAgentMessage)
	}
	t.OwnerWroteAt = e.WrittenAt
	t.WaitingSince = time.Time{}
	return Result{Granted: true}
}
