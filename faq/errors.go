package faq

import "errors"

// ErrNotFound: there is no such FAQ, question or decision.
var ErrNotFound = errors.New("faq: not found")

// ErrArchived: an archived FAQ must be restored before it can be activated.
var ErrArchived = errors.New("faq: archived")

// ErrVector: a vector that cannot be compared: zero, NaN, infinite, empty, or
// not one per question.
var ErrVector = errors.New("faq: unusable vector")

// ErrChanged: somebody else changed it since it was read.
var ErrChanged = errors.New("faq: changed meanwhile")

// ErrOwnEdit: who edited it last may not be the one who lets it answer end users:
// two people see what does.
var ErrOwnEdit = errors.New("faq: edited last by the same user")

// ErrIncomplete: a draft that lacks something an active one must have.
var ErrIncomplete = errors.New("faq: incomplete")

// ErrState: what was asked for does not fit the state it is in: a decided
// suggestion, an import that has ended.
var ErrState = errors.New("faq: not in this state")

// ErrModel: the vectors are of a model that does not serve, or not any more.
// Embedding again by the one that serves helps.
var ErrModel = errors.New("faq: vectors of another model than the one that serves")
