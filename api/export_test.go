package api

import "github.com/getkin/kin-openapi/openapi3"

// Contract is openapi.yaml, which tests share: they must not change it.
func Contract() (*openapi3.T, error) { return contract() }

// Passing lets tests see which errors are asked again.
func Passing(err error) bool { return passing(err) }

// Streams counts streams, for tests that do not open thousands.
type Streams = streams

// NewStreams counts none yet.
func NewStreams() *Streams { return newStreams() }

// Take takes one.
func (s *streams) Take(who string) (giveBack func(), err error) { return s.take(who) }

// Crowd answers who comes for sessions at once by few questions.
func Crowd(sessions SessionUsers) Credentials { return &crowd{sessions: sessions} }
