package conversation

import "time"

// claim grants the conversation to the first who asks; asking again renews the
// lease. Claiming changes no status, also on a sleeping conversation.
func (t *transition) claim(e Claim) Result {
	switch {
	case t.Ticket == 0:
		return Result{Reason: NoTicket}
	case t.OwnerID == e.UserID && t.LeaseUntil.IsZero():
		return Result{Granted: true}
	case t.OwnerID != "" && t.OwnerID != e.UserID:
		return Result{Reason: NotOwner}
	}
	t.take(e.At, e.UserID, e.At.Add(t.rules.Lease))
	return Result{Granted: true}
}

// release gives the conversation back to All; the status stays. Releasing what
// nobody holds is granted, so that a repeated request is harmless.
func (t *transition) release(e Release) Result {
	if !t.mayManage(e.UserID, e.Admin) {
		return Result{Reason: NotOwner}
	}
	t.drop(e.At, e.UserID, ByRelease)
	return Result{Granted: true}
}

// transfer makes another user the owner, without a lease: it was handed over
// on purpose and does not lapse.
func (t *transition) transfer(e Transfer) Result {
	switch {
	case t.Ticket == 0:
		return Result{Reason: NoTicket}
	case !t.mayManage(e.UserID, e.Admin):
		return Result{Reason: NotOwner}
	case t.OwnerID == e.ToID && t.LeaseUntil.IsZero():
		return Result{Granted: true}
	}
	if t.OwnerID != e.ToID {
		t.drop(e.At, e.UserID, ByTransfer)
	}
	t.setOwner(e.ToID, time.Time{})
	t.answered()
	t.record(Record{Type: Transferred, At: e.At, ActorID: e.UserID, Cause: ByTransfer, OwnerID: e.ToID})
	return Result{Granted: true}
}

// setStatus sets any status by hand. A ticket that ended releases its owner.
func (t *transition) setStatus(e SetStatus) Result {
	if reason := t.maySet(e.UserID, e.Admin, e.Status); reason != "" {
		return Result{Reason: reason}
	}
	t.turn(e.At, e.UserID, e.Status, ByHand)
	if e.Status.ended() {
		t.drop(e.At, e.UserID, ByHand)
	}
	if !t.MayAnswer() {
		t.answered()
	}
	return Result{Granted: true}
}

// close is "Assign and close": it sets a status and releases whoever holds it.
func (t *transition) close(e Close) Result {
	if reason := t.maySet(e.UserID, e.Admin, e.Status); reason != "" {
		return Result{Reason: reason}
	}
	t.turn(e.At, e.UserID, e.Status, ByClose)
	t.drop(e.At, e.UserID, ByClose)
	// A person has just dealt with the burst, even if the ticket stays New.
	t.answered()
	return Result{Granted: true}
}

func (t *transition) maySet(userID string, admin bool, to Status) Reason {
	switch {
	case !to.Valid():
		return BadStatus
	case t.Ticket == 0:
		return NoTicket
	case !t.mayManage(userID, admin):
		return NotOwner
	default:
		return ""
	}
}

// mayManage: one's own and nobody's conversations are anybody's to manage,
// another's only an admin's: both would end the other's hold.
func (t *transition) mayManage(userID string, admin bool) bool {
	return admin || t.OwnerID == "" || t.OwnerID == userID
}

// take gives the conversation to a user: for good when until is zero, else as
// a lease. Automatic replies end here.
func (t *transition) take(at time.Time, userID string, until time.Time) {
	if t.OwnerID != userID {
		t.setOwner(userID, until)
		t.record(Record{Type: Claimed, At: at, ActorID: userID, OwnerID: userID})
	}
	t.LeaseUntil = until
	t.answered()
}

// drop ends whatever hold there is.
func (t *transition) drop(at time.Time, actor string, cause Cause) {
	if t.OwnerID == "" {
		return
	}
	t.record(Record{Type: Released, At: at, ActorID: actor, Cause: cause, OwnerID: t.OwnerID})
	t.setOwner("", time.Time{})
}

func (t *transition) setOwner(userID string, until time.Time) {
	if t.OwnerID != "" && t.OwnerID != userID {
		t.PreviousOwnerID = t.OwnerID
	}
	if t.OwnerID != userID {
		t.OwnerWroteAt = time.Time{}
	}
	t.OwnerID, t.LeaseUntil = userID, until
}
