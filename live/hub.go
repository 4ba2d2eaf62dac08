package live

import "sync"

// Hub hands notes to those who listen for them, within this process. Every
// process has one, fed from the database by [Hub.Run].
type Hub struct {
	mu     sync.Mutex
	topics map[string]map[*Subscription]struct{}
	closed bool
}

// NewHub returns a hub without listeners.
func NewHub() *Hub { return &Hub{topics: make(map[string]map[*Subscription]struct{})} }

// Everything is the topic of all conversations.
const Everything = ""

// Subscribe listens to one conversation, or to Everything. The caller closes the
// subscription. That of a closed hub has ended already.
func (h *Hub) Subscribe(conversationID string) *Subscription {
	s := &Subscription{hub: h, topic: conversationID, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		s.end()
		return s
	}
	if h.topics[s.topic] == nil {
		h.topics[s.topic] = make(map[*Subscription]struct{})
	}
	h.topics[s.topic][s] = struct{}{}
	return s
}

// Publish hands a note to its listeners. It never waits for them.
func (h *Hub) Publish(n Note) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.topics[n.ConversationID] {
		s.push(n)
	}
	if n.ConversationID != Everything {
		for s := range h.topics[Everything] {
			s.push(n)
		}
	}
}

// Missed tells every listener that notes may have been lost, and to look for
// themselves.
func (h *Hub) Missed() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, topic := range h.topics {
		for s := range topic {
			s.miss()
		}
	}
}

// Close ends every subscription, and those to come: the server stops.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for _, topic := range h.topics {
		for s := range topic {
			s.end()
		}
	}
	clear(h.topics)
}

func (h *Hub) leave(s *Subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	topic := h.topics[s.topic]
	delete(topic, s)
	if len(topic) == 0 {
		delete(h.topics, s.topic)
	}
}
