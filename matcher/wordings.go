package matcher

import (
	"sync"

	"github.com/parleyhq/parley/faq"
)

// wordings remembers stored questions as they are compared. A message is compared
// with dozens of them, mostly the same dozens as the message before, and tidying
// one and counting its n-grams costs more than the comparison. The zero value is
// empty and ready; it is safe for concurrent use.
type wordings struct {
	mu    sync.RWMutex
	known map[string]wording
}

// wording is a stored question, tidied as it was when it was embedded.
type wording struct {
	text    string
	profile profile
}

// mostWordings bounds the memory to some 10 MB.
const mostWordings = 4096

func (w *wordings) of(question string, l lexicon) wording {
	w.mu.RLock()
	known, ok := w.known[question]
	w.mu.RUnlock()
	if ok {
		return known
	}
	text := faq.Normalize(question)
	made := wording{text: text, profile: l.profile(text)}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known == nil || len(w.known) >= mostWordings {
		// Those in use come back with the next messages.
		w.known = make(map[string]wording)
	}
	w.known[question] = made
	return made
}
