package conversation

import "time"

// Pace bounds how fast one person is written to: one message in Every, of which
// Burst may go at once. The zero Pace is no bound.
type Pace struct {
	Every time.Duration `json:"every,omitempty"`
	Burst int           `json:"burst,omitempty"`
}

// Free returns when the next message may go. booked is until when the pace is
// used up by those that went, the zero instant for none.
func (p Pace) Free(booked time.Time) time.Time {
	if p.Every <= 0 || booked.IsZero() {
		return time.Time{}
	}
	return booked.Add(-time.Duration(max(p.Burst, 1)-1) * p.Every)
}

// Book returns until when the pace is used up after a message that goes at now
// (the generic cell rate algorithm: one instant is all there is to remember).
func (p Pace) Book(booked, now time.Time) time.Time {
	if p.Every <= 0 {
		return time.Time{}
	}
	if booked.Before(now) {
		booked = now
	}
	return booked.Add(p.Every)
}
