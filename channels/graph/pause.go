package graph

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// retryAfter reads how long an answer asks to be left alone: from Retry-After
// (RFC 9110 section 10.2.3), or from Meta's own header, which counts in minutes.
func retryAfter(header http.Header, now time.Time) time.Duration {
	const longest = 30 * 24 * time.Hour
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, longest)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), longest)
	}
	return min(regain(header.Get("X-Business-Use-Case-Usage")), longest)
}

// regain reads {"<business id>": [{"type": …, "estimated_time_to_regain_access": 12}]}.
func regain(usage string) time.Duration {
	var accounts map[string]json.RawMessage
	if json.Unmarshal([]byte(usage), &accounts) != nil {
		return 0
	}
	var minutes int64
	for id := range accounts {
		for _, use := range Object(accounts).Objects(id) {
			minutes = max(minutes, use.Int("estimated_time_to_regain_access"))
		}
	}
	const month = 30 * 24 * 60
	return time.Duration(min(minutes, month)) * time.Minute
}
