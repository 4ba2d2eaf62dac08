package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// steps tells a person what is being done and how long it took.
type steps struct {
	out io.Writer
	mu  sync.Mutex
}

// do says that a step begins, takes it, and says how long that took. A failed
// step is told by its error.
func (s *steps) do(name string, step func() error) error {
	s.say("  %s …", name)
	began := time.Now()
	if err := step(); err != nil {
		return err
	}
	s.say("  %s: %.1f s", name, time.Since(began).Seconds())
	return nil
}

// say prints a line. Steps may run beside each other.
func (s *steps) say(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, format+"\n", args...)
}
