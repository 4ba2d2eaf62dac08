package faq

import "errors"

// ErrNotFound: there is no such FAQ, question or decision.
var ErrNotFound = errors.New("faq: not found")

// ErrArchived: an archived FAQ must be restored before it can be activated.
var ErrArchived = errors.New("faq: archived")

// ErrVector: a vector that cannot be compared: zero, NaN, infinite, empty, or
// not one per question.
var ErrVector = errors.New("faq: unusable vector")
