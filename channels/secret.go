package channels

import "log/slog"

// Secret is a token or an app secret. Printing, logging or encoding it shows a
// placeholder; only a conversion to string shows what it is.
type Secret string

const concealed = "(secret)"

// String returns a placeholder.
func (Secret) String() string { return concealed }

// GoString returns a placeholder.
func (Secret) GoString() string { return concealed }

// LogValue returns a placeholder.
func (Secret) LogValue() slog.Value { return slog.StringValue(concealed) }

// MarshalText returns a placeholder, for JSON and the like.
func (Secret) MarshalText() ([]byte, error) { return []byte(concealed), nil }
