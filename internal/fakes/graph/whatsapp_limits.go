package graph

import "time"

// bucket is a token bucket that is told the time.
type bucket struct {
	tokens float64
	at     time.Time
}

// take takes a token if there is one; rate is how many come back in a second.
func (b *bucket) take(now time.Time, rate, burst float64) bool {
	b.tokens = min(burst, b.tokens+now.Sub(b.at).Seconds()*rate)
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// limit holds a send to the limits of its number and of the pair: one message in
// six seconds to one person, beyond a burst of 45. It must be called with the
// lock held.
func (w *whatsapp) limit(n Number, to User, now time.Time) (Failure, bool) {
	const burst = 45
	rate, ok := w.rates[n.ID]
	if !ok {
		rate = &bucket{tokens: float64(n.PerSecond), at: now}
		w.rates[n.ID] = rate
	}
	if !rate.take(now, float64(n.PerSecond), float64(n.PerSecond)) {
		return Failure{Code: 130429, Message: "Rate limit hit", Details: "too many messages sent from this phone number"}, false
	}
	key := [2]string{n.ID, to.key()}
	pair, ok := w.pairs[key]
	if !ok {
		pair = &bucket{tokens: burst, at: now}
		w.pairs[key] = pair
	}
	if !pair.take(now, 1.0/6, burst) {
		return Failure{Code: 131056, Message: "(Business Account, Consumer Account) pair rate limit hit"}, false
	}
	return Failure{}, true
}
