package conversation

import "time"

// DemoStatus is how far the demo data has come.
type DemoStatus string

// What there is of the demo data. Loading and removing it may break off and is
// gone on with when it is asked for again.
const (
	DemoAbsent   DemoStatus = "absent"
	DemoLoading  DemoStatus = "loading"
	DemoLoaded   DemoStatus = "loaded"
	DemoRemoving DemoStatus = "removing"
)

// Demo is the demo data of an installation: an inbox of its own with customers who
// wrote to it, and FAQs.
type Demo struct {
	// InboxID is "" where there is none.
	InboxID string
	// ImportID is the import of its FAQs, "" before that is begun.
	ImportID string
	// FAQs and Conversations count what there is of it now.
	FAQs, Conversations int
	// Kept are the FAQs that stay when it is removed.
	Kept []DemoFAQ
	// The instants are zero until it has come so far: the FAQs are there, the
	// customers have written, it is being removed.
	FAQsAt, LoadedAt, RemovingAt time.Time
}

// Status says how far it has come.
func (d Demo) Status() DemoStatus {
	switch {
	case d.InboxID == "":
		return DemoAbsent
	case !d.RemovingAt.IsZero():
		return DemoRemoving
	case d.LoadedAt.IsZero():
		return DemoLoading
	default:
		return DemoLoaded
	}
}

// DemoFAQ is an FAQ of the demo that does not go with it.
type DemoFAQ struct {
	ID       string
	Question string
	// Edited says that somebody changed what it says. Otherwise it has answered
	// customers of other inboxes, whose conversations name it: it is archived.
	Edited bool
}
