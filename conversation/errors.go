package conversation

import "errors"

// ErrNotFound: there is no such conversation, inbox or message.
var ErrNotFound = errors.New("conversation: not found")

// ErrInboxDisabled: the inbox is switched off.
var ErrInboxDisabled = errors.New("conversation: inbox disabled")

// ErrInvalid: the database can never store this, whoever tries again.
var ErrInvalid = errors.New("conversation: invalid content")

// ErrNoReply: there is no message to reply to under this id in the conversation,
// or none that its provider knows.
var ErrNoReply = errors.New("conversation: nothing to reply to")

// ErrSettled: the message's fate is known, or it is no message of an agent.
var ErrSettled = errors.New("conversation: the message is settled")

// ErrNotHolder: the user does not hold the conversation.
var ErrNotHolder = errors.New("conversation: held by somebody else or nobody")

// ErrConflict: the id belongs to another message already.
var ErrConflict = errors.New("conversation: message id taken by another message")

// ErrAccountTaken: another inbox has this account of the provider.
var ErrAccountTaken = errors.New("conversation: another inbox has this account")

// ErrNoSecretKeys: the deployment has no keys to seal secrets with, so it keeps
// none.
var ErrNoSecretKeys = errors.New("conversation: no keys to seal secrets with (PARLEY_SECRET_KEYS)")

// ErrInboxLocked: the inbox's secrets do not open with the deployment's keys.
var ErrInboxLocked = errors.New("conversation: inbox locked")

// ErrTooBroad: the search took too long, because too much has to be looked at.
var ErrTooBroad = errors.New("conversation: the search is too broad")

// ErrShortcutTaken: another canned response has the shortcut.
var ErrShortcutTaken = errors.New("conversation: another canned response has this shortcut")

// ErrTooMany: there is no room for more of the kind.
var ErrTooMany = errors.New("conversation: too many")

// ErrNoReader: somebody who is named may not read conversations.
var ErrNoReader = errors.New("conversation: names somebody who may not read it")
