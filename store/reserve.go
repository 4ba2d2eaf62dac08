package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
)

// farthestPlace bounds how far ahead a place can be, however long the backlog.
const farthestPlace = 30 * 24 * time.Hour

// unboundPace is how many messages a second leave after a pause of an inbox that
// has no rate: its provider has just said that it was too many.
const unboundPace = 10

// reserve takes a token of the inbox's bucket for a message. If there is none
// left, the message keeps the next one that nobody has: it is told when that is
// due, and goes at that time without asking the bucket again. So a message asks
// twice at most, however many wait, and no two wait for the same instant. A rate
// of 0 is no bound.
//
// The place of a message that is dropped meanwhile stays empty. Who comes ten
// seconds late has lost it: after an outage the backlog is paced anew instead of
// going out at once.
func reserve(ctx context.Context, tx pgx.Tx, row outgoingRow) (notBefore time.Time, err error) {
	rate := row.RatePerSecond
	switch {
	case row.paused():
		rate = cmp.Or(rate, unboundPace)
	case rate == 0, row.Reserved:
		return time.Time{}, nil
	}
	var left float64
	var now time.Time
	if err := tx.QueryRow(ctx, drawToken, row.InboxID).Scan(&left, &now); err != nil {
		return time.Time{}, fmt.Errorf("draw token: %w", err)
	}
	if left >= 0 {
		return time.Time{}, nil
	}
	wait := math.Min(-left/rate*float64(time.Second), float64(farthestPlace))
	// What the database keeps, so that the same is told again.
	notBefore = now.Add(time.Duration(wait)).Truncate(time.Microsecond).UTC()
	if _, err := tx.Exec(ctx, keepPlace, row.ID, notBefore); err != nil {
		return time.Time{}, fmt.Errorf("keep place: %w", err)
	}
	return notBefore, nil
}

// drawToken refills the bucket for the time that passed and takes one token,
// below zero if there is none: what is missing is how many wait. It is filled anew
// from the end of a pause on.
const drawToken = `
UPDATE inboxes
SET tokens = least(burst, tokens + rate_per_second * greatest(0, extract(epoch FROM clock_timestamp() - refilled_at))) - 1,
    refilled_at = greatest(refilled_at, clock_timestamp())
WHERE id = $1
RETURNING tokens, refilled_at`

const keepPlace = `UPDATE messages SET not_before = $2, reserved = true WHERE id = $1`
