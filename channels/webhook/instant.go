package webhook

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/parleyhq/parley/conversation"
)

// instant is a time as apps write it: RFC 3339, or seconds since 1970 as a
// number. Anything else is an unknown time and no reason to lose a message.
type instant time.Time

func (i *instant) UnmarshalJSON(data []byte) error {
	*i = instant{}
	var text string
	if json.Unmarshal(data, &text) == nil {
		if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
			*i = instant(t)
		}
		return nil
	}
	// The bound keeps the conversion exact; far beyond it nothing is believable.
	const beyond = 1e12
	if seconds, err := strconv.ParseFloat(string(data), 64); err == nil && seconds > 0 && seconds < beyond {
		whole := int64(seconds)
		*i = instant(time.Unix(whole, int64((seconds-float64(whole))*1e9)))
	}
	return nil
}

func (i instant) believable() time.Time { return conversation.Believable(time.Time(i)) }
