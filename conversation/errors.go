package conversation

import "errors"

// ErrNotFound: there is no such conversation, inbox or message.
var ErrNotFound = errors.New("conversation: not found")

// ErrInboxDisabled: the inbox is switched off.
var ErrInboxDisabled = errors.New("conversation: inbox disabled")

// ErrInvalid: the database can never store this, whoever tries again.
var ErrInvalid = errors.New("conversation: invalid content")

// ErrConflict: the id belongs to another message already.
var ErrConflict = errors.New("conversation: message id taken by another message")
