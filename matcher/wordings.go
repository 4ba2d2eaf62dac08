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
	mu   sync.RWMutex
	seen map[wordingKey]wording
}

// wordingKey names what is asked for by which FAQ.
type wordingKey struct{ faqID, text string }

// wording is a stored question, tidied as it was when it was embedded.
type wording struct {
	profile profile
	// anchor is the place of its text among the anchors of the head, -1 for none.
	anchor int
	// known says that the head was trained on it for its FAQ.
	known bool
}

// mostWordings bounds the memory to some 10 MB.
const mostWordings = 4096

// of returns a question as it is compared by a training, always the same one.
func (w *wordings) of(faqID, text string, t *Training) wording {
	q := wordingKey{faqID, text}
	w.mu.RLock()
	seen, ok := w.seen[q]
	w.mu.RUnlock()
	if ok {
		return seen
	}
	text = faq.Normalize(text)
	made := wording{profile: t.space.lexicon.profile(text), anchor: -1}
	if t.head != nil {
		if place, found := t.head.postings.places[text]; found {
			made.anchor = place
		}
		_, made.known = t.head.known[key(faqID, text)]
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil || len(w.seen) >= mostWordings {
		// Those in use come back with the next messages.
		w.seen = make(map[wordingKey]wording)
	}
	w.seen[q] = made
	return made
}

// compared is a text that is compared with stored questions.
type compared struct {
	profile profile
	// anchors is how alike it is in characters to each anchor of the head, if that
	// is known.
	anchors []float32
}

// similarity is that of characters, from 0 to 1.
func (c compared) similarity(to wording) float64 {
	if to.anchor >= 0 && to.anchor < len(c.anchors) {
		return min(float64(c.anchors[to.anchor]), 1)
	}
	return c.profile.similarity(to.profile)
}
