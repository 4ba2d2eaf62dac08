package schedule

import (
	"errors"
	"fmt"
)

// Minute is a time on the clock in minutes since midnight: 0 is 00:00, 1439 is
// 23:59. 1440, written 24:00, is the midnight that ends the day; only an end
// may be it. In JSON it is the text "HH:MM".
type Minute int

// EndOfDay is 24:00.
const EndOfDay Minute = 24 * 60

var errMinute = errors.New("must be a time such as 09:30")

// ParseMinute reads "HH:MM", from 00:00 to 24:00.
func ParseMinute(s string) (Minute, error) {
	if len(s) != 5 || s[2] != ':' {
		return 0, errMinute
	}
	for _, i := range [...]int{0, 1, 3, 4} {
		if s[i] < '0' || s[i] > '9' {
			return 0, errMinute
		}
	}
	hour, minute := Minute(s[0]-'0')*10+Minute(s[1]-'0'), Minute(s[3]-'0')*10+Minute(s[4]-'0')
	m := hour*60 + minute
	if minute > 59 || m > EndOfDay {
		return 0, errMinute
	}
	return m, nil
}

// String returns m as "HH:MM".
func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

// MarshalText implements [encoding.TextMarshaler] as [Minute.String].
func (m Minute) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler] as [ParseMinute].
func (m *Minute) UnmarshalText(text []byte) (err error) {
	*m, err = ParseMinute(string(text))
	return err
}
