package report

import "time"

// Light is what was measured at light load.
type Light struct {
	// PerSecond is how many messages were sent a second, Messages how many in all.
	PerSecond float64
	Messages  int
	// Bare and Parley are times from the acceptance of a message to the end of
	// its handling: the workflow task durable, the automatic reply delivered.
	Bare, Parley []time.Duration
	// Target is the median asked for.
	Target time.Duration
	// Stages are where Parley's time goes, in order.
	Stages []Stage
}

// Stage is a part of a message's way.
type Stage struct {
	Name  string
	Times []time.Duration
	// Before says that it comes before the message is accepted.
	Before bool
}
