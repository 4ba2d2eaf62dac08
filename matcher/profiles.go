package matcher

import (
	"sync"

	"github.com/parleyhq/parley/faq"
)

// profiles remembers the profiles of stored questions. A message is compared
// with dozens of them, mostly the same dozens as the message before, and making
// a profile costs more than the comparison. It is safe for concurrent use.
type profiles struct {
	mu    sync.RWMutex
	known map[string]profile
}

// mostProfiles bounds the memory to some 10 MB.
const mostProfiles = 4096

func newProfiles() *profiles { return &profiles{known: make(map[string]profile)} }

// of returns the profile of a question, tidied as it was when it was embedded.
func (p *profiles) of(question string) profile {
	p.mu.RLock()
	known, ok := p.known[question]
	p.mu.RUnlock()
	if ok {
		return known
	}
	made := profileOf(faq.Normalize(question))
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known) >= mostProfiles {
		// Those in use come back with the next messages.
		clear(p.known)
	}
	p.known[question] = made
	return made
}
