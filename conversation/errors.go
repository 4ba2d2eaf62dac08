package conversation

import "errors"

// ErrNotFound: there is no such conversation, inbox or message.
var ErrNotFound = errors.New("conversation: not found")

// ErrInboxDisabled: the inbox is switched off.
var ErrInboxDisabled = errors.New("conversation: inbox disabled")
