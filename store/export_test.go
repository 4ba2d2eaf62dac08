package store

// Waiting is how many messages wait to go in together with others.
func (s *Store) Waiting() int {
	n := 0
	for i := range s.intake.lanes {
		l := &s.intake.lanes[i]
		l.mu.Lock()
		n += len(l.waiting)
		l.mu.Unlock()
	}
	return n
}
