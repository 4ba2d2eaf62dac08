package schedule

import "time"

// Calendar is when a business is open: hours that come back every week, and
// holidays on which others hold.
//
// On the date of a holiday the business is open at the holiday's own hours and
// at no other time: what is open over midnight on its eve closes at midnight,
// the holiday's local one.
type Calendar struct {
	// ID is the calendar's UUID in text form; empty until it is stored.
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
	// Zone is an IANA name such as "Asia/Kolkata".
	Zone string `json:"zone"`
	// Open are the weekly business hours; there is at least one in a valid
	// calendar.
	Open []Interval `json:"open"`
	// Holidays have a date each; where a date and its yearly form both stand,
	// the one with the year holds.
	Holidays  []Holiday `json:"holidays,omitempty"`
	CreatedAt time.Time `json:"-"`
	UpdatedAt time.Time `json:"-"`
	// EditedBy is the id of the user who edited it last, empty for none.
	EditedBy string `json:"-"`
	// Version grows with every edit.
	Version int64 `json:"-"`
}

// Calendars are calendars by id.
type Calendars map[string]Calendar

// Holiday is a date with hours of its own, or with none: closed all day.
type Holiday struct {
	Date Date    `json:"date"`
	Name string  `json:"name,omitempty"`
	Open []Hours `json:"open,omitempty"`
}

// Hours is a stretch of hours on one date: from From until To, on the next day
// if To is not after From. Equal times are 24 hours.
type Hours struct {
	From Minute `json:"from"`
	To   Minute `json:"to"`
}
