package channels

import "time"

// NextAttempt returns how long to wait after the given failed attempt, which
// counts from 1, and false when it was the last. The schedule is the one that
// Standard Webhooks suggests: ten attempts over three days. A longer wait that
// the receiver asked for is granted up to a day.
func NextAttempt(attempt int, retryAfter time.Duration) (time.Duration, bool) {
	schedule := [...]time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute,
		2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, longestWait,
	}
	if attempt > len(schedule) {
		return 0, false
	}
	return max(schedule[max(attempt, 1)-1], min(retryAfter, longestWait)), true
}

const longestWait = 24 * time.Hour
