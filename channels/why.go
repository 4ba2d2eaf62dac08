package channels

import "errors"

// Why says in words that people may read how a call to a provider failed, "" if
// it did not. Nothing of it is what a library said, which may name hosts and
// addresses.
func Why(err error) string {
	var rejected *RejectedError
	var plain *PlainError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &rejected):
		return rejected.Reason
	case errors.As(err, &plain):
		return plain.Words
	case errors.Is(err, ErrAccountIncomplete):
		return "the inbox is not set up completely"
	default:
		return "the connection failed"
	}
}

// AccountTrouble reports whether a failed call says that the account cannot be
// used, and not just that it did not work this time.
func AccountTrouble(err error) bool {
	var rejected *RejectedError
	return errors.As(err, &rejected) || errors.Is(err, ErrNeedsReauth) || errors.Is(err, ErrAccountIncomplete)
}
