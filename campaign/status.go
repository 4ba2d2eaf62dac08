package campaign

import (
	"errors"
	"fmt"
)

// Status is where a campaign stands.
type Status string

// The statuses. A draft sends nothing. A running campaign sends what is due; it
// is completed when nothing waits any more, and runs again when it is given more.
const (
	Draft     Status = "draft"
	Running   Status = "running"
	Paused    Status = "paused"
	Completed Status = "completed"
	Cancelled Status = "cancelled"
)

// Action is what somebody does to a campaign.
type Action string

// The actions. Cancelling also cancels every message that has not gone out.
const (
	Launch  Action = "launch"
	Pause   Action = "pause"
	Resume  Action = "resume"
	Cancel  Action = "cancel"
	Archive Action = "archive"
)

var (
	// ErrNotFound: there is no such campaign, message or contact.
	ErrNotFound = errors.New("campaign: not found")
	// ErrChanged: it has been changed since it was read.
	ErrChanged = errors.New("campaign: changed meanwhile")
	// ErrOwnEdit: who edited a campaign last does not launch it: two people see what
	// goes out to many.
	ErrOwnEdit = errors.New("campaign: edited last by who wants to launch it")
	// ErrNoInbox: there is no such inbox.
	ErrNoInbox = errors.New("campaign: no such inbox")
)

// StateError says that a campaign or a message is not where something can be done
// to it.
type StateError struct {
	// Words are a sentence for people.
	Words string
}

func (e *StateError) Error() string { return "campaign: " + e.Words }

// After returns the status after an action. What is there already changes
// nothing. It fails with *StateError.
func (s Status) After(a Action) (Status, error) {
	type step struct {
		from Status
		does Action
	}
	steps := map[step]Status{
		{Draft, Launch}: Running, {Running, Launch}: Running, {Completed, Launch}: Completed,
		{Running, Pause}: Paused, {Paused, Pause}: Paused,
		{Paused, Resume}: Running, {Running, Resume}: Running, {Completed, Resume}: Completed,
		{Draft, Cancel}: Cancelled, {Running, Cancel}: Cancelled, {Paused, Cancel}: Cancelled, {Cancelled, Cancel}: Cancelled,
		{Draft, Archive}: Draft, {Completed, Archive}: Completed, {Cancelled, Archive}: Cancelled,
	}
	to, ok := steps[step{s, a}]
	if !ok {
		return s, &StateError{Words: fmt.Sprintf("The campaign is %s: one cannot %s it.", s, a)}
	}
	return to, nil
}

// Editable fails with *StateError unless a campaign's words may be changed: what
// has been sent to some is not changed for others.
func (c Campaign) Editable() error {
	if err := c.living(); err != nil {
		return err
	}
	if c.Status != Draft {
		return &StateError{Words: "The campaign has been launched: its words stay. Create another one."}
	}
	return nil
}

// TakesMessages fails with *StateError unless somebody can be made a recipient:
// of a single message once the campaign is launched, by file before that too.
func (c Campaign) TakesMessages(bulk bool) error {
	if err := c.living(); err != nil {
		return err
	}
	switch {
	case c.Status == Cancelled:
		return &StateError{Words: "The campaign is cancelled."}
	case c.Status == Draft && !bulk:
		return &StateError{Words: "The campaign is a draft: launch it first."}
	default:
		return nil
	}
}

func (c Campaign) living() error {
	if !c.ArchivedAt.IsZero() {
		return &StateError{Words: "The campaign is archived."}
	}
	return nil
}
